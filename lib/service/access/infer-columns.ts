import { InvalidTypeError, InvalidValueError } from '../../errors.js'
import type { DType, RowsInput } from '../../h5/index.js'
import { describe } from '../../options.js'
import { NDArray, ndarray } from '../../values/index.js'

/** The columns of a table by its first rows, which are records or columns; texts get the width of the longest. */
export function inferColumns(item: string, rows: RowsInput): Record<string, DType> {
  if (typeof rows !== 'object' || rows === null || ArrayBuffer.isView(rows)) {
    throw new InvalidTypeError(`The columns of '${item}' follow from records or columns; got ${describe(rows)}`)
  }
  const columns = Array.isArray(rows) ? columnsOf(item, rows) : (rows as Readonly<Record<string, unknown>>)
  return Object.fromEntries(Object.entries(columns).map(([name, cells]) => [name, typeOf(cells)]))
}

function columnsOf(item: string, records: readonly Readonly<Record<string, unknown>>[]): Record<string, unknown[]> {
  const [first] = records
  if (first === undefined)
    throw new InvalidValueError(`The columns of '${item}' follow from one record or more; got none`)
  return Object.fromEntries(Object.keys(first).map((name) => [name, records.map((record) => plain(record[name]))]))
}

const plain = (cell: unknown): unknown =>
  cell instanceof NDArray ? cell.toArray() : ArrayBuffer.isView(cell) ? Array.from(cell as Float64Array) : cell

function typeOf(cells: unknown): DType {
  const { dtype, shape, data } = cells instanceof NDArray ? cells : ndarray(cells)
  const base = dtype === '<U' ? `|S${longest(data as readonly string[])}` : dtype
  return shape.length > 1 ? { base, shape: shape.slice(1) } : base
}

const longest = (texts: readonly string[]): number => Math.max(1, ...texts.map((text) => Buffer.byteLength(text)))
