import { InvalidValueError } from '../errors.js'
import type { AttributeValue, Plan, Stored } from '../h5/plan.js'
import type { Cell, TextEncoding } from '../values/index.js'
import { STORE } from './names.js'
import { decodeTable, maxColumns, tablePlan } from './one-table.js'
import { byCodePoint, orderAttribute, restoreOrder } from './order.js'
import { decodeSplitTable, encodeSplitTable } from './split-table.js'
import { packColumn } from './table-columns.js'

/** Named columns of equal length. */
export type Columns = ReadonlyMap<string, readonly Cell[]>

/** A table, or a group of tables if there are many columns; `extra` attributes follow those of the columns. */
export function encodeColumns(
  name: string,
  columns: Columns,
  flag: string,
  texts: TextEncoding,
  extra: readonly [string, AttributeValue][] = [],
): Plan {
  if (columns.size === 0) throw new InvalidValueError(`expected at least one column in '${name}', got none`)
  const packed = Array.from(columns, ([column, cells]) => packColumn(column, cells, `'${name}'`, texts))
  const nrows = columns.values().next().value!.length
  if (packed.length > maxColumns) return encodeSplitTable(name, packed, nrows, [...extra, [STORE, flag]])
  const sorted = packed.toSorted((a, b) => byCodePoint(a.name, b.name))
  const order = orderAttribute(
    [...columns.keys()],
    sorted.map((column) => column.name),
  )
  const recall = sorted.flatMap(({ attributes }) => attributes)
  return tablePlan(name, sorted, nrows, [...recall, ...extra, ...order, [STORE, flag]])
}

/** The columns of a stored table, split or not, in their order of insertion. */
export function decodeColumns(stored: Stored, texts: TextEncoding): Map<string, Cell[]> {
  const columns =
    stored.kind === 'group' ? decodeSplitTable(stored, texts) : decodeTable(stored, stored.attributes, texts)
  return new Map(restoreOrder([...columns.keys()], stored.attributes).map((name) => [name, columns.get(name)!]))
}
