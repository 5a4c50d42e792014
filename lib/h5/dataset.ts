import { InvalidValueError, ReadOnlyError } from '../errors.js'
import type { TypedArray } from '../values/index.js'
import { itemsize, product } from './dtype.js'
import type { File } from './file.js'
import { describeFilters, type Filters } from './filters.js'
import type { DatasetInfo, DType, NativeDataset } from './native.js'
import { Node } from './node.js'
import type { RaggedBuffer } from './ragged-buffer.js'
import type { RowBuffer } from './row-buffer.js'
import type { WaitingRows } from './waiting-rows.js'

type AnyBuffer = RowBuffer<TypedArray> | RaggedBuffer

/** What all nodes with data have in common. */
export abstract class Dataset extends Node<NativeDataset> {
  readonly #info: DatasetInfo
  #waiting: WaitingRows<AnyBuffer> | undefined
  /** Of the file's contents, see `File.generation`. */
  #generation = 0

  /** @internal */
  constructor(file: File, path: string, native: NativeDataset, info: DatasetInfo = native.info()) {
    super(file, path, native)
    this.#info = info
  }

  /** The element type in the file. */
  get dtype(): DType {
    return this.#info.dtype
  }

  /** The current extent. */
  get shape(): readonly number[] {
    return this.native.shape()
  }

  /** Largest extent; null where there is no limit. */
  get maxshape(): readonly (number | null)[] {
    return this.#info.maxshape ?? []
  }

  /** Null when the data are contiguous. */
  get chunkshape(): readonly number[] | null {
    return this.#info.chunks
  }

  get filters(): Filters {
    return describeFilters(this.#info.filters)
  }

  /** Number of elements. */
  get size(): number {
    return product(this.shape)
  }

  /** Length of the first axis; 1 for a scalar. */
  get nrows(): number {
    return this.shape[0] ?? 1
  }

  /** Bytes of one element in memory. */
  get itemsize(): number {
    return this.#info.itemsize
  }

  /** Bytes that the data take in the file. */
  get storageSize(): number {
    return this.native.info().storageSize
  }

  /** @internal Throws `ReadOnlyError` before anything is touched. */
  protected checkWritable(action: string): void {
    void this.native
    if (!this.file.writable) {
      throw new ReadOnlyError(`Cannot ${action} '${this.path}': '${this.file.filename}' was opened for reading only`, {
        path: this.path,
        filename: this.file.filename,
      })
    }
  }

  /** The rows that wait to be written, whatever handle they came by. */
  protected waiting<B extends AnyBuffer>(): WaitingRows<B> {
    if (this.#waiting === undefined || this.#generation !== this.file.generation) {
      this.#waiting = this.file.waiting.acquire(this.native)
      this.#generation = this.file.generation
    }
    this.#waiting.writer ??= this.native
    return this.#waiting as WaitingRows<B>
  }

  /** Their buffer; nothing is asked for while none wait in the whole file. */
  protected waitingBuffer<B extends AnyBuffer>(): B | undefined {
    return this.file.waiting.isAny ? this.waiting<B>().buffer : undefined
  }

  /** Throws before rows wait that could never be written. */
  protected checkRoom(rows: number): void {
    const limit = this.maxshape[0]
    if (limit === null) return
    const stored = this.nrows
    if (stored + rows <= (limit ?? 0)) return
    throw new InvalidValueError(
      `'${this.path}' can have ${limit ?? 0} rows at most and has ${stored}; cannot append ${rows}`,
      { path: this.path },
    )
  }

  protected override release(): void {
    if (this.#waiting && this.#generation === this.file.generation) {
      this.file.waiting.release(this.native, this.#waiting)
    }
    this.#waiting = undefined
  }

  override discard(): void {
    if (this.#waiting) this.#waiting.buffer = undefined
  }

  protected override details(): string {
    const type = typeof this.dtype === 'string' ? this.dtype : 'struct'
    return ` ${type} (${this.shape.join(', ')})`
  }
}

/** Bytes of a block. */
export const blockBytes = (dtype: DType, shape: readonly number[]): number => product(shape) * itemsize(dtype)

/** Throws what libhdf5 would say of an append only when the rows are written: of filters, of storage elsewhere. */
export const checkCanGrow = (native: NativeDataset): void => native.append(new Uint8Array(0), 0)
