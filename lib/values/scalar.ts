import { inspect, types } from 'node:util'
import { InvalidTypeError, InvalidValueError } from '../errors.js'
import { type Complex, isComplex } from './complex.js'
import type { ScalarType } from './dtype.js'
import { halfToNumber, numberToHalf } from './half.js'
import { ownBytes } from './views.js'

/** A single value without its exact type. Integers are numbers while safe, else bigints. */
export type ScalarValue = number | bigint | boolean | string | Uint8Array | Complex

/** A single value with its exact Python or numpy type. */
export class Scalar {
  readonly type: ScalarType
  readonly value: ScalarValue

  /** `InvalidTypeError` if the value is of another kind, `InvalidValueError` if the type cannot hold it. */
  constructor(type: ScalarType, value: ScalarValue) {
    this.type = type
    this.value = fitScalar(type, value)
  }

  valueOf(): ScalarValue {
    return this.value
  }

  toString(): string {
    return String(this.value)
  }

  [inspect.custom](): string {
    return `${this.type}(${inspect(this.value)})`
  }
}

export const scalar = (type: ScalarType, value: ScalarValue): Scalar => new Scalar(type, value)

const maker =
  <Input extends ScalarValue>(type: ScalarType) =>
  (value: Input): Scalar =>
    new Scalar(type, value)

export const bool = maker<boolean>('bool')
export const int = maker<number | bigint>('int')
export const float = maker<number>('float')
export const str = maker<string>('str')
export const bytes = maker<Uint8Array>('bytes')
export const bool_ = maker<boolean>('bool_')
export const int8 = maker<number | bigint>('int8')
export const int16 = maker<number | bigint>('int16')
export const int32 = maker<number | bigint>('int32')
export const int64 = maker<number | bigint>('int64')
export const uint8 = maker<number | bigint>('uint8')
export const uint16 = maker<number | bigint>('uint16')
export const uint32 = maker<number | bigint>('uint32')
export const uint64 = maker<number | bigint>('uint64')
export const float16 = maker<number>('float16')
export const float32 = maker<number>('float32')
export const float64 = maker<number>('float64')
export const str_ = maker<string>('str_')
export const bytes_ = maker<Uint8Array>('bytes_')
export const complex = (re: number, im: number): Scalar => new Scalar('complex', { re, im })
export const complex64 = (re: number, im: number): Scalar => new Scalar('complex64', { re, im })
export const complex128 = (re: number, im: number): Scalar => new Scalar('complex128', { re, im })

type Fit = (type: ScalarType, value: ScalarValue) => ScalarValue

const integers =
  (low: bigint, high: bigint): Fit =>
  (type, value) => {
    if (typeof value !== 'bigint' && typeof value !== 'number') throw wrongType(type, 'an integer', value)
    if (typeof value === 'number' && !Number.isSafeInteger(value)) {
      throw new InvalidValueError(`expected a safe integer for ${type} (a bigint beyond 2^53), got ${value}`)
    }
    const big = BigInt(value)
    if (big < low || big > high) {
      throw new InvalidValueError(`expected an integer between ${low} and ${high} for ${type}, got ${value}`)
    }
    return plainInteger(big)
  }

const numbers =
  (round: (value: number) => number): Fit =>
  (type, value) => {
    if (typeof value !== 'number') throw wrongType(type, 'a number', value)
    return round(value)
  }

const complexes =
  (round: (value: number) => number): Fit =>
  (type, value) => {
    if (!isComplex(value)) throw wrongType(type, 'an object { re, im }', value)
    return Object.freeze({ re: round(value.re), im: round(value.im) })
  }

const booleans: Fit = (type, value) => {
  if (typeof value !== 'boolean') throw wrongType(type, 'a boolean', value)
  return value
}

const texts: Fit = (type, value) => {
  if (typeof value !== 'string') throw wrongType(type, 'a string', value)
  if (/\p{Surrogate}/u.test(value)) {
    throw new InvalidValueError(`expected well-formed text for ${type}, got a string with half of a surrogate pair`)
  }
  return value
}

const byteStrings: Fit = (type, value) => {
  const bytes = ownBytes(value)
  if (!bytes) throw wrongType(type, 'a Uint8Array', value)
  return bytes
}

const same = (value: number): number => value

const fits: Record<ScalarType, Fit> = {
  bool: booleans,
  int: integers(-(2n ** 63n), 2n ** 64n - 1n),
  float: numbers(same),
  complex: complexes(same),
  str: texts,
  bytes: byteStrings,
  bool_: booleans,
  int8: integers(-128n, 127n),
  int16: integers(-(2n ** 15n), 2n ** 15n - 1n),
  int32: integers(-(2n ** 31n), 2n ** 31n - 1n),
  int64: integers(-(2n ** 63n), 2n ** 63n - 1n),
  uint8: integers(0n, 255n),
  uint16: integers(0n, 2n ** 16n - 1n),
  uint32: integers(0n, 2n ** 32n - 1n),
  uint64: integers(0n, 2n ** 64n - 1n),
  float16: numbers((value) => halfToNumber(numberToHalf(value))),
  float32: numbers(Math.fround),
  float64: numbers(same),
  complex64: complexes(Math.fround),
  complex128: complexes(same),
  str_: texts,
  bytes_: byteStrings,
}

/** The value as a scalar of that type holds it: checked, rounded, integers as numbers while safe. */
export const fitScalar = (type: ScalarType, value: ScalarValue): ScalarValue => fits[type](type, value)

/** A number while safe, else the bigint. */
export const plainInteger = (value: bigint): number | bigint =>
  value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value

/** The Python type of a plain JavaScript value; null if it is no scalar. */
export function scalarTypeOf(value: unknown): ScalarType | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) && !Object.is(value, -0) ? 'int' : 'float'
  if (typeof value === 'bigint') return 'int'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'string') return 'str'
  if (types.isUint8Array(value)) return 'bytes'
  return isComplex(value) ? 'complex' : null
}

const wrongType = (type: ScalarType, expected: string, value: unknown): InvalidTypeError =>
  new InvalidTypeError(`expected ${expected} for ${type}, got ${describeInput(value)}`)

/** A few words on any JavaScript value, for error sentences. */
export function describeInput(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return `an array of length ${value.length}`
  if (typeof value === 'string')
    return `the string ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`
  if (typeof value === 'object') return `an object of class ${value.constructor?.name ?? 'null'}`
  return typeof value === 'function'
    ? 'a function'
    : typeof value === 'undefined'
      ? 'undefined'
      : `the ${typeof value} ${String(value)}`
}
