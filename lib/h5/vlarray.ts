import { InvalidTypeError, InvalidValueError } from '../errors.js'
import type { NDArray, TypedArrayConstructor } from '../values/index.js'
import { checkCanGrow, Dataset } from './dataset.js'
import { bytesOf, isVlen, itemsize, memoryType } from './dtype.js'
import { type ArrayInput, arrayClassOf, decodeElements, packElements } from './elements.js'
import type { File } from './file.js'
import type { DatasetInfo, DType, NativeDataset } from './native.js'
import { RaggedBuffer } from './ragged-buffer.js'
import { BLOCK_BYTES } from './row-buffer.js'
import { resolveRows, type Slice } from './selection.js'

/** Rows of differing length, of one element type. Appended rows are buffered until they fill a chunk. */
export class VLArray extends Dataset {
  readonly kind = 'VLArray'
  /** The type of one element of a row. */
  readonly elementType: DType
  readonly #chunkRows: number
  /** What rows are usually given as. */
  readonly #ArrayClass: TypedArrayConstructor | undefined
  #elementBytes = 0

  /** @internal */
  constructor(file: File, path: string, native: NativeDataset, info: DatasetInfo) {
    super(file, path, native, info)
    if (!isVlen(info.dtype)) throw new InvalidTypeError(`'${path}' holds no rows of variable length`)
    this.elementType = info.dtype.vlen
    this.#chunkRows = info.chunks?.[0] ?? 1
    this.#ArrayClass = arrayClassOf(memoryType(this.elementType))
  }

  override get shape(): readonly number[] {
    return [(this.native.shape()[0] ?? 0) + (this.waitingBuffer()?.rows ?? 0)]
  }

  /** Rows of a range, each an NDArray of rank 1 (higher when the elements are arrays). */
  readSync(slice: Slice = {}): NDArray[] {
    this.flush()
    const { start, count, step } = resolveRows(this.nrows, slice)
    if (count === 0) return []
    const { data, lengths } = this.native.readVlen(start, count, step)
    const type = memoryType(this.elementType)
    const size = itemsize(type)
    let offset = 0
    return Array.from(lengths, (length) => {
      const row = data.slice(offset, offset + length * size)
      offset += length * size
      return decodeElements(type, [length], row)
    })
  }

  async read(slice: Slice = {}): Promise<NDArray[]> {
    return this.readSync(slice)
  }

  /** Adds one row; `InvalidTypeError` for another element type, `InvalidValueError` for data of more than one axis. */
  append(row: ArrayInput): void {
    this.checkWritable('append to')
    const data = this.#rowBytes(row)
    this.checkRoom(1)
    const pending = this.#raggedBuffer()
    if (pending.rows >= this.#chunkRows || pending.bytes >= BLOCK_BYTES) this.flush()
    this.#elementBytes ||= itemsize(this.elementType)
    pending.append(data, data.length / this.#elementBytes)
    this.file.waiting.remember(this)
  }

  #raggedBuffer(): RaggedBuffer {
    const waiting = this.waiting<RaggedBuffer>()
    if (waiting.buffer === undefined) {
      checkCanGrow(this.native)
      waiting.buffer = new RaggedBuffer()
    }
    return waiting.buffer
  }

  /** A typed array of the right class needs no look at its elements. */
  #rowBytes(row: ArrayInput): Uint8Array {
    if (this.#ArrayClass && row instanceof this.#ArrayClass) return bytesOf(row)
    const { shape, data } = packElements(row, memoryType(this.elementType), `'${this.path}'`)
    if (shape.length <= 1) return data
    throw new InvalidValueError(
      `A row of '${this.path}' is a list of elements; got data of shape (${shape.join(', ')})`,
      { path: this.path },
    )
  }

  override flush(): void {
    const pending = this.waitingBuffer<RaggedBuffer>()
    if (!pending || pending.rows === 0) return
    pending.writeTo(this.native)
    pending.clear()
  }
}
