import { InvalidTypeError, InvalidValueError } from '../errors.js'
import type { Complex } from './complex.js'
import { type DTypeInfo, type DTypeKind, dtypeInfo, type ScalarType, type TypedArray } from './dtype.js'
import { extendedToNumber } from './extended.js'
import { halfToNumber, numberToHalf } from './half.js'
import type { ArrayData } from './ndarray.js'
import { fitScalar, type ScalarValue } from './scalar.js'
import { bytesOfText, hasEscapes } from './text.js'

/** One element of a buffer, `position` counted in elements. */
export function readElement({ data, dtype }: { data: ArrayData; dtype: string }, position: number): ScalarValue {
  const info = dtypeInfo(dtype)
  switch (info.kind) {
    case 'text':
      return (data as readonly string[])[position]!
    case 'bool':
      return (data as Uint8Array)[position] !== 0
    case 'bytes':
      return trimNuls((data as Uint8Array).subarray(position * info.slots, (position + 1) * info.slots))
    case 'complex':
      return readComplex(data as Float64Array, info, position)
    case 'float':
      return readFloat(data as Float64Array, info, position)
    default:
      return (data as TypedArray)[position]!
  }
}

function readFloat(data: TypedArray, { dtype, slots }: DTypeInfo, position: number): number {
  if (dtype === '<f2') return halfToNumber(data[position] as number)
  if (dtype === '<f16') return extendedToNumber(data as Uint8Array, position * slots)
  return data[position] as number
}

function readComplex(data: TypedArray, { dtype, slots }: DTypeInfo, position: number): Complex {
  if (dtype !== '<c32') return { re: data[position * 2] as number, im: data[position * 2 + 1] as number }
  const bytes = data as Uint8Array
  return { re: extendedToNumber(bytes, position * slots), im: extendedToNumber(bytes, position * slots + 16) }
}

/** Writes one element after checking that the dtype holds it. */
export function writeElement(data: unknown, info: DTypeInfo, position: number, value: ScalarValue): void {
  const { scalar, kind, slots } = info
  if (scalar === null) throw new InvalidTypeError(`elements of dtype ${info.dtype} can be read only`)
  const fitted = kind === 'text' && typeof value === 'string' ? checkedText(value) : fit(scalar, kind, value)
  const array = data as unknown[]
  if (kind === 'bytes') writeBytes(data as Uint8Array, slots, position, fitted as Uint8Array)
  else if (kind === 'complex') {
    array[position * 2] = (fitted as Complex).re
    array[position * 2 + 1] = (fitted as Complex).im
  } else if (kind === 'bool') array[position] = fitted ? 1 : 0
  else if (info.dtype === '<f2') array[position] = numberToHalf(fitted as number)
  else if (info.itemsize === 8 && kind !== 'float') array[position] = BigInt(fitted as number | bigint)
  else array[position] = fitted
}

const fit = (scalar: ScalarType, kind: DTypeKind, value: ScalarValue): ScalarValue =>
  fitScalar(scalar, kind === 'float' && typeof value === 'bigint' ? Number(value) : value)

/** Texts of arrays may stand for bytes that are no UTF-8, but for nothing that has no bytes. */
function checkedText(text: string): string {
  if (hasEscapes(text)) bytesOfText(text)
  return text
}

function writeBytes(target: Uint8Array, width: number, position: number, value: Uint8Array): void {
  if (value.length > width) throw new InvalidValueError(`expected at most ${width} bytes, got ${value.length}`)
  target.set(value, position * width)
}

/** Without the NULs at the end, as numpy reads byte strings. */
export function trimNuls(bytes: Uint8Array): Uint8Array {
  let length = bytes.length
  while (length > 0 && bytes[length - 1] === 0) length -= 1
  return bytes.subarray(0, length)
}
