import { InvalidTypeError, InvalidValueError } from '../errors.js'
import { checkOptions, describe } from '../options.js'
import { NDArray } from '../values/index.js'
import type { Variables } from './condition/index.js'
import { blockBytes, checkCanGrow, Dataset } from './dataset.js'
import { isStruct, itemsize, memoryType } from './dtype.js'
import type { File } from './file.js'
import type { DatasetInfo, NativeDataset, Selection, StructDType } from './native.js'
import { offload } from './offload.js'
import { RowPacker, type RowsInput } from './pack-rows.js'
import { RowBuffer } from './row-buffer.js'
import { type Column, type Columns, unpackColumns } from './rows.js'
import { resolveRows, type Slice, sliceKeys } from './selection.js'
import { markIndexesDirty } from './table-index.js'
import type { WaitingRows } from './waiting-rows.js'
import { GatheredRows, type RowCondition, rowFilter } from './where.js'

export interface TableReadOptions extends Slice {
  /** Only these columns; only their bytes are taken out of the chunks. */
  readonly columns?: readonly string[]
}

export interface WhereOptions extends TableReadOptions {
  /** Values for names in the condition that are no columns. */
  readonly variables?: Variables
}

/** How much of a table is in memory while it is searched. */
const SCANNED_BYTES = 4 * 1024 * 1024

/** Rows of one struct type; they can be appended and overwritten. Appended rows are buffered, see `RowBuffer`. */
export class Table extends Dataset {
  readonly kind = 'Table'
  /** The type of a row in memory. */
  readonly rowType: StructDType
  readonly #chunkRows: number
  readonly #packer: RowPacker
  #indexesAreDirty = false

  /** @internal */
  constructor(file: File, path: string, native: NativeDataset, info: DatasetInfo) {
    super(file, path, native, info)
    const type = memoryType(info.dtype)
    if (!isStruct(type)) throw new InvalidTypeError(`'${path}' holds no rows with columns`)
    this.rowType = type
    this.#packer = new RowPacker(type)
    this.#chunkRows = info.chunks?.[0] ?? 1
  }

  get columnNames(): string[] {
    return this.rowType.fields.map(([name]) => name)
  }

  override get shape(): readonly number[] {
    return [(this.native.shape()[0] ?? 1) + (this.waitingBuffer()?.rows ?? 0)]
  }

  /** Columns of a range of rows; large reads happen off the main thread. */
  async read(options: TableReadOptions = {}): Promise<Columns> {
    const { type, fields, selection, rows } = this.#request(options)
    const bytes = await offload(
      blockBytes(type, [rows]),
      () => this.native.read(selection, fields),
      () => this.native.readAsync(selection, fields),
    )
    return unpackColumns(type, bytes, rows)
  }

  /** `read` on this thread. */
  readSync(options: TableReadOptions = {}): Columns {
    const { type, fields, selection, rows } = this.#request(options)
    return unpackColumns(type, this.native.read(selection, fields), rows)
  }

  /** One column; `InvalidValueError` when there is none of that name. */
  column(name: string, slice: Slice = {}): Column {
    return this.readSync({ ...slice, columns: [name] })[name] as Column
  }

