import { InvalidTypeError, InvalidValueError } from '../errors.js'
import { describe } from '../options.js'
import {
  bytesOfText,
  dtypeOfArray,
  hasEscapes,
  lengthOfText,
  NDArray,
  ndarray,
  numberToHalf,
  ownView,
  type TypedArray,
  type TypedArrayConstructor,
  textBetween,
} from '../values/index.js'
import { cellOf, putCells } from './cells.js'
import { bytesOf, isArrayType, isEnum, itemsize, numericType, product, textWidth, viewBytes } from './dtype.js'
import type { DType } from './native.js'

/** What may be given as data: an array object, a typed array, a scalar, or (nested) arrays of scalars. */
export type ArrayInput = NDArray | ArrayBufferView | ArrayBufferLike | ScalarInput | readonly ArrayInput[]
export type ScalarInput = number | bigint | boolean | string

/** Data ready to cross: packed bytes with their type and shape. */
export interface Packed {
  readonly dtype: DType
  readonly shape: readonly number[]
  readonly data: Uint8Array
}

// --- bytes → values -------------------------------------------------------------------------------------------------

/** Packed bytes of `shape` elements as an NDArray: views where possible, text and times decoded. */
export function decodeElements(dtype: DType, shape: readonly number[], data: Uint8Array): NDArray {
  if (isEnum(dtype)) return decodeElements(dtype.enum, shape, data)
  if (isArrayType(dtype)) return decodeElements(dtype.base, [...shape, ...dtype.shape], data)
  if (typeof dtype !== 'string') {
    throw new InvalidTypeError(`Elements of type ${JSON.stringify(dtype)} are no array`)
  }
  if (dtype.startsWith('|T')) return new NDArray({ data: decodeTexts(data, textWidth(dtype) ?? 1), shape, dtype: '<U' })
  if (dtype === '<t8' || dtype === '>t8') return ndarray(decodeTime64(data), shape, '<f8')
  const type = numericType(dtype)
  return type ? ndarray(viewBytes(data, type), shape, type.values) : ndarray(data, shape, dtype)
}

/** Fixed width text without its padding. */
export function decodeTexts(data: Uint8Array, width: number): string[] {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  return Array.from({ length: width === 0 ? 0 : data.length / width }, (_, index) => {
    let end = (index + 1) * width
    while (end > index * width && bytes[end - 1] === 0) end--
    return textBetween(bytes, index * width, end)
  })
}

/** PyTables keeps 64-bit times as two int32, microseconds below seconds; here they are seconds. */
function decodeTime64(data: Uint8Array): Float64Array {
  const pairs = new DataView(data.buffer, data.byteOffset, data.byteLength)
  return Float64Array.from(
    { length: data.length / 8 },
    (_, index) => pairs.getInt32(index * 8 + 4, true) + pairs.getInt32(index * 8, true) / 1e6,
  )
}

// --- values → bytes -------------------------------------------------------------------------------------------------

/**
 * Packs data as elements of `dtype`, or of their own type when none is wanted.
 *
 * Typed arrays and NDArrays must have that type already (`InvalidTypeError`); plain numbers, bigints, booleans and text
 * are converted when they fit exactly (`InvalidValueError` if not).
 */
export function packElements(input: ArrayInput, dtype: DType | undefined, what: string): Packed {
  if (dtype !== undefined && isArrayType(dtype)) return regroup(packElements(input, dtype.base, what), dtype, what)
  if (dtype !== undefined && isEnum(dtype)) return { ...packElements(input, dtype.enum, what), dtype }
  const target = dtype as string | undefined
  if (input instanceof NDArray) return packArray(input, target, what)
  const view = ownView(input)
  if (view) return packArray(ndarray(view.data, [view.data.length], view.dtype), target, what)
  return packPlain(input, target, what)
}

