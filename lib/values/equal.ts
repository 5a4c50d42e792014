import { Dict } from './dict.js'
import { type AnyIndex, type Column, Frame, Index, isCategory, isTime, type MultiIndex, Series } from './frame.js'
import { NDArray } from './ndarray.js'
import { Nested } from './nested.js'
import { ObjectTable } from './object-table.js'
import { PickledObject } from './pickled.js'
import { Scalar, type ScalarValue } from './scalar.js'
import { Sequence } from './sequence.js'
import { SharedData } from './shared-data.js'
import { SparseMatrix } from './sparse.js'
import type { Value } from './value.js'

type Compare<T> = (a: T, b: T) => boolean

/**
 * Strict equality: class, exact types, shapes, order of items, keys and columns. NaN equals NaN, 0 equals −0, the
 * strides of an array do not matter.
 */
export function equalValues(a: Value, b: Value): boolean {
  if (a.constructor !== b.constructor) return false
  const compare = comparisons.find(([Class]) => a instanceof Class)?.[1]
  return compare ? compare(a, b) : true
}

/** Plain values and labels. */
export function equalItems(a: ScalarValue | null, b: ScalarValue | null): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || !a || !b) return Number.isNaN(a) && Number.isNaN(b)
  if (a instanceof Uint8Array || b instanceof Uint8Array) {
    return a instanceof Uint8Array && b instanceof Uint8Array && equalLists(a, b)
  }
  return equalItems(a.re, b.re) && equalItems(a.im, b.im)
}

function equalLists<T>(a: ArrayLike<T>, b: ArrayLike<T>, equal: Compare<T> = equalItems as Compare<T>): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i += 1) if (!equal(a[i]!, b[i]!)) return false
  return true
}

const equalMaps = <T>(a: ReadonlyMap<string, T>, b: ReadonlyMap<string, T>, equal: Compare<T>): boolean =>
  equalLists([...a.keys()], [...b.keys()]) && equalLists([...a.values()], [...b.values()], equal)

function equalArrays(a: NDArray, b: NDArray): boolean {
  if (a.dtype !== b.dtype || a.isMatrix !== b.isMatrix || !equalLists(a.shape, b.shape)) return false
  if (a.isContiguous && b.isContiguous && sameBytes(a, b)) return true
  const others = b.elements()
  for (const item of a.elements()) if (!equalItems(item, others.next().value as ScalarValue)) return false
  return true
}

/** Quick for the usual case; different bytes may still be equal elements (NaN, −0, padding). */
function sameBytes(a: NDArray, b: NDArray): boolean {
  const [x, y] = [a.contiguous().data, b.contiguous().data]
  if (!ArrayBuffer.isView(x) || !ArrayBuffer.isView(y)) return false
  const bytes = (data: ArrayBufferView) => Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  return bytes(x).equals(bytes(y))
}

const equalFrames = (a: Frame, b: Frame): boolean =>
  equalIndexes(a.index, b.index) && equalIndexes(a.columns, b.columns) && equalLists(a.data, b.data, equalColumns)

function equalIndexes(a: AnyIndex, b: AnyIndex): boolean {
  if (a instanceof Index && b instanceof Index) {
    return equalItems(a.name, b.name) && a.freq === b.freq && a.isPeriod === b.isPeriod && equalColumns(a.data, b.data)
  }
  if (a instanceof Index || b instanceof Index) return false
  return equalLists(a.names, b.names) && equalLists(labelsOf(a), labelsOf(b))
}

/** The labels row by row, since levels may be stored in another order or hold unused values. */
function labelsOf({ levels, codes, length }: MultiIndex): (ScalarValue | null)[] {
  return codes.flatMap((code, level) =>
    Array.from({ length }, (_, i) => {
      const at = Number(code[i])
      return at < 0 ? null : cellAt(levels[level]!, at)
    }),
  )
}

function cellAt(column: Column, i: number): ScalarValue | null {
  if (isCategory(column)) return cellAt(column.categories, column.codes[i]!)
  return column.values[i] ?? null
}

function equalColumns(a: Column, b: Column): boolean {
  if (a.dtype !== b.dtype) return false
  if (isCategory(a) && isCategory(b)) {
    return a.ordered === b.ordered && equalLists<number>(a.codes, b.codes) && equalColumns(a.categories, b.categories)
  }
  if (isCategory(a) || isCategory(b)) return false
  if (isTime(a) && isTime(b) && a.tz !== b.tz) return false
  return equalLists<ScalarValue | null>(a.values, b.values)
}

const equalSparse = (a: SparseMatrix, b: SparseMatrix): boolean =>
  a.format === b.format &&
  equalLists(a.shape, b.shape) &&
  equalArrays(a.data, b.data) &&
  (['indices', 'indptr', 'offsets'] as const).every((part) => {
    const [x, y] = [a[part], b[part]]
    return x === undefined || y === undefined
      ? x === y
      : equalLists([...x.elements()].map(Number), [...y.elements()].map(Number))
  })

// biome-ignore lint/suspicious/noExplicitAny: each comparison takes its own class, the list takes them all
const comparisons: readonly (readonly [new (...args: any[]) => Value, Compare<any>])[] = [
  [Scalar, (a: Scalar, b: Scalar) => a.type === b.type && equalItems(a.value, b.value)],
  [
    Sequence,
    (a: Sequence, b: Sequence) => a.kind === b.kind && a.itemType === b.itemType && equalLists(a.items, b.items),
  ],
  [NDArray, equalArrays],
  [Dict, (a: Dict, b: Dict) => equalMaps(a.entries, b.entries, equalValues)],
  [Nested, (a: Nested, b: Nested) => a.kind === b.kind && equalLists(a.items, b.items, equalValues)],
  [
    ObjectTable,
    (a: ObjectTable, b: ObjectTable) => equalMaps(a.columns, b.columns, (x, y) => equalLists(x, y, equalValues)),
  ],
  [Frame, equalFrames],
  [
    Series,
    (a: Series, b: Series) =>
      equalItems(a.name, b.name) && equalIndexes(a.index, b.index) && equalColumns(a.data, b.data),
  ],
  [SparseMatrix, equalSparse],
  [SharedData, (a: SharedData, b: SharedData) => a.sharedType === b.sharedType],
  [PickledObject, (a: PickledObject, b: PickledObject) => equalLists(a.bytes, b.bytes)],
]
