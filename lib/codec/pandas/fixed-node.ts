import { CorruptError, InvalidTypeError } from '../../errors.js'
import type { AttributeValue, DatasetPlan, Stored, StoredDataset } from '../../h5/plan.js'
import {
  type Column,
  columnLength,
  isCategory,
  isObject,
  isTime,
  type NumericColumn,
  type ObjectCell,
  type ObjectColumn,
  type PlainColumn,
  parseDType,
  product,
  type TimeColumn,
} from '../../values/index.js'
import { elementType } from '../dtypes.js'
import { usualExpectedRows } from '../earray.js'
import { integersOf } from '../elements.js'
import { bytesOf, typedArrayOf } from '../pack.js'
import { objectArrayFromTree, objectArrayToTree, shapeFromTree } from '../pickle/numpy.js'
import { pickle } from '../pickle/pickle.js'
import { Room } from '../pickle/room.js'
import { PyTuple } from '../pickle/tree.js'
import { unpickle } from '../pickle/unpickle.js'
import { datasetOf, textAttribute } from '../stored.js'
import { deinterleave, interleave } from '../table-columns.js'
import { wholeChunk } from '../whole-chunk.js'
import { dtypeName } from './blocks.js'
import { attributeTree, cellFromTree, cellToTree, pickleAttribute } from './labels.js'
import { zoneFromTree } from './offsets.js'

type Entries = readonly [string, AttributeValue][]

/** One array node of pandas' fixed format: the columns of a block side by side, or a single one without that axis. */
export function encodeNode(
  name: string,
  columns: readonly Column[],
  isBlock: boolean,
  extra: Entries = [],
): DatasetPlan {
  const [first] = columns as [Column]
  const rows = columnLength(first)
  const shape = isBlock ? [rows, columns.length] : [rows]
  if (isCategory(first)) {
    throw new InvalidTypeError(`expected pandas format 'table' for the categorical column of '${name}', got 'fixed'`)
  }
  if (isObject(first)) return objectNode(name, columns as readonly ObjectColumn[], shape, extra)
  if (isTime(first)) return timeNode(name, columns as readonly TimeColumn[], shape, extra)
  if (rows === 0) return emptyNode(name, dtypeName(first), shape, extra)
  const { data } = sideBySide(columns as readonly NumericColumn[], rows)
  const attributes = new Map([...extra, transposed(true)])
  return {
    kind: 'dataset',
    name,
    layout: 'chunked',
    dtype: first.dtype,
    shape,
    data,
    attributes,
    expectedRows: rows,
    ...wholeChunk({ shape, data }),
  }
}

const transposed = (is: boolean): [string, AttributeValue] => ['transposed', is]

function sideBySide(columns: readonly (NumericColumn | TimeColumn)[], rows: number): { data: Uint8Array } {
  const packed = columns.map(({ values }, i) => ({ name: String(i), dtype: '', data: bytesOf(values), attributes: [] }))
  return rows === 0 ? { data: new Uint8Array(0) } : interleave(packed, rows)
}

/** Chunked arrays cannot be empty: pandas writes one double and says what it stands for. */
export function emptyNode(name: string, dtype: string, shape: readonly number[], extra: Entries): DatasetPlan {
  const attributes = new Map([
    ...extra,
    ['value_type', dtype] as const,
    ['shape', pickleAttribute(shapeTree(shape))] as const,
    transposed(false),
  ])
  const ones = shape.map(() => 1)
  return {
    kind: 'dataset',
    name,
    layout: 'contiguous',
    flavor: 'numpy',
    dtype: '<f8',
    shape: ones,
    data: new Uint8Array(8),
    attributes,
  }
}

function timeNode(name: string, columns: readonly TimeColumn[], shape: readonly number[], extra: Entries): DatasetPlan {
  const [{ dtype, tz }] = columns as [TimeColumn]
  const [rows = 0] = shape
  const { data } = sideBySide(columns, rows)
  const zone: Entries = tz === undefined ? [] : [['tz', tz]]
  const attributes = new Map([
    ...extra,
    ...zone,
    ['value_type', dtype.replace('[ns]', '')] as const,
    transposed(rows > 0),
  ])
  const stored = rows > 0 ? shape : [...shape].reverse()
  return { kind: 'dataset', name, layout: 'contiguous', flavor: 'numpy', dtype: '<i8', shape: stored, data, attributes }
}

