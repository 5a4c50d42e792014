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

/** Which values a class of leaves takes, and how a sentence says that. */
export interface Supports {
  readonly kinds: string
  readonly takes: (value: Value) => boolean
}

const isPlainArray = (value: NDArray): boolean => value.dtype !== '<f2' && dtypeInfo(value.dtype).kind !== 'bytes'

/** What fits into one cell of a table. */
export const supportsCells: Supports = {
  kinds: 'a scalar, or a flat list, tuple or array that is not empty',
  takes: (value) => {
    if (value instanceof Scalar) return value.type !== 'float16'
    if (value instanceof Sequence) return value.items.length > 0
    return value instanceof NDArray && isPlainArray(value) && value.size > 0
  },
}

export const supportsArrays: Supports = {
  kinds: 'a scalar, or a flat list, tuple or array',
  takes: (value) =>
    supportsCells.takes(value) || value instanceof Sequence || (value instanceof NDArray && isPlainArray(value)),
}

export const supportsSparse: Supports = {
  kinds: `a sparse matrix, ${supportsArrays.kinds}`,
  takes: (value) => value instanceof SparseMatrix || supportsArrays.takes(value),
}

export const supportsPickles: Supports = { kinds: 'pickles', takes: (value) => value instanceof PickledObject }

export const supportsItems: Supports = {
  kinds: 'scalars, lists, tuples, arrays, dicts, tables and frames',
  takes: (value) =>
    !(
      value instanceof None ||
      value instanceof SparseMatrix ||
      value instanceof PickledObject ||
      value instanceof SharedData
    ),
}

export const supportsSharedItems: Supports = {
  kinds: `shared data, ${supportsItems.kinds}`,
  takes: (value) => value instanceof SharedData || supportsItems.takes(value),
}

export const supportsSparseItems: Supports = {
  kinds: `sparse matrices, ${supportsItems.kinds}`,
  takes: (value) => value instanceof SparseMatrix || supportsItems.takes(value),
}
