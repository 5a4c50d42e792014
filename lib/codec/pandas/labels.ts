import { UnsupportedError } from '../../errors.js'
import type { TypedValue } from '../../h5/native.js'
import type { AttributeValue } from '../../h5/plan.js'
import {
  type AnyIndex,
  type Column,
  columnLength,
  Index,
  isCategory,
  isObject,
  isTime,
  type Label,
  MultiIndex,
  None,
  type ObjectCell,
  plainInteger,
  readElement,
  Scalar,
  type ScalarValue,
  takeColumn,
} from '../../values/index.js'
import { decodeAttribute } from '../attribute.js'
import { bytesOf } from '../pack.js'
import { scalarFromTree } from '../pickle/numpy.js'
import { pickle } from '../pickle/pickle.js'
import { Room } from '../pickle/room.js'
import { PyCall, type PyTree, PyTuple } from '../pickle/tree.js'
import { unpickle } from '../pickle/unpickle.js'

/** A pickle as PyTables keeps one in an attribute. */
export function pickleAttribute(tree: PyTree): TypedValue {
  const data = pickle(tree)
  return { dtype: `|S${data.length}`, shape: [], data }
}

/** What an attribute says, pickled or not; null where it is neither text nor a pickle. */
export function attributeTree(attribute: AttributeValue | undefined): PyTree {
  if (typeof attribute !== 'object') return typeof attribute === 'number' ? BigInt(attribute) : (attribute ?? null)
  const { dtype, data } = attribute
  if (!(data instanceof Uint8Array) || typeof dtype !== 'string' || !/^\|S/.test(dtype) || data.at(-1) !== 0x2e)
    return null
  return unpickle(data).root
}

/** The attribute that holds a name or label. */
export function labelToAttribute(label: Label): AttributeValue {
  if (label === null) return pickleAttribute(null)
  if (typeof label !== 'number' || Number.isSafeInteger(label)) return label
  return { dtype: '<f8', shape: [], data: bytesOf(Float64Array.of(label)) }
}

/** A name or label out of an attribute; null where there is none. */
export function labelFromAttribute(attribute: AttributeValue | undefined): Label {
  if (attribute === undefined) return null
  const value = decodeAttribute(attribute)
  if (value instanceof None) return null
  if (value instanceof Scalar && isLabel(value.value)) return value.value
  throw new UnsupportedError('expected text, a number or nothing as a name in a pandas object, got something else')
}

const isLabel = (value: ScalarValue): value is Exclude<Label, null> => typeof value !== 'object'

/** A plain value as Python would have it; whole numbers are ints. */
export const cellToTree = (cell: ObjectCell): PyTree =>
  typeof cell === 'number' && Number.isSafeInteger(cell) && !Object.is(cell, -0) ? BigInt(cell) : cell

/** Labels lie in attributes, which are small. */
export const roomForLabels = (): Room => new Room(0)

/** `UnsupportedError` for objects that are no plain values. */
export function cellFromTree(tree: PyTree, room: Room): ObjectCell {
  if (typeof tree === 'bigint') return plainInteger(tree)
  if (tree === null || typeof tree !== 'object' || tree instanceof Uint8Array) return tree
  const array = tree instanceof PyCall ? scalarFromTree(tree, room) : null
  const value = array?.get()
  if (value === undefined || (typeof value === 'object' && !(value instanceof Uint8Array))) {
    throw new UnsupportedError(
      'expected text, numbers, booleans, bytes or None in an object column, got another Python object',
    )
  }
  return typeof value === 'bigint' ? plainInteger(value) : value
}

export function labelFromTree(tree: PyTree, room = roomForLabels()): Label {
  const cell = cellFromTree(tree, room)
  if (cell instanceof Uint8Array) throw new UnsupportedError('expected text or a number as a label, got bytes')
  return cell
}

