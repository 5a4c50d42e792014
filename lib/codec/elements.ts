import type { TypedValue } from '../h5/native.js'
import type { Attributes, AttributeValue, Layout, StoredDataset } from '../h5/plan.js'
import { dtypeInfo, NDArray, product, type TextEncoding, type TypedArray } from '../values/index.js'
import { elementType } from './dtypes.js'
import { DATA, NULS } from './names.js'
import { bytesOf, exactWidth, type Packed, packTexts, restoreNuls, typedArrayOf, unpackItems } from './pack.js'
import { type CollType, readRecall, recallAttributes } from './recall.js'

/** An array as packed elements; text becomes bytes of the width that `width` gives the longest one. */
export function packArray(array: NDArray, texts: TextEncoding, width = exactWidth): Packed {
  const { kind, dtype } = dtypeInfo(array.dtype)
  const { data } = array.contiguous()
  if (kind === 'text') return packTexts(data as readonly string[], width, texts)
  return { dtype, data: bytesOf(data as TypedArray), nuls: [] }
}

export const isTextArray = (array: NDArray): boolean => dtypeInfo(array.dtype).kind === 'text'

export const arrayCollType = (array: NDArray): CollType => (array.isMatrix ? 'COLL_MATRIX' : 'COLL_NDARRAY')

/** The parts of a plan that any layout of an array shares. */
export function arrayParts(
  array: NDArray,
  flag: string,
  texts: TextEncoding,
): { dtype: string; shape: readonly number[]; data: Uint8Array; attributes: Attributes } {
  const packed = packArray(array, texts)
  const recall = recallAttributes(DATA, arrayCollType(array), isTextArray(array) ? 'str' : null, packed)
  return { dtype: packed.dtype, shape: array.shape, data: packed.data, attributes: withStore(recall, flag) }
}

export const withStore = (attributes: readonly [string, AttributeValue][], flag: string): Attributes =>
  new Map([...attributes, ['SRVC_STORE', flag]])

/** The array that packed elements are; bytes become text if their type was text and they are one. */
export function arrayOf(
  { dtype, shape, data }: { dtype: string; shape: readonly number[]; data: Uint8Array },
  texts: TextEncoding,
  options: { isText?: boolean; isMatrix?: boolean; nuls?: AttributeValue | undefined } = {},
): NDArray {
  const count = product(shape)
  const isMatrix = options.isMatrix === true && shape.length === 2
  const items =
    options.isText && dtypeInfo(dtype).kind === 'bytes'
      ? textsOf({ data, dtype, count, nuls: options.nuls }, texts)
      : null
  if (items) return new NDArray({ data: items, shape, dtype: '<U', isMatrix })
  return new NDArray({ data: typedArrayOf(data, dtype, count), shape, dtype, isMatrix })
}

function textsOf(
  { data, dtype, count, nuls }: { data: Uint8Array; dtype: string; count: number; nuls: AttributeValue | undefined },
  { decode }: TextEncoding,
): string[] | null {
  const items = unpackItems(data, dtype, count)
  if (nuls !== undefined) restoreNuls(items, integersOf(nuls))
  const texts: string[] = []
  for (const item of items) {
    const text = decode(item as Uint8Array)
    if (text === null) return null
    texts.push(text)
  }
  return texts
}

/** A dataset that was an array. */
export function decodeArray(stored: StoredDataset, texts: TextEncoding): NDArray {
  const { dtype } = elementType(stored.dtype, `'${stored.name}'`)
  const { collType, scalarType } = readRecall(stored.attributes, DATA)
  return arrayOf({ dtype, shape: stored.shape, data: stored.data }, texts, {
    isText: scalarType === 'str',
    isMatrix: collType === 'COLL_MATRIX',
    nuls: stored.attributes.get(DATA + NULS),
  })
}

/** The integers of an attribute that holds an array of them. */
export function integersOf(value: AttributeValue): number[] {
  const { dtype, data } = value as TypedValue
  if (typeof value !== 'object' || typeof dtype !== 'string' || !(data instanceof Uint8Array)) return []
  const { itemsize } = dtypeInfo(dtype)
  return Array.from(typedArrayOf(data, dtype, data.length / itemsize), Number)
}

export type ArrayLayout = Extract<Layout, 'contiguous' | 'chunked' | 'extendable'>
