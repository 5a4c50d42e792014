import { isStruct, textWidth } from '../../h5/dtype.js'
import type { Group } from '../../h5/group.js'
import type { DType } from '../../h5/native.js'
import { Table } from '../../h5/table.js'
import { clip } from './text.js'

/** Tables of exactly one row: what is to be in it, or what is. */

export type Cells = Readonly<Record<string, string | number | boolean>>

export interface OneRowTable {
  readonly name: string
  readonly fields: readonly (readonly [name: string, dtype: DType])[]
  readonly expectedRows: number
}

/** Writes the row. A table whose columns or widths do not fit is made anew, so that nothing is cut. */
export function writeRow(overview: Group, { name, fields, expectedRows }: OneRowTable, cells: Cells): void {
  const row = Object.fromEntries(fields.map(([column, dtype]) => [column, fitted(cells[column], dtype)]))
  const known = overview.has(name) ? overview.get(name) : undefined
  if (known instanceof Table && fits(known, fields)) {
    if (known.nrows === 0) known.append([row])
    else known.write([row], 0)
    known.close()
    return
  }
  known?.close()
  if (known) overview.remove(name)
  overview.createTable(name, { title: name, columns: { fields }, rows: [row], expectedRows }).close()
}

/** The first row, or null when there is no such table or row. */
export function readRow(overview: Group, name: string): Cells | null {
  const node = overview.has(name) ? overview.get(name) : undefined
  if (!(node instanceof Table)) {
    node?.close()
    return null
  }
  using table = node
  if (table.nrows === 0) return null
  const columns = table.readSync({ stop: 1 }) as Record<string, ArrayLike<string | number>>
  return Object.fromEntries(Object.entries(columns).map(([column, cell]) => [column, cell[0] as string | number]))
}

const fitted = (cell: string | number | boolean | undefined, dtype: DType): string | number | boolean => {
  const width = textWidth(dtype)
  return width === undefined ? (cell ?? 0) : clip(String(cell ?? ''), width)
}

function fits(table: Table, fields: OneRowTable['fields']): boolean {
  const { dtype } = table
  if (!isStruct(dtype)) return false
  const known = new Map<string, DType>(dtype.fields)
  return (
    known.size === fields.length &&
    fields.every(([name, type]) => {
      const found = known.get(name)
      const [have, need] = [found === undefined ? undefined : textWidth(found), textWidth(type)]
      return have !== undefined && need !== undefined ? have >= need : found === type
    })
  )
}