/** The labels of an axis without levels; `UnsupportedError` if they are times or categories. */
export function labelsOf({ data }: Index): Label[] {
  return Array.from({ length: columnLength(data) }, (_, i) => {
    const cell = cellOf(data, i)
    if (cell instanceof Uint8Array) throw new UnsupportedError('expected text or numbers as labels, got bytes')
    return cell
  })
}

/** One cell of a column as a plain value. */
export function cellOf(column: Column, i: number): ObjectCell {
  if (isObject(column)) return column.values[i] ?? null
  if (isTime(column) || isCategory(column))
    throw new UnsupportedError(`expected text or numbers as labels, got ${column.dtype}`)
  const item = readElement({ data: column.values, dtype: column.dtype }, i)
  if (typeof item === 'object')
    throw new UnsupportedError(`expected text or numbers as labels, got dtype ${column.dtype}`)
  return typeof item === 'bigint' ? plainInteger(item) : item
}

/** The labels of an axis as a tree: tuples where there are levels. */
export function axisToTrees(index: AnyIndex): PyTree[] {
  if (index instanceof Index) return labelsOf(index).map(cellToTree)
  return Array.from({ length: index.length }, (_, i) => new PyTuple(multiLabel(index, i).map(cellToTree)))
}

const multiLabel = ({ levels, codes }: MultiIndex, i: number): Label[] =>
  codes.map((code, level) => (Number(code[i]) < 0 ? null : (cellOf(levels[level]!, Number(code[i])) as Label)))

/** The axis that labels, or tuples of them, make. */
export function axisFromTrees(trees: readonly PyTree[], names: readonly Label[]): AnyIndex {
  const room = roomForLabels()
  const toLabel = (tree: PyTree): Label => labelFromTree(tree, room)
  const isMulti = trees.length > 0 && trees.every((tree) => tree instanceof PyTuple)
  if (!isMulti) return new Index(columnOfLabels(trees.map(toLabel)), { name: names[0] ?? null })
  const rows = (trees as PyTuple[]).map(({ items }) => items.map(toLabel))
  return multiIndexOf(
    rows[0]!.map((_, level) => columnOfLabels(rows.map((row) => row[level] ?? null))),
    names,
  )
}

/** Levels with their distinct values in order of appearance. */
export function multiIndexOf(columns: readonly Column[], names: readonly Label[]): MultiIndex {
  const factorized = columns.map(factorize)
  return new MultiIndex(
    factorized.map(({ level }) => level),
    factorized.map(({ codes }) => codes),
    names.length === columns.length ? names : undefined,
  )
}

function factorize(column: Column): { level: Column; codes: Int32Array } {
  if (isCategory(column)) return { level: column.categories, codes: Int32Array.from(column.codes) }
  const seen = new Map<unknown, number>()
  const first: number[] = []
  const codes = Int32Array.from({ length: columnLength(column) }, (_, i) => {
    const key: unknown = column.values[i]
    if (key === null) return -1
    const code = seen.get(key) ?? seen.size
    if (code === seen.size) {
      seen.set(key, code)
      first.push(i)
    }
    return code
  })
  return { level: takeColumn(column, first), codes }
}

/** The column that pandas makes of labels: integers, floats, booleans, else objects. */
export function columnOfLabels(labels: readonly Label[]): Column {
  const every = (test: (label: Label) => boolean) => labels.length > 0 && labels.every(test)
  if (every(isInt64)) return { dtype: '<i8', values: BigInt64Array.from(labels, (label) => BigInt(label as number)) }
  if (every((label) => typeof label === 'number'))
    return { dtype: '<f8', values: Float64Array.from(labels as number[]) }
  if (every((label) => typeof label === 'boolean')) return { dtype: '|b1', values: Uint8Array.from(labels, Number) }
  return { dtype: 'object', values: labels }
}

const isInt64 = (label: Label): boolean =>
  (typeof label === 'number' && Number.isSafeInteger(label)) ||
  (typeof label === 'bigint' && BigInt.asIntN(64, label) === label)