/** The last axes of packed base elements become one element of an array type. */
function regroup(packed: Packed, dtype: { base: DType; shape: readonly number[] }, what: string): Packed {
  // An empty list does not say what its elements would be.
  if (packed.shape.length === 1 && packed.shape[0] === 0) return { ...packed, dtype }
  const rank = packed.shape.length - dtype.shape.length
  const inner = packed.shape.slice(rank)
  if (rank < 0 || inner.some((length, axis) => length !== dtype.shape[axis])) {
    throw new InvalidValueError(
      `${what} has elements of shape ${text(dtype.shape)}; got data of shape ${text(packed.shape)}`,
    )
  }
  return { dtype, shape: packed.shape.slice(0, rank), data: packed.data }
}

function packArray(array: NDArray, target: string | undefined, what: string): Packed {
  const { data, shape, dtype } = array.contiguous()
  if (Array.isArray(data)) return packTextArray(data, shape, target, what)
  const bytes = bytesOf(data as ArrayBufferView)
  if (target === undefined || target === dtype) return { dtype, shape, data: bytes }
  const convert = conversions.find(({ from, to }) => to === target && from.includes(dtype))?.convert
  if (convert) return { dtype: target, shape, data: bytesOf(convert(data as TypedArray, what)) }
  if (numericType(target)?.values === dtype) return { dtype: target, shape, data: bytes }
  const [from, to] = [textWidth(dtype), textWidth(target)]
  if (from !== undefined && to !== undefined) return { dtype: target, shape, data: rewiden(bytes, from, to, what) }
  throw new InvalidTypeError(`${what} holds elements of type '${target}'; got '${dtype}'`)
}

/** Types whose elements come as values of another one, and how they get back. */
const conversions: readonly {
  readonly to: string
  readonly from: readonly string[]
  readonly convert: (values: TypedArray, what: string) => ArrayBufferView
}[] = [
  { to: '<t8', from: ['<f8'], convert: packTime64 },
  { to: '<t4', from: ['<f8'], convert: packTime32 },
  { to: '|b1', from: ['|u1'], convert: packFlags },
  // JavaScript has no array of them.
  { to: '<f2', from: ['<f4', '<f8'], convert: (values) => Uint16Array.from(values as Float64Array, numberToHalf) },
]

function packTextArray(texts: readonly string[], shape: readonly number[], target: string | undefined, what: string) {
  const width =
    target === undefined ? texts.reduce((longest, item) => Math.max(longest, lengthOfText(item)), 1) : textWidth(target)
  if (width === undefined) throw new InvalidTypeError(`${what} holds elements of type '${target}'; got text`)
  return { dtype: target ?? `|T${width}`, shape, data: packTexts(texts, width, what) }
}

/** A flat list of plain values; undefined when there is anything unusual in it. */
function packList(input: ArrayInput, target: string): Packed | undefined {
  if (!cellOf(target) || !Array.isArray(input) || input.length === 0) return undefined
  const step = itemsize(target)
  const bytes = new Uint8Array(input.length * step)
  const places = { bytes, view: new DataView(bytes.buffer), at: 0, step }
  return putCells(target, input, places) ? { dtype: target, shape: [input.length], data: bytes } : undefined
}

/** Plain JavaScript, checked and converted element by element. */
function packPlain(input: ArrayInput, target: string | undefined, what: string): Packed {
  const list = target === undefined ? undefined : packList(input, target)
  if (list) return list
  const time = target === '<t8' || target === '<t4'
  const width = target === undefined ? undefined : textWidth(target)
  const asType = time ? '<f8' : width !== undefined ? '<U' : target && (numericType(target)?.values ?? target)
  return packArray(plainArray(target === '|b1' ? asFlags(input) : input, asType, what), target, what)
}

/** Cells of a column of booleans are the numbers 0 and 1 in records that were read. */
const asFlags = (input: ArrayInput): ArrayInput =>
  Array.isArray(input) ? input.map(asFlags) : input === 0 || input === 1 ? input === 1 : input

