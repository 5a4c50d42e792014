import type { AttributeValue, GroupPlan, StoredGroup } from '../h5/plan.js'
import { type Cell, Scalar, type TextEncoding, utf8 } from '../values/index.js'
import { COLL_TYPE, DATATYPE_TABLE, SCALAR_TYPE, SPLIT_TABLE } from './names.js'
import { decodeTable, maxColumns, tablePlan } from './one-table.js'
import { byCodePoint, orderAttribute } from './order.js'
import { childOf, datasetOf, numberAttribute } from './stored.js'
import { type PackedColumn, packColumn } from './table-columns.js'

/**
 * A table with more columns than fit one: a group of tables with 512 columns each in order of insertion, and a table
 * that holds the attributes of the columns, which would be too many for one node. What pypet does not know of stays an
 * attribute of the group.
 */
export function encodeSplitTable(
  name: string,
  columns: readonly PackedColumn[],
  nrows: number,
  extra: readonly [string, AttributeValue][],
): GroupPlan {
  const parts = Array.from({ length: Math.ceil(columns.length / maxColumns) }, (_, i) =>
    columns.slice(i * maxColumns, (i + 1) * maxColumns).toSorted((a, b) => byCodePoint(a.name, b.name)),
  )
  const attributes = columns.flatMap((column) => column.attributes)
  const isKnown = ([key]: readonly [string, AttributeValue]) => key.endsWith(COLL_TYPE) || key.endsWith(SCALAR_TYPE)
  const order = orderAttribute(
    columns.map((column) => column.name),
    parts.flat().map((column) => column.name),
  )
  return {
    kind: 'group',
    name,
    attributes: new Map([...attributes.filter((entry) => !isKnown(entry)), [SPLIT_TABLE, 1], ...order, ...extra]),
    children: [
      ...parts.map((part, i) => tablePlan(partName(name, i), part, nrows, [])),
      typesTable(name, attributes.filter(isKnown)),
    ],
  }
}

const partName = (name: string, i: number): string => (i === 0 ? name : `${name}_${i}`)
const typesName = (name: string): string => `${name}__SRVC_STORE`

function typesTable(name: string, attributes: readonly [string, AttributeValue][]) {
  const text = (value: AttributeValue) => new Scalar('str', value as string)
  const columns: [string, Scalar[]][] = [
    ['data_type', attributes.map(([, value]) => text(value))],
    ['field_name', attributes.map(([key]) => text(key))],
  ]
  const packed = columns.map(([column, cells]) => packColumn(column, cells, `'${typesName(name)}'`, utf8))
  return tablePlan(typesName(name), packed, attributes.length, [[DATATYPE_TABLE, 1]])
}

/** The columns of all parts, in their order. */
export function decodeSplitTable(group: StoredGroup, encoding: TextEncoding): Map<string, Cell[]> {
  const types = datasetOf(childOf(group, typesName(group.name)))
  const columns = decodeTable(
    types,
    new Map([
      [`SRVC_COLUMN_data_type_${SCALAR_TYPE}`, 'str'],
      [`SRVC_COLUMN_field_name_${SCALAR_TYPE}`, 'str'],
    ]),
    utf8,
  )
  const texts = (name: string) => (columns.get(name) ?? []).map((cell) => (cell as Scalar).value as string)
  const values = texts('data_type')
  const attributes = new Map<string, AttributeValue>(group.attributes)
  texts('field_name').forEach((key, i) => {
    attributes.set(key, values[i]!)
  })
  const parts = group.children.filter(
    (child) => child.kind === 'dataset' && numberAttribute(child.attributes, DATATYPE_TABLE) !== 1,
  )
  const sorted = parts.toSorted((a, b) => partNumber(group.name, a.name) - partNumber(group.name, b.name))
  return new Map(sorted.flatMap((part) => [...decodeTable(datasetOf(part), attributes, encoding)]))
}

const partNumber = (name: string, part: string): number => (part === name ? 0 : Number(part.slice(name.length + 1)))
