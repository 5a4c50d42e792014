import type { Table } from '../../h5/table.js'
import type { LeafView } from '../nodes.js'
import { type OverviewTable, rowOf } from './columns.js'

/** These tables are for human eyes; beyond so many rows leaves are not listed. */
const MAX_ROWS = 1000

/** One table that lists leaves, with an index of its rows so that none is searched for or written twice. */
export class Listing {
  readonly #kind: OverviewTable
  readonly #table: Table
  readonly #rows: string[]
  readonly #index: Map<string, number>

  constructor(kind: OverviewTable, table: Table) {
    this.#kind = kind
    this.#table = table
    this.#rows = fullNamesIn(table)
    this.#index = new Map(this.#rows.map((name, row) => [name, row]))
  }

  /** Writes the row of a leaf: in place of its old one, or at the end. */
  record(leaf: LeafView): void {
    const row = this.#index.get(leaf.fullName)
    if (row !== undefined) {
      this.#table.write([rowOf(this.#kind, leaf)], row)
      return
    }
    if (this.#rows.length >= MAX_ROWS) return
    this.#table.append([rowOf(this.#kind, leaf)])
    this.#index.set(leaf.fullName, this.#rows.length)
    this.#rows.push(leaf.fullName)
  }

  /** Removes the rows of a node and of all below it. */
  forget(fullName: string): void {
    const gone = this.#rows.filter((name) => name === fullName || name.startsWith(`${fullName}.`))
    for (const name of gone) this.#remove(name)
  }

  /** The last row takes the place of the removed one: order means nothing here, and moving all others up costs. */
  #remove(name: string): void {
    const row = this.#index.get(name)
    const last = this.#rows.pop()
    if (row === undefined || last === undefined) return
    this.#index.delete(name)
    if (last !== name) {
      this.#table.write(this.#table.readSync({ start: this.#rows.length }), row)
      this.#rows[row] = last
      this.#index.set(last, row)
    }
    this.#table.truncate(this.#rows.length)
  }
}

/** Full names of the leaves that a table lists, row by row. */
export function fullNamesIn(table: Table): string[] {
  if (table.nrows === 0) return []
  const { location, name } = table.readSync({ columns: ['location', 'name'] }) as Record<string, string[]>
  return (name ?? []).map((last, row) => joinName(location?.[row] ?? '', last))
}

export const joinName = (location: string, name: string): string => (location === '' ? name : `${location}.${name}`)
