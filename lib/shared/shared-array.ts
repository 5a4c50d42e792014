import type { ArrayInput } from '../h5/elements.js'
import type { DType, Filters, ReadOptions } from '../h5/index.js'
import { type NDArray, toValue } from '../values/index.js'
import { SharedItem } from './shared-item.js'

export interface CreateArrayOptions {
  /** An array, a list or a tuple; or else `dtype` and `shape`. */
  readonly data?: unknown
  readonly dtype?: DType
  readonly shape?: readonly number[]
}

export interface CreateCArrayOptions extends CreateArrayOptions {
  readonly filters?: Partial<Filters>
  readonly chunkshape?: readonly number[]
}

export interface CreateEArrayOptions extends CreateCArrayOptions {
  readonly expectedRows?: number
}

/** What all shared arrays of a shape can do. */
abstract class SharedArrayItem<Options extends CreateArrayOptions> extends SharedItem {
  /** Makes the array from data, or of zeros by `dtype` and `shape`. `ExistsError` when it is there already. */
  async create(options: Options): Promise<void> {
    const { data, ...others } = options
    await this.createWith(
      data === undefined ? others : { ...others, data: toValue(data, 'the data of a shared array') },
    )
  }

  /** All, a range of rows, or a block (`selection`: an index, a range or null per axis). */
  async read(options: ReadOptions = {}): Promise<NDArray> {
    return this.request('read', options)
  }

  /** Overwrites all, a range of rows or a block; a scalar fills it. */
  async write(data: ArrayInput, options: ReadOptions = {}): Promise<void> {
    await this.request('write', { data, ...options })
  }
}

/** A contiguous array in the file. */
export class SharedArray extends SharedArrayItem<CreateArrayOptions> {
  constructor() {
    super('ARRAY')
  }

  override twin(): SharedArray {
    return new SharedArray()
  }
}

/** An array in compressed chunks. */
export class SharedCArray extends SharedArrayItem<CreateCArrayOptions> {
  constructor() {
    super('CARRAY')
  }

  override twin(): SharedCArray {
    return new SharedCArray()
  }
}

/** An array that grows along its first axis: many runs can append to it. */
export class SharedEArray extends SharedArrayItem<CreateEArrayOptions> {
  constructor() {
    super('EARRAY')
  }

  override twin(): SharedEArray {
    return new SharedEArray()
  }

  /** Adds one row or several: with or without the first axis. `InvalidValueError` for rows of another shape. */
  async append(data: ArrayInput): Promise<void> {
    await this.request('append', { data })
  }

  /** Drops the rows from `rows` on. */
  async truncate(rows: number): Promise<void> {
    await this.request('truncate', { rows })
  }
}
