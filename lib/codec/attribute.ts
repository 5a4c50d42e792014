import { CorruptError, InvalidTypeError, InvalidValueError, LimitError } from '../errors.js'
import type { DType, TypedValue } from '../h5/native.js'
import type { AttributeValue } from '../h5/plan.js'
import {
  bytesOfText,
  Dict,
  dtypeInfo,
  hasEscapes,
  NDArray,
  Nested,
  None,
  PickledObject,
  Scalar,
  Sequence,
  utf8,
  type Value,
  valueTypeName,
} from '../values/index.js'
import { elementType } from './dtypes.js'
import { arrayOf, isTextArray, packArray } from './elements.js'
import { exactWidth, packItems, unpackItems } from './pack.js'
import { pickle } from './pickle/pickle.js'
import { treeOfValue, valueFromPickle } from './pickle/values.js'

/**
 * The form of an annotation in an attribute: scalars and arrays as themselves, other plain data as a pickle of
 * protocol 0, which PyTables reads. `InvalidTypeError` for frames, tables and other data of leaves.
 */
export function encodeAttribute(value: Value): AttributeValue {
  if (value instanceof Scalar) return encodeScalar(value)
  if (value instanceof NDArray) return isTextArray(value) ? encodeTextArray(value) : encodeArray(value)
  if (value instanceof PickledObject) return asciiText(value.bytes)
  if (value instanceof Sequence || value instanceof Dict || value instanceof Nested || value instanceof None)
    return pickled(value)
  throw new InvalidTypeError(`expected plain data for an annotation, got ${valueTypeName(value)}`)
}

function encodeScalar(scalar: Scalar): AttributeValue {
  const { type, value } = scalar
  if (value instanceof Uint8Array) return isPlainBytes(value) ? asciiText(value) : pickled(new Scalar('bytes', value))
  if (typeof value === 'string') return value.endsWith('\0') ? pickled(new Scalar('str', value)) : value
  if (typeof value === 'boolean') return value
  if (type === 'int' || type === 'int64') return value as number | bigint
  const { dtype, data } = packItems([value], type, 'an annotation', exactWidth, utf8)
  return { dtype, shape: [], data }
}

/**
 * Python would take ASCII text that ends with a dot for a pickle and would run it; and it drops NULs at the end. The
 * pickle of such bytes is harmless.
 */
const isPlainBytes = (bytes: Uint8Array): boolean => bytes.at(-1) !== 0x2e && bytes.at(-1) !== 0

const pickled = (value: Value): TypedValue => asciiText(pickle(treeOfValue(value)))

/** Text of the ASCII character set, byte for byte; no text at all is one NUL. */
const asciiText = (bytes: Uint8Array): TypedValue => ({
  dtype: `|S${Math.max(1, bytes.length)}`,
  shape: [],
  data: bytes.length === 0 ? new Uint8Array(1) : bytes,
})

/** numpy pads its texts with NULs, so one that ends with NULs would lose them. */
function encodeTextArray(array: NDArray): TypedValue {
  for (const text of array.elements()) {
    if ((text as string).endsWith('\0')) {
      throw new InvalidValueError(
        `expected texts without NULs at their ends in an array of an annotation, got ${JSON.stringify(text)}`,
      )
    }
  }
  return pickled(array)
}

function encodeArray(array: NDArray): TypedValue {
  const { dtype, data } = packArray(array, utf8)
  return { dtype, shape: array.shape, data }
}

/** The value of an attribute as Python would see it; numbers are numpy's. A pickle that is no plain data stays one. */
export function decodeAttribute(stored: AttributeValue): Value {
  if (typeof stored === 'string') {
    const text = stored.replace(/\0+$/, '')
    // What is no UTF-8 stays bytes.
    return hasEscapes(text) ? new Scalar('bytes', bytesOfText(text)) : new Scalar('str', text)
  }
  if (typeof stored === 'boolean') return new Scalar('bool_', stored)
  if (typeof stored !== 'object') return new Scalar(stored > 2n ** 63n - 1n ? 'uint64' : 'int64', stored)
  const { dtype, shape, data } = stored
  if (!(data instanceof Uint8Array)) return variableText(shape, data)
  if (isAscii(dtype) && shape !== null && shape.length === 0) return decodeAscii(data)
  return decodeElements(dtype, shape ?? [0], shape === null ? new Uint8Array(0) : data)
}

const isAscii = (dtype: DType): boolean => typeof dtype === 'string' && /^\|S\d+$/.test(dtype)

/** PyTables takes ASCII text that ends with a dot for a pickle, but for these. */
const notPickles = ['0', '0.', '.']

function decodeAscii(data: Uint8Array): Value {
  if (data.at(-1) !== 0x2e || notPickles.includes(Buffer.from(data).toString('latin1'))) return bytesScalar(data)
  try {
    return valueFromPickle(data.slice())
  } catch (error) {
    if (error instanceof LimitError) return new PickledObject(data.slice())
    if (error instanceof CorruptError) return bytesScalar(data)
    throw error
  }
}

function bytesScalar(data: Uint8Array): Value {
  const [item] = unpackItems(data, `|S${data.length}`, 1)
  return new Scalar('bytes', (item as Uint8Array).slice())
}

function decodeElements(dtype: DType, shape: readonly number[], data: Uint8Array): Value {
  const isText = typeof dtype === 'string' && dtype.startsWith('|T')
  const { dtype: element, shape: inner } = elementType(dtype, 'an attribute')
  const array = arrayOf({ dtype: element, shape: [...shape, ...inner], data: new Uint8Array(data) }, utf8, { isText })
  if (array.ndim > 0) return array
  const { scalar, kind } = dtypeInfo(array.dtype)
  if (scalar === null) return array
  return new Scalar(kind === 'text' ? 'str' : scalar, array.get())
}

/** Variable length text, which other programs write. */
function variableText(shape: readonly number[] | null, texts: readonly string[]): Value {
  if (shape?.length === 0 && texts.length === 1) return decodeAttribute(texts[0]!)
  return new NDArray({ data: texts, shape: shape ?? [0], dtype: '<U' })
}
