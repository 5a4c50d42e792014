import { InvalidTypeError } from '../errors.js'
import type { NDArray } from '../values/index.js'
import { Dataset } from './dataset.js'
import { isVlen, itemsize, memoryType } from './dtype.js'
import { type ArrayInput, decodeElements, packElements } from './elements.js'
import type { File } from './file.js'
import type { DatasetInfo, DType, NativeDataset } from './native.js'
import { resolveRows, type Slice } from './selection.js'

/** Rows of differing length, of one element type. Appended rows are buffered until they fill a chunk. */
export class VLArray extends Dataset {
  readonly kind = 'VLArray'
  /** The type of one element of a row. */
  readonly elementType: DType
  readonly #chunkRows: number
  #pending: { data: Uint8Array; length: number }[] = []

  /** @internal */
  constructor(file: File, path: string, native: NativeDataset, info: DatasetInfo) {
    super(file, path, native, info)
    if (!isVlen(info.dtype)) throw new InvalidTypeError(`'${path}' holds no rows of variable length`)
    this.elementType = info.dtype.vlen
    this.#chunkRows = info.chunks?.[0] ?? 1
  }

  override get shape(): readonly number[] {
    return [(this.native.shape()[0] ?? 0) + this.#pending.length]
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

  /** Adds one row; `InvalidTypeError` for another element type. */
  append(row: ArrayInput): void {
    this.checkWritable('append to')
    const packed = packElements(row, memoryType(this.elementType), `'${this.path}'`)
    const length = packed.data.length / itemsize(packed.dtype)
    if (this.#pending.length >= this.#chunkRows) this.flush()
    // The caller may reuse its buffer before the row is written.
    this.#pending.push({ data: packed.data.slice(), length })
    this.file.remember(this)
  }

  override discard(): void {
    this.#pending = []
  }

  override flush(): void {
    if (this.#pending.length === 0) return
    const rows = this.#pending
    this.native.appendVlen(
      Buffer.concat(rows.map(({ data }) => data)),
      Uint32Array.from(rows, ({ length }) => length),
    )
    this.#pending = []
  }
}
