import type {
  Columns,
  DType,
  Filters,
  RowCondition,
  RowsInput,
  TableDescription,
  TableReadOptions,
  WhereOptions,
} from '../h5/index.js'
import { SharedItem } from './shared-item.js'

export interface CreateTableOptions {
  /** Columns by name and type; left out, they follow from `rows`. */
  readonly columns?: TableDescription
  /** The first rows: records or columns. */
  readonly rows?: RowsInput
  readonly filters?: Partial<Filters>
  readonly chunkshape?: readonly number[]
  readonly expectedRows?: number
}

export interface BatchOptions extends TableReadOptions {
  /** Rows of a batch; 10 000 when left out. */
  readonly batch?: number
}

/** A table in the file: rows of one type, which can be appended, changed, removed and searched. */
export class SharedTable extends SharedItem {
  constructor() {
    super('TABLE')
  }

  override twin(): SharedTable {
    return new SharedTable()
  }

  /** Makes the table, empty or with first rows. `ExistsError` when it is there already. */
  async create(options: CreateTableOptions): Promise<void> {
    await this.createWith(options)
  }

  /** Columns of a range of rows. */
  async read(options: TableReadOptions = {}): Promise<Columns> {
    return this.request('read', options)
  }

  /** The rows in batches, so that a table may be larger than memory. */
  async *batches(options: BatchOptions = {}): AsyncGenerator<Columns> {
    const { batch = 10_000, start = 0, stop, step = 1, ...others } = options
    const length = await this.length()
    const from = (start ?? 0) < 0 ? Math.max(0, length + (start ?? 0)) : (start ?? 0)
    const end = stop === undefined || stop === null ? length : Math.min(length, stop < 0 ? length + stop : stop)
    for (let row = from; row < end; row += batch * step) {
      yield await this.read({ ...others, start: row, stop: Math.min(end, row + batch * step), step })
    }
  }

  /** The rows that a condition such as `(x > 3) & (name == "b")` holds for, as columns; only these are in memory. */
  async where(condition: RowCondition, options: WhereOptions = {}): Promise<Columns> {
    return this.request('where', { condition, ...options })
  }

  /** Numbers of the rows that a condition holds for. */
  async whereRows(condition: RowCondition, options: Omit<WhereOptions, 'columns'> = {}): Promise<number[]> {
    return this.request('whereRows', { condition, ...options })
  }

  /** Adds rows, given as records or columns: all of them or none. */
  async append(rows: RowsInput): Promise<void> {
    await this.request('append', { data: rows })
  }

  /** Overwrites rows from `start` on; with `columns` only these. */
  async write(rows: RowsInput, options: { start?: number; columns?: readonly string[] } = {}): Promise<void> {
    await this.request('write', { data: rows, ...options })
  }

  /** Removes the rows from `start` to before `stop`, or the row `start` alone; those behind move up. */
  async removeRows(start: number, stop: number = start === -1 ? Number.MAX_SAFE_INTEGER : start + 1): Promise<void> {
    await this.request('removeRows', { start, stop })
  }

  /** Drops the rows from `rows` on. */
  async truncate(rows: number): Promise<void> {
    await this.request('truncate', { rows })
  }

  /** The type of a row. */
  async rowType(): Promise<DType> {
    return (await this.describe()).dtype as DType
  }
}
