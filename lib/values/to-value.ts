import { types } from 'node:util'
import { InvalidTypeError } from '../errors.js'
import { frameFromArrow, isArrowTable } from './arrow-in.js'
import { arrayBrands, dictBrands } from './brands.js'
import { isCell } from './cell.js'
import { Dict } from './dict.js'
import { dtypeOfArray, parseDType } from './dtype.js'
import { NDArray, ndarray } from './ndarray.js'
import { Nested } from './nested.js'
import { NONE } from './none.js'
import { describeInput, Scalar, type ScalarValue, scalarTypeOf } from './scalar.js'
import { fitsExactly, Sequence, sequenceOf } from './sequence.js'
import { valueTypeName } from './type-name.js'
import { isValue, type Value } from './value.js'
import { isError, isPlainObject, ownBytes } from './views.js'

/**
 * The typed form of what a user hands in as data of a leaf; `what` names it in errors. `InvalidTypeError` for
 * everything that has no form in the file.
 */
export function toValue(input: unknown, what = 'a value'): Value {
  const value = undivided(input, what) ?? dictLike(input, cellValue, what)
  if (value === null) throw new InvalidTypeError(`expected ${kinds} for ${what}, got ${describeInput(input)}`)
  if (value === NONE || (value instanceof Nested && !isListOfArrays(value))) {
    throw new InvalidTypeError(`expected ${kinds} for ${what}, got ${valueTypeName(value)}`)
  }
  if (value === input && value instanceof Dict)
    for (const [key, item] of value.entries) cellValue(item, entryName(key, what))
  return value
}

/** As `toValue`, for annotations: null, and lists and objects nested in any way, are fine too. */
export function toAnnotation(input: unknown, what = 'an annotation'): Value {
  return annotationValue(input, what, 0)
}

const kinds = 'a number, boolean, text, bytes, flat array, typed array, plain object or a value of trajstore'

/** Everything but dicts; null for them and for what is not understood. */
function undivided(given: unknown, what: string): Value | null {
  if (isValue(given)) return given
  // Bytes of another realm are bytes.
  const input = types.isUint8Array(given) ? ownBytes(given) : given
  if (input instanceof Uint8Array && arrayBrands.has(input)) return ndarray(input)
  const type = scalarTypeOf(input)
  if (type !== null) return named(what, () => new Scalar(type, input as ScalarValue))
  if (Array.isArray(input)) return named(what, () => sequenceOf(input, what))
  if (ArrayBuffer.isView(input)) return types.isTypedArray(input) ? ndarray(input) : null
  if (typeof input !== 'object' || input === null) return null
  return isArrowTable(input) ? frameFromArrow(input) : arrayLike(input)
}

/** `ndarray`'s and zarrita's arrays have the fields of ours. */
function arrayLike(input: object): NDArray | null {
  const { data, shape, stride, offset, dtype } = input as Partial<NDArray>
  if (!ArrayBuffer.isView(data) || !Array.isArray(shape) || !Array.isArray(stride)) return null
  const name = dtype ?? dtypeOfArray(data)
  return name === null ? null : new NDArray({ data, shape, stride, offset: offset ?? 0, dtype: parseDType(name).dtype })
}

function dictLike(input: unknown, convert: (item: unknown, what: string) => Value, what: string): Dict | null {
  if (typeof input !== 'object' || input === null) return null
  const brands = dictBrands.get(input)
  const entry = ([key, item]: readonly [unknown, unknown]): [string, Value] => {
    if (typeof key !== 'string')
      throw new InvalidTypeError(`expected text as keys of ${what}, got ${describeInput(key)}`)
    const type = brands?.get(key)
    if (type && fitsExactly(type, item))
      return [key, item instanceof Scalar ? item : new Scalar(type, item as ScalarValue)]
    return [key, convert(item, entryName(key, what))]
  }
  if (types.isMap(input)) return new Dict(Array.from(input as Map<unknown, unknown>, entry))
  if (!isPlainObject(input)) return null
  return new Dict(Object.entries(input).map(entry))
}

const entryName = (key: string, what: string): string => `'${key}' of ${what}`

/** A dict is a table of one row, so its entries are what a cell can be. */
function cellValue(input: unknown, what: string): Value {
  const value = undivided(input, what)
  const isEmpty =
    (value instanceof Sequence && value.items.length === 0) || (value instanceof NDArray && value.size === 0)
  if (value && isCell(value) && !isEmpty) return value
  const found = value ? valueTypeName(value) : describeInput(input)
  throw new InvalidTypeError(`expected a scalar, a non-empty flat list or a non-empty array as ${what}, got ${found}`)
}

/** What an item stored with flag VLARRAY is when it was loaded. */
const isListOfArrays = ({ kind, items }: Nested): boolean =>
  kind === 'list' && items.length > 0 && items.every((item) => item instanceof NDArray)

const maxDepth = 64

function annotationValue(input: unknown, what: string, depth: number): Value {
  // Also what stops a cycle.
  if (depth > maxDepth) throw new InvalidTypeError(`expected at most ${maxDepth} levels in ${what}, got more`)
  if (input === null) return NONE
  if (types.isSet(input)) {
    return new Nested(
      'set',
      Array.from(input, (item) => annotationValue(item, what, depth + 1)),
    )
  }
  if (Array.isArray(input) && !isFlat(input, what)) {
    return new Nested(
      Object.isFrozen(input) ? 'tuple' : 'list',
      input.map((item) => annotationValue(item, what, depth + 1)),
    )
  }
  const nested = (item: unknown, name: string) => annotationValue(item, name, depth + 1)
  const value = undivided(input, what) ?? dictLike(input, nested, what)
  if (value === null) throw new InvalidTypeError(`expected plain data for ${what}, got ${describeInput(input)}`)
  return value
}

function isFlat(input: readonly unknown[], what: string): boolean {
  try {
    sequenceOf(input, what)
    return true
  } catch (error) {
    if (error instanceof InvalidTypeError) return false
    throw error
  }
}

/** Errors of constructors say what the value is for. */
function named<V>(what: string, make: () => V): V {
  try {
    return make()
  } catch (error) {
    if (error instanceof InvalidTypeError || !isError(error)) throw error
    error.message = `${error.message} (${what})`
    throw error
  }
}
