import { CArray, EArray, HArray, type Node, Table, VLArray } from '../h5/index.js'
import { columns } from './layout.js'
import { recordsOf } from './records.js'
import { tableData } from './table-data.js'
import { valueText } from './value-text.js'

export interface Preview {
  readonly data: unknown
  readonly lines: Iterable<string>
}

/** The first rows of a dataset; undefined for what has none, or cannot be read. */
export async function preview(node: Node, most: number): Promise<Preview | undefined> {
  if (node instanceof Table) return tablePreview(node, most)
  if (node instanceof VLArray) {
    const rows = await node.read({ stop: Math.min(most, node.nrows) })
    return { data: rows, lines: [...rows.map((row) => valueText(row)), ...more(node.nrows, most)] }
  }
  if (!(node instanceof HArray || node instanceof CArray || node instanceof EArray)) return undefined
  const isScalar = node.shape.length === 0
  const array = isScalar ? await node.read() : await node.read({ stop: Math.min(most, node.nrows) })
  const elements = array.toArray()
  const rows = isScalar ? [elements] : (elements as unknown[])
  return { data: array, lines: [...rows.map((row) => valueText(row)), ...(isScalar ? [] : more(node.nrows, most))] }
}

async function tablePreview(table: Table, most: number): Promise<Preview> {
  const rows = Math.min(most, table.nrows)
  const records = [...recordsOf(await tableData(table, { stop: rows }), rows)]
  const cells = records.map((record) => table.columnNames.map((name) => valueText(record[name], 40)))
  return { data: records, lines: [...columns([table.columnNames, ...cells]), ...more(table.nrows, most)] }
}

const more = (there: number, shown: number): string[] => (there > shown ? [`… ${there - shown} more`] : [])
