import { CorruptError } from '../../errors.js'
import type { StoredDataset, StoredGroup } from '../../h5/plan.js'
import {
  type AnyIndex,
  type Column,
  Frame,
  Index,
  isNumeric,
  type Label,
  Series,
  type TextEncoding,
} from '../../values/index.js'
import { elementType, isStruct } from '../dtypes.js'
import { typedArrayOf, unpackItems } from '../pack.js'
import { PyDict, type PyTree, PyTuple } from '../pickle/tree.js'
import { childOf, datasetOf, groupOf, textAttribute } from '../stored.js'
import { deinterleave } from '../table-columns.js'
import { textsOfGroup } from './common.js'
import { timeColumn } from './fixed-node.js'
import { attributeTree, axisFromTrees, cellFromTree, labelFromTree, multiIndexOf, roomForLabels } from './labels.js'
import { freqFromTree, zoneFromTree } from './offsets.js'

/** A frame of pandas' table format. */
export function decodeTableFrame(group: StoredGroup): Frame {
  const table = new TableReader(group)
  const { levels } = table
  const labels = table.axisLabels.slice(levels.length)
  const columns = labels.map((label) => table.columnOf(label))
  return new Frame(table.index(), axisFromTrees(labels, table.axisNames), columns)
}

/** A series of pandas' table format; one named 'values' has no name. */
export function decodeTableSeries(group: StoredGroup): Series {
  const table = new TableReader(group)
  const label = table.axisLabels.at(-1)
  if (label === undefined) throw new CorruptError(`expected a column in series '${group.name}', got none`)
  return new Series(table.index(), table.columnOf(label), label === 'values' ? null : labelFromTree(label))
}

/** The pieces of one stored table. */
class TableReader {
  private readonly node: StoredDataset
  private readonly group: StoredGroup
  private readonly info: PyDict
  private readonly rows: number
  private readonly packed: ReadonlyMap<string, Uint8Array>
  private readonly byLabel = new Map<string, Column>()

  constructor(group: StoredGroup) {
    this.group = group
    this.node = datasetOf(childOf(group, 'table'))
    if (!isStruct(this.node.dtype)) throw new CorruptError(`expected a table in '${group.name}'`)
    this.rows = this.node.shape[0] ?? 0
    this.packed = deinterleave(this.node.dtype, this.node.data, this.rows, `'${group.name}'`)
    const info = attributeTree(group.attributes.get('info'))
    this.info = info instanceof PyDict ? info : new PyDict()
    for (const name of this.texts('values_cols')) this.readValues(name)
  }

  get axisLabels(): readonly PyTree[] {
    const [axis] = listOf(attributeTree(this.group.attributes.get('non_index_axes')))
    return axis instanceof PyTuple ? listOf(axis.items[1] ?? null) : []
  }

  get axisNames(): Label[] {
    const axis = this.info.get(1n)
    return axis instanceof PyDict ? listOf(axis.get('names') ?? null).map((name) => labelFromTree(name)) : []
  }

  /** Names of the columns that are levels of the index; empty where there are none. */
  get levels(): readonly string[] {
    return typeof this.group.attributes.get('levels') === 'object' ? this.texts('levels') : []
  }

  index(): AnyIndex {
    const { levels } = this
    if (levels.length === 0) return this.rowIndex()
    const names = levels.map((name) => (/^level_\d+$/.test(name) ? null : name))
    return multiIndexOf(
      levels.map((name) => this.columnOf(name)),
      names,
    )
  }

  columnOf(label: PyTree): Column {
    const column = this.byLabel.get(keyOf(label))
    if (!column) throw new CorruptError(`expected a column for each label of '${this.group.name}', got fewer`)
    return column
  }

