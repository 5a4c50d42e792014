import type { Column, Columns } from '../h5/index.js'
import { NDArray } from '../values/index.js'

/** Rows of columns as records. */
export function* recordsOf(columns: Columns, rows: number): Generator<Record<string, unknown>> {
  const cells = Object.entries(columns).map(([name, column]) => [name, cellsOf(column, rows)] as const)
  for (let row = 0; row < rows; row++) yield Object.fromEntries(cells.map(([name, of]) => [name, of[row]]))
}

function cellsOf(column: Column, rows: number): readonly unknown[] {
  if (column instanceof NDArray) return column.toArray() as unknown[]
  if (Array.isArray(column)) return column
  if (ArrayBuffer.isView(column)) return Array.from(column as unknown as ArrayLike<number>)
  return [...recordsOf(column, rows)]
}
