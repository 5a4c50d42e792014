import type { Columns } from '../h5/index.js'
import { Frame, NDArray, ObjectTable, Scalar, Sequence, Series } from '../values/index.js'
import { columnCells, indexCells, labelsOf } from './frame-cells.js'
import { plain } from './json.js'
import { recordsOf } from './records.js'
import { UsageError } from './usage-error.js'

/** Data as lines of CSV (RFC 4180), the first one with names where there are any. */
export function* csvLines(data: unknown): Generator<string> {
  for (const row of rowsOf(data)) yield row.map(field).join(',')
}

type Rows = Iterable<readonly unknown[]>

function rowsOf(data: unknown): Rows {
  if (data instanceof Scalar) return [[data]]
  if (data instanceof Sequence) return data.items.map((item) => [item])
  if (data instanceof NDArray) return arrayRows(data)
  if (data instanceof Frame) return frameRows(data)
  if (data instanceof Series) return labelled(['index', 'value'], [indexCells(data.index), columnCells(data.data)])
  if (data instanceof ObjectTable) return labelled([...data.columns.keys()], [...data.columns.values()])
  if (Array.isArray(data)) return data.map((row) => (row instanceof NDArray ? (row.toArray() as unknown[]) : [row]))
  if (ArrayBuffer.isView(data)) return Array.from(data as unknown as ArrayLike<unknown>, (item) => [item])
  const columns = columnsOf(data)
  if (columns) return tableRows(columns)
  throw new UsageError('--csv takes an array, a table or a frame; choose an item by --item, or use --json')
}

function arrayRows(array: NDArray): Rows {
  if (array.ndim > 2)
    throw new UsageError(`--csv takes arrays of two dimensions; this one has ${array.ndim}: use --npy`)
  if (array.ndim === 0) return [[array.get()]]
  const rows = array.toArray() as unknown[]
  return array.ndim === 2 ? (rows as unknown[][]) : rows.map((item) => [item])
}

/** What a table's `read` gives. */
function columnsOf(data: unknown): Columns | undefined {
  if (typeof data !== 'object' || data === null || data instanceof Map) return undefined
  return Object.getPrototypeOf(data) === null || Object.getPrototypeOf(data) === Object.prototype
    ? (data as Columns)
    : undefined
}

function* tableRows(columns: Columns): Generator<readonly unknown[]> {
  yield Object.keys(columns)
  for (const record of recordsOf(columns, rowCount(columns))) yield Object.values(record)
}

function rowCount(columns: Columns): number {
  const [first] = Object.values(columns)
  if (first === undefined) return 0
  if (first instanceof NDArray) return first.shape[0] ?? 0
  return Array.isArray(first) || ArrayBuffer.isView(first) ? (first as string[]).length : rowCount(first as Columns)
}

function frameRows(frame: Frame): Rows {
  return labelled(['index', ...labelsOf(frame.columns)], [indexCells(frame.index), ...frame.data.map(columnCells)])
}

function* labelled(names: readonly string[], columns: readonly (readonly unknown[])[]): Generator<readonly unknown[]> {
  yield names
  for (const row of columns[0]?.keys() ?? []) yield columns.map((column) => column[row])
}

/** One field; text that could be mistaken is quoted, what is nested is JSON. */
function field(value: unknown): string {
  const data = plain(value)
  if (data === null || data === undefined) return ''
  const text = typeof data === 'object' ? JSON.stringify(data) : String(data)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