function objectNode(
  name: string,
  columns: readonly ObjectColumn[],
  shape: readonly number[],
  extra: Entries,
): DatasetPlan {
  const [rows = 0] = shape
  const cells: ObjectCell[] = []
  for (let row = 0; row < rows; row += 1) for (const { values } of columns) cells.push(values[row] ?? null)
  const data = pickle(objectArrayToTree(cells.map(cellToTree), rows > 0 ? shape : [...shape].reverse()))
  return {
    kind: 'dataset',
    name,
    layout: 'ragged',
    pseudoAtom: 'object',
    dtype: '|u1',
    shape: [1],
    data,
    lengths: Uint32Array.of(data.length),
    attributes: new Map([...extra, transposed(rows > 0)]),
    expectedRows: usualExpectedRows,
  }
}

/** pandas' own order of axes, which is the other way round than in the file. */
const shapeTree = (shape: readonly number[]): PyTuple => new PyTuple([...shape].reverse().map(BigInt))

/** The columns of an array node; a single one without that axis. */
export function decodeNode(stored: Stored): PlainColumn[] {
  const node = datasetOf(stored)
  if (node.layout === 'ragged') return objectColumns(node)
  const empty = node.attributes.get('shape')
  const type = textAttribute(node.attributes, 'value_type')
  if (empty !== undefined) return emptyColumns(node.name, type ?? 'float64', shapeOf(empty))
  const { dtype } = elementType(node.dtype, `'${node.name}'`)
  const isTransposed = node.shape.length === 2 && node.attributes.get('transposed') === false
  const [rows = 0, count = 1] = isTransposed ? [...node.shape].reverse() : node.shape
  const columns = splitColumns(node, dtype, rows, count)
  return columns.map((data): PlainColumn => {
    if (type !== 'datetime64' && type !== 'timedelta64') return { dtype, values: typedArrayOf(data, dtype, rows) }
    return timeColumn(type, typedArrayOf(data, '<i8', rows) as BigInt64Array, zoneOf(node))
  })
}

export function timeColumn(type: string, values: BigInt64Array, tz: string | null): TimeColumn {
  if (type.startsWith('timedelta64')) return { dtype: 'timedelta64[ns]', values }
  return tz === null ? { dtype: 'datetime64[ns]', values } : { dtype: 'datetime64[ns]', values, tz }
}

export function zoneOf({ attributes }: Pick<StoredDataset, 'attributes'>): string | null {
  const tz = attributes.get('tz')
  return tz === undefined ? null : zoneFromTree(attributeTree(tz))
}

/** Numbers in a node without columns are of one column. */
function splitColumns(node: StoredDataset, dtype: string, rows: number, count: number): Uint8Array[] {
  if (rows === 0) return Array.from({ length: count }, () => new Uint8Array(0))
  const fields = Array.from({ length: count }, (_, i) => [String(i), dtype] as const)
  return [...deinterleave({ fields }, node.data, rows, `'${node.name}'`).values()]
}

function objectColumns(node: StoredDataset): ObjectColumn[] {
  const room = new Room(node.data.length)
  const array = objectArrayFromTree(unpickle(node.data).root, room)
  if (!array) throw new CorruptError(`expected a pickled array of objects in '${node.name}'`)
  const cells = array.items.map((item) => cellFromTree(item, room))
  if (array.shape.length === 1) return [{ dtype: 'object', values: cells }]
  const [rows, count] = cells.length === 0 ? [0, array.shape[0]!] : (array.shape as [number, number])
  return Array.from({ length: count }, (_, i) => ({
    dtype: 'object',
    values: Array.from({ length: rows }, (__, row) => cells[row * count + i]!),
  }))
}

function shapeOf(attribute: AttributeValue): number[] {
  const shape = shapeFromTree(attributeTree(attribute)) ?? integersOf(attribute)
  if (shape.length === 0 || product(shape) !== 0) throw new CorruptError('expected the shape of an empty array')
  return shape
}

function emptyColumns(name: string, type: string, shape: readonly number[]): PlainColumn[] {
  const count = shape.length === 2 ? shape[0]! : 1
  return Array.from({ length: count }, (): PlainColumn => {
    if (type === 'object') return { dtype: 'object', values: [] }
    if (/^(datetime|timedelta)64/.test(type)) return timeColumn(type, new BigInt64Array(0), null)
    const info = parseDType(type)
    if (info.kind === 'text') throw new CorruptError(`expected a dtype of numbers in '${name}', got ${type}`)
    return { dtype: info.dtype, values: new info.array(0) }
  })
}
