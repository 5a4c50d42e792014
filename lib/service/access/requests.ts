import type { ArrayInput } from '../../h5/elements.js'
import type {
  DType,
  Filters,
  ReadOptions,
  RowCondition,
  RowsInput,
  Slice,
  TableDescription,
  Variables,
} from '../../h5/index.js'
import type { Frame, Value } from '../../values/index.js'

/** What shared data are in the file; the names are those of storage flags. */
export const sharedTypes = ['ARRAY', 'CARRAY', 'EARRAY', 'VLARRAY', 'TABLE', 'FRAME'] as const
export type SharedType = (typeof sharedTypes)[number]

/** Makes shared data: from a value, or empty by type and shape. */
export interface CreateRequest {
  readonly sharedType: SharedType
  /** ARRAY, CARRAY, EARRAY: an array, list or tuple. VLARRAY: a list of rows. FRAME: a frame. */
  readonly data?: Value
  /** Without data: the type of the elements, and of arrays their shape. */
  readonly dtype?: DType
  readonly shape?: readonly number[]
  /** TABLE: columns by name; left out, they follow from the rows. */
  readonly columns?: TableDescription
  readonly rows?: RowsInput
  /** FRAME: 'table' (which can be appended to) unless said otherwise. */
  readonly format?: 'fixed' | 'table'
  readonly filters?: Partial<Filters>
  readonly chunkshape?: readonly number[]
  readonly expectedRows?: number
  /** FRAME: whether it takes the place of one that is there. */
  readonly overwrite?: boolean
}

export interface ReadRequest extends ReadOptions {
  /** TABLE: only these columns. */
  readonly columns?: readonly string[]
}

export interface WriteRequest extends ReadOptions {
  readonly data: ArrayInput | RowsInput
  /** TABLE: only these columns. */
  readonly columns?: readonly string[]
}

export interface WhereRequest extends Slice {
  /** Over a queue only texts can travel. */
  readonly condition: RowCondition
  readonly columns?: readonly string[]
  readonly variables?: Variables
}

export interface AppendRequest {
  readonly data: ArrayInput | RowsInput | Frame
}

export interface TruncateRequest {
  readonly rows: number
}

export interface RemoveRowsRequest {
  readonly start: number
  readonly stop: number
}

/** What shared data look like in the file. */
export interface SharedDescription {
  readonly sharedType: SharedType
  readonly shape: readonly number[]
  readonly nrows: number
  /** Null for a frame. */
  readonly dtype: DType | null
  readonly chunkshape: readonly number[] | null
  readonly filters: Filters | null
  /** Names of the columns of a table. */
  readonly columns: readonly string[] | null
}