  private rowIndex(): Index {
    const info = this.info.get('index')
    const about = info instanceof PyDict ? info : new PyDict()
    const freq = freqFromTree(about.get('freq') ?? null)
    const kind = textAttribute(this.node.attributes, 'index_kind') ?? 'integer'
    const [column] = this.cells('index', kind, zoneFromTree(about.get('tz') ?? null), null)
    const isPeriod = kind === 'integer' && column!.dtype === '<i8' && freq !== null
    return new Index(column!, { name: labelFromTree(about.get('index_name') ?? null), freq, isPeriod })
  }

  private texts(attribute: string): string[] {
    return listOf(attributeTree(this.group.attributes.get(attribute))).map(String)
  }

  private readValues(name: string): void {
    const { attributes } = this.node
    const labels = listOf(attributeTree(attributes.get(`${name}_kind`)))
    const info = this.info.get(name)
    const about = info instanceof PyDict ? info : new PyDict()
    const zone = zoneFromTree(about.get('tz') ?? null)
    const type = textAttribute(attributes, `${name}_dtype`) ?? ''
    const columns = this.cells(name, kindOf(type), zone, textAttribute(this.group.attributes, 'nan_rep') ?? 'nan')
    const isCategory = textAttribute(attributes, `${name}_meta`) === 'category'
    labels.forEach((label, i) => {
      const column = columns[i]
      if (column)
        this.byLabel.set(keyOf(label), isCategory ? this.category(name, column, about.get('ordered') === true) : column)
    })
  }

  /** The columns that lie side by side in one column of the table. */
  private cells(name: string, kind: string, tz: string | null, nanRep: string | null): Column[] {
    const data = this.packed.get(name)
    const field = isStruct(this.node.dtype) ? this.node.dtype.fields.find(([field]) => field === name) : undefined
    if (!data || !field) throw new CorruptError(`expected column '${name}' in the table of '${this.group.name}'`)
    const { dtype, shape } = elementType(field[1], `column '${name}'`)
    const fields = Array.from({ length: shape[0] ?? 1 }, (_, i) => [String(i), dtype] as const)
    const parts = [...deinterleave({ fields }, data, this.rows, `column '${name}'`).values()]
    return parts.map((part): Column => {
      if (dtype.startsWith('|S'))
        return textColumn(unpackItems(part, dtype, this.rows) as Uint8Array[], nanRep, textsOfGroup(this.group))
      const values = typedArrayOf(part, dtype, this.rows)
      return kind === 'datetime64' || kind === 'timedelta64'
        ? timeColumn(kind, values as BigInt64Array, tz)
        : { dtype, values }
    })
  }

  /** The codes lie in the table, the categories beside it. */
  private category(name: string, codes: Column, ordered: boolean): Column {
    const meta = this.group.children.find((child) => child.name === 'meta')
    const beside = meta && groupOf(meta).children.find((child) => child.name === name)
    const categories = beside
      ? decodeTableSeries(groupOf(childOf(groupOf(beside), 'meta'))).data
      : ({ dtype: '<f8', values: new Float64Array(0) } as const)
    if (categories.dtype === 'category' || !isNumeric(codes)) throw new CorruptError(`expected categories of '${name}'`)
    return { dtype: 'category', categories, codes: codes.values as Int8Array, ordered } as Column
  }
}

const listOf = (tree: PyTree): readonly PyTree[] =>
  Array.isArray(tree) ? tree : tree instanceof PyTuple ? tree.items : []

/** What a dtype attribute says of how to read: times are integers in the table. */
const kindOf = (type: string): string => type.replace(/\[.*$/, '')

function keyOf(label: PyTree): string {
  if (label instanceof PyTuple) return label.items.map(keyOf).join('\0')
  const cell = cellFromTree(label, roomForLabels())
  return `${typeof cell === 'bigint' ? 'number' : typeof cell}:${String(cell)}`
}

function textColumn(items: readonly Uint8Array[], nanRep: string | null, { decode }: TextEncoding): Column {
  return {
    dtype: 'object',
    values: items.map((item) => {
      const text = decode(item) ?? item
      return text === nanRep ? Number.NaN : text
    }),
  }
}
