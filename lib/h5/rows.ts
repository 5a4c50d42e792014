import { dtypeOfArray, type NDArray, type TypedArray } from '../values/index.js'
import { isArrayType, isStruct, itemsize, textWidth } from './dtype.js'
import { decodeElements, decodeTexts } from './elements.js'
import { type DType, native, type StructDType } from './native.js'

/** Table rows from their packed bytes to columns; `pack-rows.ts` has the way back. Column names are the file's: hence objects without prototype. */

/**
 * A column: a typed array of numbers, texts, an NDArray for float16, complex numbers and cells with a shape, or the
 * columns of a nested type.
 */
export type Column = TypedArray | string[] | NDArray | Columns
export interface Columns {
  [name: string]: Column
}

export function unpackColumns(dtype: StructDType, data: Uint8Array, rows: number): Columns {
  const columns: Columns = Object.create(null)
  const step = itemsize(dtype)
  let offset = 0
  for (const [name, type] of dtype.fields) {
    const cells = new Uint8Array(rows * itemsize(type))
    native.gather(data, offset, step, cells, rows)
    columns[name] = decodeColumn(type, cells, rows)
    offset += itemsize(type)
  }
  return columns
}

function decodeColumn(type: DType, bytes: Uint8Array, rows: number): Column {
  if (isStruct(type)) return unpackColumns(type, bytes, rows)
  const width = textWidth(type)
  if (width !== undefined) return decodeTexts(bytes, width)
  const array = decodeElements(type, [rows], bytes)
  if (isArrayType(type)) return array
  // An array of bits would hide the values.
  return dtypeOfArray(array.data) === array.dtype || array.dtype === '|b1' ? (array.data as TypedArray) : array
}
