import type { Table } from '../../h5/table.js'
import { isWithin, joinName } from '../full-name.js'
import { dataColumns, type Line, type OverviewTable, rowOf } from './columns.js'

/** These tables are for human eyes; beyond so many rows leaves are not listed. */
const MAX_ROWS = 1000

/** One table that lists leaves, with an index of its rows so that none is searched for or written twice. */
export class Listing {
  readonly #kind: OverviewTable
  readonly #table: Table
  /** Full names row by row; pypet may have listed one several times. */
  readonly #names: string[]
  readonly #index: Map<string, number>

  constructor(kind: OverviewTable, table: Table) {
    this.#kind = kind
    this.#table = table
    this.#names = fullNamesIn(table)
    this.#index = new Map(this.#names.map((name, row) => [name, row]))
  }

  /** Writes the row of a leaf: in place of its old one, or at the end. */
  record(leaf: Line): void {
    const row = this.#index.get(leaf.fullName)
    if (row !== undefined) {
      this.#table.write([rowOf(this.#kind, leaf)], row)
      return
    }
    if (this.#names.length >= MAX_ROWS) return
    this.#table.append([rowOf(this.#kind, leaf)])
    this.#index.set(leaf.fullName, this.#names.length)
    this.#names.push(leaf.fullName)
  }

  /** Brings the row of a leaf that is listed in line with its data. */
  refresh(leaf: Line): void {
    const row = this.#index.get(leaf.fullName)
    if (row === undefined) return
    const columns = dataColumns(this.#kind)
    const cells = rowOf(this.#kind, leaf)
    this.#table.write([Object.fromEntries(columns.map((name) => [name, cells[name]]))], row, columns)
  }

  /** What the row of a leaf says of its value; '' when it is not listed. */
  valueOf(fullName: string): string {
    const row = this.#index.get(fullName)
    return row === undefined ? '' : ((this.#table.column('value', { start: row, stop: row + 1 }) as string[])[0] ?? '')
  }

  /** Removes the row of a leaf, if there is one. */
  drop(fullName: string): void {
    if (this.#index.has(fullName)) this.forget(fullName)
  }

  /** Removes the rows of a node and of all below it. */
  forget(fullName: string): void {
    for (let row = this.#names.length - 1; row >= 0; row--) {
      if (isWithin(this.#names[row] as string, fullName)) this.#remove(row)
    }
  }

  #remove(row: number): void {
    this.#index.delete(this.#names[row] as string)
    const last = this.#names.pop() as string
    removeRow(this.#table, row)
    if (row === this.#names.length) return
    this.#names[row] = last
    this.#index.set(last, row)
  }
}

/** The last row takes the place of the removed one: order means nothing here, and moving all others up costs. */
export function removeRow(table: Table, row: number): void {
  const last = table.nrows - 1
  if (row < last) table.write(table.readSync({ start: last }), row)
  table.truncate(last)
}

/** Full names of the leaves that a table lists, row by row. */
export function fullNamesIn(table: Table): string[] {
  if (table.nrows === 0) return []
  const { location, name } = table.readSync({ columns: ['location', 'name'] }) as Record<string, string[]>
  return (name ?? []).map((last, row) => joinName(location?.[row] ?? '', last))
}
