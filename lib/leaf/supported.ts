import {
  dtypeInfo,
  NDArray,
  None,
  PickledObject,
  Scalar,
  Sequence,
  SharedData,
  SparseMatrix,
  type Value,
} from '../values/index.js'

/** Which values a class of parameters takes. */
export type Supports = (value: Value) => boolean

const isPlainArray = (value: NDArray): boolean => value.dtype !== '<f2' && dtypeInfo(value.dtype).kind !== 'bytes'

/** What fits into one cell of a table: scalars, and flat sequences and arrays that are not empty. */
export const supportsCells: Supports = (value) => {
  if (value instanceof Scalar) return value.type !== 'float16'
  if (value instanceof Sequence) return value.items.length > 0
  return value instanceof NDArray && isPlainArray(value) && value.size > 0
}

/** The same, and empty sequences and arrays. */
export const supportsArrays: Supports = (value) =>
  supportsCells(value) || value instanceof Sequence || (value instanceof NDArray && isPlainArray(value))

export const supportsSparse: Supports = (value) => value instanceof SparseMatrix || supportsArrays(value)

export const supportsPickles: Supports = (value) => value instanceof PickledObject

/** What a result takes: everything but None, sparse matrices, pickles and shared data. */
export const supportsItems: Supports = (value) =>
  !(
    value instanceof None ||
    value instanceof SparseMatrix ||
    value instanceof PickledObject ||
    value instanceof SharedData
  )

export const supportsSharedItems: Supports = (value) => value instanceof SharedData || supportsItems(value)

export const supportsSparseItems: Supports = (value) => value instanceof SparseMatrix || supportsItems(value)
