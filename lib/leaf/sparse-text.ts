import { sparseFromHex, sparseToHex } from '../codec/index.js'
import { CorruptError } from '../errors.js'
import { Scalar, SparseMatrix, type Value, valueTypeName } from '../values/index.js'

/** What marks the names of items that hold a sparse matrix as text. */
export const MARKER = '__spsp__'

/** A sparse matrix as it stands in the file; anything else unchanged. */
export const toText = (value: Value): Value =>
  value instanceof SparseMatrix ? new Scalar('str', sparseToHex(value)) : value

/** Back from the file; `CorruptError` for anything but such a text. */
export function toSparse(value: Value, leaf: string): SparseMatrix {
  if (value instanceof SparseMatrix) return value
  if (value instanceof Scalar && typeof value.value === 'string') return sparseFromHex(value.value)
  throw new CorruptError(`'${leaf}' needs a sparse matrix, but the file has ${valueTypeName(value)}.`)
}
