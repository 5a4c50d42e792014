import type { Column, Columns, DType, ReadOptions, Table } from '../h5/index.js'
import { NDArray } from '../values/index.js'

/** Rows of a table; unlike `Table.read` it tells truth values and numbers of one byte from bytes. */
export async function tableData(table: Table, options: ReadOptions = {}): Promise<Columns> {
  return typedColumns(await table.read(options), table.dtype)
}

/** One column of a table, likewise. */
export const columnData = async (table: Table, name: string): Promise<Column> =>
  typedColumn(await table.column(name), fieldsOf(table.dtype).get(name))

function typedColumns(columns: Columns, dtype: DType | undefined): Columns {
  const types = fieldsOf(dtype)
  const typed: Columns = Object.create(null)
  for (const [name, column] of Object.entries(columns)) typed[name] = typedColumn(column, types.get(name))
  return typed
}

function typedColumn(column: Column, dtype: DType | undefined): Column {
  if (column instanceof Uint8Array) {
    return new NDArray({ data: column, shape: [column.length], dtype: dtype === '|b1' ? '|b1' : '|u1' })
  }
  return ArrayBuffer.isView(column) || Array.isArray(column) || column instanceof NDArray
    ? column
    : typedColumns(column, dtype)
}

const fieldsOf = (dtype: DType | undefined): ReadonlyMap<string, DType> =>
  new Map(typeof dtype === 'object' && 'fields' in dtype ? dtype.fields : [])
