import { UnsupportedError } from '../errors.js'
import type { DType, StructDType } from '../h5/native.js'
import { findDType } from '../values/index.js'

/** The element type of a dataset or of one table column, in numpy's words. */
export interface ElementType {
  /** Little endian, as the bytes come from the native layer; text of either character set is `|Sn`. */
  readonly dtype: string
  /** Shape of one cell of a table. */
  readonly shape: readonly number[]
  readonly itemsize: number
}

/** `UnsupportedError` for a type that no value has. */
export function elementType(dtype: DType, what: string): ElementType {
  if (typeof dtype === 'object' && 'base' in dtype) {
    const base = elementType(dtype.base, what)
    const shape = [...dtype.shape, ...base.shape]
    return {
      dtype: base.dtype,
      shape,
      itemsize: base.itemsize * dtype.shape.reduce((size, extent) => size * extent, 1),
    }
  }
  const name =
    typeof dtype === 'string' ? dtype.replace(/^>/, '<').replace(/^\|T/, '|S').replace('B', 'u') : enumName(dtype)
  const info = name === null ? null : findDType(name)
  if (!info || info.itemsize === 0) {
    throw new UnsupportedError(
      `expected numbers, booleans or text as elements of ${what}, got ${JSON.stringify(dtype)}`,
    )
  }
  return { dtype: info.dtype, shape: [], itemsize: info.itemsize }
}

/** h5py writes booleans as an enumeration. */
function enumName(dtype: Exclude<DType, string>): string | null {
  if (!('enum' in dtype)) return null
  const names = dtype.members.map(([name]) => name).sort()
  return names.join() === 'FALSE,TRUE' ? '|b1' : dtype.enum.replace(/^>/, '<')
}

export const isStruct = (dtype: DType): dtype is StructDType => typeof dtype === 'object' && 'fields' in dtype
