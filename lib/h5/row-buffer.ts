import type { TypedArray } from '../values/index.js'
import { bytesOf } from './dtype.js'

/** Rows wait for whole chunks of about so many bytes: enough for all cores to compress, and a few calls of libhdf5. */
export const BLOCK_BYTES = 2 ** 20

/** Where the first row waits there is room for about so much. */
const FIRST_BYTES = 1024

/** Up to so many items a loop copies faster than `set`, which first has to find out what it is given. */
const FEW_ITEMS = 48

/** Where rows wait, for those who write into it themselves. */
export interface RowMemory {
  readonly bytes: Uint8Array
  readonly view: DataView
}

/** How the rows of a dataset lie in memory and in the file. */
export interface RowLayout<Items extends TypedArray> {
  /** What rows consist of. */
  readonly Items: new (
    length: number,
  ) => Items
  /** Items of a row. */
  readonly rowLength: number
  readonly chunkRows: number
  /** Rows in the dataset now. */
  readonly stored: number
}

/**
 * Rows that wait until they fill a block of whole chunks, so that each chunk is compressed and indexed once. A write
 * that fails keeps its rows here, so that it can be tried again.
 */
export class RowBuffer<Items extends TypedArray = Uint8Array<ArrayBufferLike>> {
  readonly #layout: RowLayout<Items>
  readonly #rowLength: number
  readonly #blockRows: number
  readonly #write: (data: Uint8Array, rows: number) => void
  #items: Items
  #memory: RowMemory
  #capacity = 0
  #rows = 0
  /** Rows that fit before the block ends, which is where a chunk of the dataset ends. */
  #room: number

  constructor(layout: RowLayout<Items>, write: (data: Uint8Array, rows: number) => void) {
    const { Items, rowLength, chunkRows, stored } = layout
    this.#layout = layout
    this.#rowLength = rowLength
    this.#write = write
    this.#items = new Items(0)
    this.#memory = memoryOf(this.#items)
    const chunkBytes = Math.max(1, chunkRows * rowLength * this.#items.BYTES_PER_ELEMENT)
    this.#blockRows = chunkRows * Math.max(1, Math.floor(BLOCK_BYTES / chunkBytes))
    this.#room = this.#blockRows - (stored % chunkRows)
  }

  get rows(): number {
    return this.#rows
  }

  /** Whether rows were written since somebody set this to false. */
  hasWritten = false

  /** Takes rows, or throws and leaves the rows out that came last. */
  append(data: Items, rows: number): void {
    if (rows >= this.#blockRows) this.#passOn(data, rows)
    else this.#take(data, rows)
  }

  /**
   * Lets `pack` put rows where they are to wait: `at` is the byte where they begin. When it throws, nothing is added.
   * False when there are so many that they need not wait.
   */
  fill(rows: number, pack: (memory: RowMemory, at: number) => void): boolean {
    if (rows >= this.#blockRows) return false
    this.#reserve(rows)
    pack(this.#memory, this.#rows * this.#rowLength * this.#items.BYTES_PER_ELEMENT)
    this.#add(rows)
    return true
  }

  flush(): void {
    if (this.#rows > 0) this.#writeFirst(this.#rows)
  }

  #take(data: Items, rows: number): void {
    this.#reserve(rows)
    copyItems(data, this.#items, this.#rows * this.#rowLength)
    this.#add(rows)
  }

  /** Many rows are written from where they are, but for those of a chunk that they do not fill. */
  #passOn(data: Items, rows: number): void {
    this.flush()
    const direct = rows - ((rows - this.#room) % this.#layout.chunkRows)
    this.#write(bytesOf(data.subarray(0, direct * this.#rowLength)), direct)
    this.#wrote(direct)
    this.#take(data.subarray(direct * this.#rowLength) as Items, rows - direct)
  }

  #add(rows: number): void {
    this.#rows += rows
    if (this.#rows < this.#room) return
    try {
      this.#writeFirst(this.#room)
    } catch (error) {
      this.#rows -= rows
      throw error
    }
  }

  /** The others move up. */
  #writeFirst(rows: number): void {
    const end = rows * this.#rowLength
    this.#write(bytesOf(this.#items.subarray(0, end)), rows)
    this.#items.copyWithin(0, end, this.#rows * this.#rowLength)
    this.#rows -= rows
    this.#wrote(rows)
  }

  #wrote(rows: number): void {
    this.hasWritten = true
    const begun = (this.#blockRows - this.#room + rows) % this.#layout.chunkRows
    this.#room = this.#blockRows - begun
  }

  #reserve(rows: number): void {
    if (this.#rows + rows > this.#capacity) this.#grow(this.#rows + rows)
  }

  /** By doubling, up to what a block needs. */
  #grow(needed: number): void {
    const { Items, rowLength } = this.#layout
    const few = Math.ceil(FIRST_BYTES / Math.max(1, rowLength * this.#items.BYTES_PER_ELEMENT))
    this.#capacity = Math.max(needed, Math.min(Math.max(2 * this.#capacity, few), this.#blockRows))
    const grown = new Items(this.#capacity * rowLength)
    grown.set(this.#items.subarray(0, this.#rows * rowLength) as unknown as ArrayLike<never>)
    this.#items = grown
    this.#memory = memoryOf(grown)
  }
}

function memoryOf(items: TypedArray): RowMemory {
  return { bytes: bytesOf(items), view: new DataView(items.buffer) }
}

/** Between typed arrays of one class. */
function copyItems<Items extends TypedArray>(from: Items, to: Items, at: number): void {
  // Their class does not matter to the loop.
  const [source, target] = [from as unknown as number[], to as unknown as number[]]
  if (from.length > FEW_ITEMS) to.set(from as unknown as ArrayLike<never>, at)
  else for (let index = 0; index < source.length; index++) target[at + index] = source[index] as number
}
