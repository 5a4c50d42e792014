/** Rows wait for whole chunks of about so many bytes: enough for all cores to compress, and a few calls of libhdf5. */
export const BLOCK_BYTES = 2 ** 20

/**
 * Rows that wait until they fill a block of whole chunks, so that each chunk is compressed and indexed once. A write
 * that fails keeps its rows here, so that it can be tried again.
 */
export class RowBuffer {
  readonly #rowBytes: number
  readonly #chunkRows: number
  readonly #blockRows: number
  readonly #write: (data: Uint8Array, rows: number) => void
  #bytes = new Uint8Array(0)
  #view = new DataView(this.#bytes.buffer)
  #rows = 0
  /** Rows that fit before the block ends, which is where a chunk of the dataset ends. */
  #room: number

  /** `stored` is the number of rows in the dataset now. */
  constructor(rowBytes: number, chunkRows: number, stored: number, write: (data: Uint8Array, rows: number) => void) {
    this.#rowBytes = rowBytes
    this.#chunkRows = chunkRows
    this.#blockRows = chunkRows * Math.max(1, Math.floor(BLOCK_BYTES / Math.max(1, chunkRows * rowBytes)))
    this.#write = write
    this.#room = this.#blockRows - (stored % chunkRows)
  }

  get rows(): number {
    return this.#rows
  }

  /** Takes rows, or throws and leaves the rows out that came last. */
  append(data: Uint8Array, rows: number): void {
    const free = this.#room - this.#rows
    if (rows < free) this.#take(data, rows)
    else if (rows < this.#blockRows) this.#complete(data, rows, free)
    else this.#passOn(data, rows)
  }

  /**
   * Lets `pack` put rows where they are to wait. False when they would fill the block, or `pack` says so: then nothing
   * was added.
   */
  fill(rows: number, pack: (view: DataView, at: number) => boolean): boolean {
    if (rows >= this.#room - this.#rows) return false
    this.#reserve(rows)
    if (!pack(this.#view, this.#rows * this.#rowBytes)) return false
    this.#rows += rows
    return true
  }

  flush(): void {
    if (this.#rows === 0) return
    const rows = this.#rows
    this.#write(this.#bytes.subarray(0, rows * this.#rowBytes), rows)
    this.#rows = 0
    this.#wrote(rows)
  }

  #take(data: Uint8Array, rows: number): void {
    this.#reserve(rows)
    this.#bytes.set(data, this.#rows * this.#rowBytes)
    this.#rows += rows
  }

  /** The first `free` rows complete the block, the others wait for the next one. */
  #complete(data: Uint8Array, rows: number, free: number): void {
    const before = this.#rows
    this.#take(data.subarray(0, free * this.#rowBytes), free)
    try {
      this.flush()
    } catch (error) {
      this.#rows = before
      throw error
    }
    this.#take(data.subarray(free * this.#rowBytes), rows - free)
  }

  /** Many rows are written from where they are, but for those of a chunk that they do not fill. */
  #passOn(data: Uint8Array, rows: number): void {
    this.flush()
    const direct = rows - ((rows - this.#room) % this.#chunkRows)
    this.#write(data.subarray(0, direct * this.#rowBytes), direct)
    this.#wrote(direct)
    this.#take(data.subarray(direct * this.#rowBytes), rows - direct)
  }

  #wrote(rows: number): void {
    const begun = (this.#blockRows - this.#room + rows) % this.#chunkRows
    this.#room = this.#blockRows - begun
  }

  /** Grows by doubling up to what a block needs. */
  #reserve(rows: number): void {
    const bytes = (this.#rows + rows) * this.#rowBytes
    if (bytes <= this.#bytes.length) return
    const grown = new Uint8Array(
      Math.min(Math.max(bytes, 2 * this.#bytes.length, 1024), this.#blockRows * this.#rowBytes),
    )
    grown.set(this.#bytes.subarray(0, this.#rows * this.#rowBytes))
    this.#bytes = grown
    this.#view = new DataView(grown.buffer)
  }
}
