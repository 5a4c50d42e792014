import { InvalidTypeError } from '../errors.js'
import type { ArrayInput } from '../h5/elements.js'
import type { DType, Filters, Slice } from '../h5/index.js'
import { describe } from '../options.js'
import { NDArray, Nested, ndarray, type TypedArray } from '../values/index.js'
import { SharedItem } from './shared-item.js'

export interface CreateVLArrayOptions {
  /** A list of one-dimensional arrays of one type; or else `dtype`. */
  readonly data?: readonly (readonly unknown[] | TypedArray | NDArray)[]
  readonly dtype?: DType
  readonly filters?: Partial<Filters>
  readonly chunkshape?: readonly number[]
  readonly expectedRows?: number
}

/** Rows of differing length in the file. */
export class SharedVLArray extends SharedItem {
  constructor() {
    super('VLARRAY')
  }

  override twin(): SharedVLArray {
    return new SharedVLArray()
  }

  /** Makes it from rows, or empty by the type of the elements. `ExistsError` when it is there already. */
  async create(options: CreateVLArrayOptions): Promise<void> {
    const { data, ...others } = options
    await this.createWith(data === undefined ? others : { ...others, data: rowsOf(data) })
  }

  /** Rows of a range, each an array. */
  async read(slice: Slice = {}): Promise<NDArray[]> {
    return this.request('read', slice)
  }

  /** Adds one row, which may be empty. */
  async append(row: ArrayInput): Promise<void> {
    await this.request('append', { data: row })
  }
}

function rowsOf(rows: NonNullable<CreateVLArrayOptions['data']>): Nested {
  if (!Array.isArray(rows))
    throw new InvalidTypeError(`A shared array of rows is made from a list; got ${describe(rows)}`)
  return new Nested(
    'list',
    rows.map((row) => (row instanceof NDArray ? row : ndarray(row))),
  )
}
