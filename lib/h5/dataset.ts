import { ReadOnlyError } from '../errors.js'
import { itemsize, product } from './dtype.js'
import type { File } from './file.js'
import { describeFilters, type Filters } from './filters.js'
import type { DatasetInfo, DType, NativeDataset } from './native.js'
import { Node } from './node.js'

/** What all nodes with data have in common. */
export abstract class Dataset extends Node<NativeDataset> {
  readonly #info: DatasetInfo

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

  protected override details(): string {
    const type = typeof this.dtype === 'string' ? this.dtype : 'struct'
    return ` ${type} (${this.shape.join(', ')})`
  }
}

/** Bytes of a block. */
export const blockBytes = (dtype: DType, shape: readonly number[]): number => product(shape) * itemsize(dtype)