  /** Rows as records, in blocks of about a chunk. */
  *records(slice: Slice = {}): Generator<Record<string, unknown>> {
    const { start, count, step } = resolveRows(this.nrows, slice)
    const block = Math.max(1, Math.min(this.#chunkRows, count))
    for (let done = 0; done < count; done += block) {
      const rows = Math.min(block, count - done)
      const from = start + done * step
      const columns = this.readSync({ start: from, stop: from + (rows - 1) * step + 1, step })
      for (let row = 0; row < rows; row++) yield recordAt(columns, row)
    }
  }

  /**
   * The rows that a condition holds for, as columns; the table is read in blocks, so only these are in memory.
   * Errors: `InvalidValueError` for what is no condition, `InvalidTypeError` when its operators do not fit the columns.
   */
  async where(condition: RowCondition, options: WhereOptions = {}): Promise<Columns> {
    const { variables, columns, ...slice } = whereOptions(options)
    const type = this.#typeOf(columns)
    const found = new GatheredRows(itemsize(type))
    for await (const { selection, rows } of this.#matches(condition, slice, variables)) {
      found.add(await this.native.readAsync(selection, columns), rows)
    }
    return unpackColumns(type, found.data, found.rows)
  }

  /** Numbers of the rows that a condition holds for, ascending; see `where`. */
  async whereRows(condition: RowCondition, options: Omit<WhereOptions, 'columns'> = {}): Promise<number[]> {
    const { variables, ...slice } = whereOptions(options)
    const found: number[] = []
    for await (const { from, step, rows } of this.#matches(condition, slice, variables)) {
      for (const row of rows) found.push(from + row * step)
    }
    return found
  }

  /** Blocks in which a condition holds for some rows. */
  async *#matches(condition: RowCondition, slice: Slice, variables?: Variables) {
    const filter = rowFilter(condition, this.columnNames, variables)
    const type = this.#typeOf(filter.columns)
    this.flush()
    const { start, count, step } = resolveRows(this.nrows, slice)
    const block = Math.max(this.#chunkRows, Math.ceil(SCANNED_BYTES / itemsize(this.rowType)))
    for (let done = 0; done < count; done += block) {
      const range = { start: start + done * step, count: Math.min(block, count - done), step }
      const selection = rowSelection(range)
      const bytes = await this.native.readAsync(selection, filter.columns)
      const rows = filter.select(unpackColumns(type, bytes, range.count), range.count)
      if (rows.length > 0) yield { selection, from: range.start, step, rows }
    }
  }

  /** Adds rows given as columns, as records or as packed bytes; nothing is added if one does not fit. */
  append(input: RowsInput): void {
    this.checkWritable('append to')
    const buffer = this.#rowBuffer()
    const planned = this.#packer.plan(input, `'${this.path}'`)
    this.checkRoom(planned.rows)
    const waits = buffer.fill(planned.rows, (memory, at) => {
      planned.pack(memory, at)
      this.#aboutToChange()
    })
    if (!waits) {
      const data = planned.packed()
      this.#aboutToChange()
      buffer.append(data, planned.rows)
    }
    // Its count of rows waits too, when no row does.
    if (planned.rows > 0) this.file.waiting.remember(this)
  }

  /** Overwrites rows from `start` on; `columns` restricts it to the given ones. */
  write(input: RowsInput, start = 0, columns?: readonly string[]): void {
    this.checkWritable('write to')
    this.flush()
    const packer = columns === undefined ? this.#packer : new RowPacker(this.#typeOf(columns))
    const planned = packer.plan(input, `'${this.path}'`)
    const { rows } = planned
    if (!Number.isSafeInteger(start) || start < 0 || start + rows > this.nrows) {
      throw new InvalidValueError(
        `'${this.path}' has ${this.nrows} rows; cannot write ${rows} rows from row ${String(start)} on`,
      )
    }
    if (rows === 0) return
    const data = planned.packed()
    this.#aboutToChange()
    this.native.write({ start: [start], count: [rows], step: [1] }, data, columns)
  }

  /** Drops all rows from `rows` on. */
  truncate(rows: number): void {
    this.checkWritable('truncate')
    if (!Number.isSafeInteger(rows) || rows < 0 || rows > this.nrows) {
      throw new InvalidValueError(
        `'${this.path}' has ${this.nrows} rows and can be cut to at most that; got ${String(rows)}`,
      )
    }
    this.flush()
    this.#aboutToChange()
    this.native.resize([rows])
    this.waiting().buffer = undefined
    this.#updateCount()
  }

  /** Removes a range of rows; those after it move up. */
  removeRows(start: number, stop: number): void {
    for (const [name, row] of Object.entries({ start, stop })) {
      if (Number.isSafeInteger(row)) continue
      throw new InvalidValueError(`removeRows needs whole numbers, but ${name} is ${describe(row)}`)
    }
    const { start: first, count } = resolveRows(this.nrows, { start, stop })
    if (count === 0) return
    const tail = resolveRows(this.nrows, { start: first + count })
    this.checkWritable('remove rows of')
    this.flush()
    this.#aboutToChange()
    if (tail.count > 0) {
      const bytes = this.native.read(rowSelection(tail))
      this.native.write({ start: [first], count: [tail.count], step: [1] }, bytes)
    }
    this.truncate(this.nrows - count)
  }

  override flush(): void {
    const buffer = this.waitingBuffer<RowBuffer>()
    if (!buffer) return
    buffer.flush()
    if (!buffer.hasWritten) return
    this.#updateCount()
    buffer.hasWritten = false
  }

  /** Once is enough: indexes that PyTables has made are not made again while the table is open here. */
  #aboutToChange(): void {
    if (this.#indexesAreDirty) return
    markIndexesDirty(this.file, this.path)
    this.#indexesAreDirty = true
  }

  /** PyTables' own readers trust the extent, other tools read NROWS. */
  #updateCount(): void {
    this.native.setAttributes([['NROWS', this.native.shape()[0] ?? 0]])
  }

  #rowBuffer(): RowBuffer {
    const waiting = this.waiting<RowBuffer>()
    waiting.buffer ??= this.#newBuffer(waiting)
    return waiting.buffer
  }

  #newBuffer(waiting: WaitingRows<RowBuffer>): RowBuffer {
    checkCanGrow(this.native)
    const layout = {
      Items: Uint8Array,
      rowLength: itemsize(this.rowType),
      chunkRows: this.#chunkRows,
      stored: this.native.shape()[0] ?? 0,
    }
    return new RowBuffer(layout, (data, rows) => waiting.writer?.append(data, rows))
  }

  #request(options: TableReadOptions) {
    checkOptions(options, [...sliceKeys, 'columns'], 'reading a table')
    this.flush()
    const { columns, ...slice } = options
    const range = resolveRows(this.nrows, slice)
    return { type: this.#typeOf(columns), fields: columns, selection: rowSelection(range), rows: range.count }
  }

  #typeOf(columns: readonly string[] | undefined): StructDType {
    if (columns === undefined) return this.rowType
    return {
      fields: columns.map((name) => {
        const field = this.rowType.fields.find(([known]) => known === name)
        if (field) return field
        throw new InvalidValueError(
          `'${this.path}' has the columns ${this.columnNames.join(', ')}; there is no '${name}'`,
        )
      }),
    }
  }
}

function whereOptions(options: WhereOptions): WhereOptions {
  checkOptions(options, [...sliceKeys, 'columns', 'variables'], 'searching a table')
  return options
}

const rowSelection = (range: { start: number; count: number; step: number }): Selection => ({
  start: [range.start],
  count: [range.count],
  step: [range.step],
})

function recordAt(columns: Columns, row: number): Record<string, unknown> {
  const record: Record<string, unknown> = Object.create(null)
  for (const [name, column] of Object.entries(columns)) record[name] = cellAt(column, row)
  return record
}

function cellAt(column: Column, row: number): unknown {
  if (Array.isArray(column) || ArrayBuffer.isView(column)) return (column as string[])[row]
  if (!(column instanceof NDArray)) return recordAt(column as Columns, row)
  const { data, shape, stride, offset, dtype } = column
  if (shape.length === 1) return column.get(row)
  return new NDArray({
    data,
    shape: shape.slice(1),
    stride: stride.slice(1),
    offset: offset + row * (stride[0] ?? 0),
    dtype,
  })
}
