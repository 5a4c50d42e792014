import { dtypeInfo } from './dtype.js'
import { NDArray } from './ndarray.js'
import { Scalar } from './scalar.js'
import { Sequence } from './sequence.js'

/** What can stand in a column, beside others of its type: also one value of a range. */
export type Cell = Scalar | Sequence | NDArray

export const isCell = (value: unknown): value is Cell =>
  value instanceof Scalar || value instanceof Sequence || value instanceof NDArray

/** Of scalars the same type, of sequences the same kind, item type and length, of arrays the same dtype, shape and class. */
export function sameCellType(a: Cell, b: Cell): boolean {
  if (a instanceof Scalar) return b instanceof Scalar && a.type === b.type
  if (a instanceof Sequence) return b instanceof Sequence && sameSequence(a, b)
  return b instanceof NDArray && sameArray(a, b)
}

const sameSequence = (a: Sequence, b: Sequence): boolean =>
  a.kind === b.kind && a.itemType === b.itemType && a.items.length === b.items.length

/** Byte arrays of one width only: the width is their type. */
const sameArray = (a: NDArray, b: NDArray): boolean =>
  a.dtype === b.dtype &&
  a.isMatrix === b.isMatrix &&
  a.shape.length === b.shape.length &&
  a.shape.every((extent, axis) => extent === b.shape[axis])

/** A few words for error sentences: 'float', 'list of int', 'float64 array of shape 2×3'. */
export function cellTypeName(cell: Cell): string {
  if (cell instanceof Scalar) return cell.type
  if (cell instanceof NDArray) return arrayName(cell)
  return cell.itemType ? `${cell.kind} of ${cell.itemType}` : `empty ${cell.kind}`
}

function arrayName({ dtype, shape, isMatrix }: NDArray): string {
  const { scalar, kind } = dtypeInfo(dtype)
  const name = kind === 'text' ? 'text' : kind === 'bytes' ? dtype.slice(1) : (scalar ?? dtype)
  return `${name.replace(/_$/, '')} ${isMatrix ? 'matrix' : 'array'} of shape ${shape.length === 0 ? '()' : shape.join('×')}`
}