function plainArray(input: ArrayInput, dtype: string | undefined, what: string): NDArray {
  try {
    return ndarray(input, undefined, dtype)
  } catch (error) {
    if (!(error instanceof InvalidTypeError || error instanceof InvalidValueError)) throw error
    const Class = error instanceof InvalidTypeError ? InvalidTypeError : InvalidValueError
    throw new Class(`${what} cannot take this: ${error.message}`, { cause: error })
  }
}

/** Texts padded with NULs to `width` bytes each; a text that is longer is `InvalidValueError`. */
export function packTexts(texts: readonly unknown[], width: number, what: string): Uint8Array {
  const data = Buffer.alloc(texts.length * width)
  texts.forEach((item, index) => {
    if (typeof item !== 'string') throw new InvalidTypeError(`${what} holds text; got ${describe(item)}`)
    const length = lengthOfText(item)
    if (length > width) {
      throw new InvalidValueError(`${what} holds text of up to ${width} bytes; ${describe(item)} has ${length}`)
    }
    if (hasEscapes(item)) bytesOfText(item).copy(data, index * width)
    else data.write(item, index * width, 'utf8')
  })
  return data
}

function rewiden(bytes: Uint8Array, from: number, to: number, what: string): Uint8Array {
  const count = bytes.length / from
  const data = new Uint8Array(count * to)
  for (let index = 0; index < count; index++) {
    const item = bytes.subarray(index * from, (index + 1) * from)
    if (item.subarray(to).some((byte) => byte !== 0)) {
      throw new InvalidValueError(`${what} holds text of up to ${to} bytes; element ${index} is longer`)
    }
    data.set(item.subarray(0, to), index * to)
  }
  return data
}

function packTime64(seconds: TypedArray, what: string): ArrayBufferView {
  const pairs = new Int32Array(seconds.length * 2)
  for (const [index, time] of (seconds as Float64Array).entries()) {
    const whole = Math.floor(time)
    checkInt32(whole, time, what)
    pairs[index * 2] = Math.round((time - whole) * 1e6)
    pairs[index * 2 + 1] = whole
  }
  return pairs
}

function packTime32(seconds: TypedArray, what: string): ArrayBufferView {
  for (const time of seconds as Float64Array) checkInt32(time, time, what)
  return Int32Array.from(seconds as Float64Array)
}

function checkInt32(whole: number, time: number, what: string): void {
  if ((whole | 0) === whole) return
  throw new InvalidValueError(`${what} holds times as seconds in 32 bits; got ${time}`)
}

function packFlags(numbers: TypedArray, what: string): ArrayBufferView {
  const wrong = (numbers as Uint8Array).find((number) => number > 1)
  if (wrong !== undefined) throw new InvalidValueError(`${what} holds booleans, as numbers 0 and 1; got ${wrong}`)
  return numbers
}

const text = (shape: readonly number[]): string => `(${shape.join(', ')})`

/** The class of typed arrays whose bytes are elements of this type as they are; undefined when there is none. */
export function arrayClassOf(dtype: DType): TypedArrayConstructor | undefined {
  const type = typeof dtype === 'string' ? numericType(dtype) : undefined
  return type && dtypeOfArray(new type.view(0)) === type.values ? type.view : undefined
}

/** Checks that packed data have `inner` as the shape of one row, and gives the number of rows. */
export function rowsOf(packed: Packed, inner: readonly number[], what: string): number {
  const { shape, data, dtype } = packed
  const isRow = shape.length === inner.length && shape.every((length, axis) => length === inner[axis])
  const isRows = shape.length === inner.length + 1 && inner.every((length, axis) => length === shape[axis + 1])
  if (isRows) return shape[0] ?? 0
  if (isRow) return 1
  // A flat typed array of whole rows needs no reshaping by the caller.
  const size = product(inner) * itemsize(dtype)
  if (shape.length === 1 && size > 0 && data.length % size === 0) return data.length / size
  throw new InvalidValueError(`${what} has rows of shape ${text(inner)}; got data of shape ${text(shape)}`)
}
