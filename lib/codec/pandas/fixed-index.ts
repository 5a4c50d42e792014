import { CorruptError } from '../../errors.js'
import type { AttributeValue, DatasetPlan, StoredDataset, StoredGroup } from '../../h5/plan.js'
import {
  type AnyIndex,
  type Column,
  dtypeInfo,
  Index,
  isNumeric,
  isObject,
  isTime,
  type Label,
  MultiIndex,
  type ObjectColumn,
  product,
  type TextEncoding,
} from '../../values/index.js'
import { elementType } from '../dtypes.js'
import { exactWidth, packTexts, unpackItems } from '../pack.js'
import { childOf, datasetOf, numberAttribute, textAttribute } from '../stored.js'
import { textsOfGroup } from './common.js'
import { decodeNode, encodeNode, timeColumn, zoneOf } from './fixed-node.js'
import { attributeTree, labelFromAttribute, labelToAttribute, pickleAttribute } from './labels.js'
import { freqFromTree, freqToTree } from './offsets.js'

/** The nodes of an axis and what the group says of it. */
export interface EncodedIndex {
  readonly nodes: readonly DatasetPlan[]
  readonly attributes: readonly [string, AttributeValue][]
}

/** An axis of the fixed format under its key: `axis0`, `block1_items`, `index` … */
export function encodeIndex(key: string, index: AnyIndex, texts: TextEncoding): EncodedIndex {
  if (index instanceof Index) {
    const entries: [string, AttributeValue][] = [
      ['kind', indexKind(index.data)],
      ['name', labelToAttribute(index.name)],
      ...timeAttributes(index),
    ]
    const node = indexNode(key, index.data, entries, texts)
    return { nodes: [node], attributes: [[`${key}_variety`, 'regular']] }
  }
  const nodes = index.levels.flatMap((level, i) => levelNodes(key, i, level, index, texts))
  return {
    nodes,
    attributes: [
      [`${key}_variety`, 'multi'],
      [`${key}_nlevels`, index.levels.length],
    ],
  }
}

function levelNodes(
  key: string,
  i: number,
  level: Column,
  { codes, names }: MultiIndex,
  texts: TextEncoding,
): DatasetPlan[] {
  const name = names[i] ?? null
  const attributes: [string, AttributeValue][] = [
    ['kind', indexKind(level)],
    ['name', labelToAttribute(name)],
    [`${key}_name${name === null ? 'None' : String(name)}`, labelToAttribute(name)],
  ]
  const labels: Column = { dtype: codeDType(codes[i]!), values: codes[i]! }
  return [indexNode(`${key}_level${i}`, level, attributes, texts), encodeNode(`${key}_label${i}`, [labels], false)]
}

const codeDType = (codes: { BYTES_PER_ELEMENT: number }): string =>
  ['', '|i1', '<i2', '', '<i4', '', '', '', '<i8'][codes.BYTES_PER_ELEMENT]!

/** Times lie as integers; text as bytes, or pickled where bytes would lose some of it. */
function indexNode(
  name: string,
  data: Column,
  attributes: readonly [string, AttributeValue][],
  texts: TextEncoding,
): DatasetPlan {
  if (isTime(data)) return encodeNode(name, [{ dtype: '<i8', values: data.values }], false, attributes)
  if (!isObject(data) || !isPlainText(data)) return encodeNode(name, [data], false, attributes)
  const { dtype, data: bytes } = packTexts(data.values as readonly string[], exactWidth, texts)
  const rows = data.values.length
  return {
    kind: 'dataset',
    name,
    layout: 'chunked',
    dtype,
    shape: [rows],
    data: bytes,
    attributes: new Map([...attributes, ['transposed', true]]),
    expectedRows: rows,
  }
}

export const isPlainText = ({ values }: ObjectColumn): boolean =>
  values.length > 0 && values.every((value) => typeof value === 'string' && !value.endsWith('\0'))

/** pandas' word for what labels are. */
export function indexKind(data: Column): string {
  if (isTime(data)) return data.dtype.replace('[ns]', '')
  if (isObject(data)) return isPlainText(data) ? 'string' : 'object'
  if (!isNumeric(data)) return 'category'
  const { kind } = dtypeInfo(data.dtype)
  return kind === 'int' || kind === 'uint' ? 'integer' : kind
}

function timeAttributes({ data, freq, isPeriod }: Index): [string, AttributeValue][] {
  if (!isTime(data) && !isPeriod) return []
  const attributes: [string, AttributeValue][] = []
  if (isPeriod || data.dtype === 'datetime64[ns]') attributes.push(['index_class', isPeriod ? 'period' : 'datetime'])
  attributes.push(['freq', pickleAttribute(freq === null ? null : freqToTree(freq))])
  if (isTime(data) && data.tz !== undefined) attributes.push(['tz', data.tz])
  return attributes
}

/** An axis of the fixed format. */
export function decodeIndex(group: StoredGroup, key: string): AnyIndex {
  if (textAttribute(group.attributes, `${key}_variety`) === 'multi') return decodeMultiIndex(group, key)
  return decodeIndexNode(datasetOf(childOf(group, key)), textsOfGroup(group))
}

const maxLevels = 64

function decodeMultiIndex(group: StoredGroup, key: string): MultiIndex {
  const count = numberAttribute(group.attributes, `${key}_nlevels`) ?? 0
  if (count < 1 || count > maxLevels)
    throw new CorruptError(`expected 1 to ${maxLevels} levels of '${key}', got ${count}`)
  const levels = Array.from({ length: count }, (_, i) =>
    decodeIndexNode(datasetOf(childOf(group, `${key}_level${i}`)), textsOfGroup(group)),
  )
  const codes = levels.map((_, i) => decodeNode(childOf(group, `${key}_label${i}`))[0]!.values as Int8Array)
  return new MultiIndex(
    levels.map(({ data }) => data),
    codes,
    levels.map(({ name }) => name),
  )
}

function decodeIndexNode(node: StoredDataset, texts: TextEncoding): Index {
  const { attributes } = node
  const name: Label = labelFromAttribute(attributes.get('name'))
  const freq = freqFromTree(attributeTree(attributes.get('freq')))
  const isPeriod = textAttribute(attributes, 'index_class') === 'period'
  return new Index(labelColumn(node, texts), { name, freq, isPeriod: isPeriod && freq !== null })
}

function labelColumn(node: StoredDataset, texts: TextEncoding): Column {
  const kind = textAttribute(node.attributes, 'kind') ?? ''
  if (kind === 'string' && node.layout !== 'ragged') return textColumn(node, texts)
  const [column] = decodeNode(node)
  if (kind !== 'datetime64' && kind !== 'timedelta64') return column!
  return timeColumn(kind, column!.values as BigInt64Array, zoneOf(node))
}

function textColumn(node: StoredDataset, { decode }: TextEncoding): Column {
  if (node.attributes.has('shape')) return { dtype: 'object', values: [] }
  const { dtype } = elementType(node.dtype, `'${node.name}'`)
  const items = unpackItems(node.data, dtype, product(node.shape)) as Uint8Array[]
  return { dtype: 'object', values: items.map((item) => decode(item) ?? item) }
}
