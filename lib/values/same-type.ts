import { NDArray } from './ndarray.js'
import { ObjectTable } from './object-table.js'
import { Scalar } from './scalar.js'
import { Sequence } from './sequence.js'
import { SparseMatrix } from './sparse.js'
import type { Value } from './value.js'

/**
 * Whether two values may stand in one range or one column: the same class, and of scalars the same type, of sequences
 * the same kind, item type and length, of arrays the same dtype, shape and class.
 */
export function sameType(a: Value, b: Value): boolean {
  if (a.constructor !== b.constructor) return false
  if (a instanceof Scalar) return a.type === (b as Scalar).type
  if (a instanceof Sequence) return sameSequence(a, b as Sequence)
  if (a instanceof NDArray) return sameArray(a, b as NDArray)
  if (a instanceof SparseMatrix) return a.format === (b as SparseMatrix).format && a.dtype === (b as SparseMatrix).dtype
  if (a instanceof ObjectTable)
    return [...a.columns.keys()].join('\0') === [...(b as ObjectTable).columns.keys()].join('\0')
  return true
}

const sameSequence = (a: Sequence, b: Sequence): boolean =>
  a.kind === b.kind && a.itemType === b.itemType && a.items.length === b.items.length

/** Byte arrays of one width only: the width is their type. */
const sameArray = (a: NDArray, b: NDArray): boolean =>
  a.dtype === b.dtype &&
  a.isMatrix === b.isMatrix &&
  a.shape.length === b.shape.length &&
  a.shape.every((extent, axis) => extent === b.shape[axis])
