import { isDeepStrictEqual } from 'node:util'
import { findDType, halfToNumber } from '../values/index.js'
import { isEnum, littleEndian, viewBytes } from './dtype.js'
import type { DType, ReadAttribute, TypedValue } from './native.js'
import { errorFromNative } from './native-error.js'
import type { AttributeValue } from './plan.js'

/** What an attribute is, with its type; texts and booleans have one type each. */
export type AttributeForm = string | boolean | TypedValue

/** What C++ read; damage is a `CorruptError`, a strange type an `UnsupportedError`. */
export function typedAttribute([name, value]: ReadAttribute): AttributeForm {
  if (typeof value === 'object' && 'error' in value)
    throw errorFromNative(value.code, `Attribute '${name}' cannot be read: ${value.error}`, {})
  return value
}

/** Single integers and floats as numbers, bigints where they are unsafe; h5py's booleans as such; all else as it is. */
export function plainAttribute(value: AttributeValue): AttributeValue {
  return typeof value === 'object' ? (plainScalar(value) ?? value) : value
}

/** h5py's booleans: FALSE, TRUE over int8. */
const isTruth = (dtype: DType): boolean =>
  isEnum(dtype) && /^\|[iu]1$/.test(dtype.enum) && isDeepStrictEqual(dtype.members, truth)
const truth = [
  ['FALSE', 0],
  ['TRUE', 1],
]

const plainKinds: readonly string[] = ['int', 'uint', 'float']

function plainScalar({ dtype, shape, data }: TypedValue): number | bigint | boolean | undefined {
  if (shape === null || shape.length > 0 || !(data instanceof Uint8Array)) return undefined
  if (isTruth(dtype) && data[0]! < 2) return data[0] === 1
  if (typeof dtype !== 'string') return undefined
  const info = findDType(littleEndian(dtype))
  // The extended types have more digits than a number.
  if (!info || info.scalar === null || !plainKinds.includes(info.kind)) return undefined
  const [item] = viewBytes(data, { view: info.array })
  if (typeof item === 'bigint') return Number.isSafeInteger(Number(item)) ? Number(item) : item
  return info.scalar === 'float16' && item !== undefined ? halfToNumber(item) : item
}
