import { InvalidTypeError } from '../errors.js'
import { type Cell, isCell } from './cell.js'
import { ObjectTable } from './object-table.js'
import { describeInput } from './scalar.js'
import { valueTypeName } from './type-name.js'
import { unifyRange } from './unify.js'

/**
 * Makes an object table of `{ name: cells }` or of records, one for each row. Every cell is a scalar, a flat array or
 * an NDArray; the cells of a column have one type (numbers decide together).
 */
export function objectTable(
  source: Readonly<Record<string, ArrayLike<unknown>>> | readonly Readonly<Record<string, unknown>>[],
): ObjectTable {
  const columns = Array.isArray(source)
    ? columnsOf(source)
    : Object.entries(source as Record<string, ArrayLike<unknown>>)
  return new ObjectTable(columns.map(([name, cells]) => [name, cellsOf(name, cells)]))
}

function columnsOf(records: readonly Readonly<Record<string, unknown>>[]): [string, unknown[]][] {
  const names = Object.keys(records[0] ?? {})
  for (const [row, record] of records.entries()) {
    const found = Object.keys(record)
    if (found.length !== names.length || !names.every((name) => Object.hasOwn(record, name))) {
      throw new InvalidTypeError(`expected the columns ${names.join(', ')} in row ${row}, got ${found.join(', ')}`)
    }
  }
  return names.map((name) => [name, records.map((record) => record[name])])
}

function cellsOf(name: string, cells: ArrayLike<unknown>): Cell[] {
  if (typeof cells !== 'object' || cells === null || typeof cells.length !== 'number') {
    throw new InvalidTypeError(`expected an array of cells for column '${name}', got ${describeInput(cells)}`)
  }
  return unifyRange(Array.from(cells), `column '${name}'`).map((value) => {
    if (!isCell(value)) {
      throw new InvalidTypeError(
        `expected scalars, flat lists or arrays in column '${name}', got ${valueTypeName(value)}`,
      )
    }
    return value
  })
}
