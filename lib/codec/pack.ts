import { CorruptError, InvalidValueError } from '../errors.js'
import type { TypedValue } from '../h5/native.js'
import {
  dtypeInfo,
  dtypeOfScalar,
  plainInteger,
  readElement,
  type ScalarType,
  type ScalarValue,
  type TextEncoding,
  type TypedArray,
  trimNuls,
  writeElement,
} from '../values/index.js'

/** Elements as they lie in the file: packed, little endian, text as bytes of one width. */
export interface Packed {
  readonly dtype: string
  readonly data: Uint8Array
  /** Elements that end with NULs, which fixed-width text cannot tell from its padding: index, number of NULs, … */
  readonly nuls: readonly number[]
}

/** How wide a text column is to be when its longest element has so many bytes. */
export type WidthRule = (longest: number) => number
export const exactWidth: WidthRule = (longest) => Math.max(1, longest)
/** Tables leave room so that later rows may be longer. */
export const tableWidth: WidthRule = (longest) => Math.max(1, Math.floor(1.5 * longest))

/** Packs values of one scalar type; `what` names them in errors. */
export function packItems(
  items: readonly ScalarValue[],
  type: ScalarType,
  what: string,
  width: WidthRule,
  texts: TextEncoding,
): Packed {
  if (isTextType(type)) return packTexts(items as readonly (string | Uint8Array)[], width, texts)
  const dtype = type === 'int' ? integerType(items as readonly (number | bigint)[], what) : dtypeOfScalar(type)!
  return { dtype, data: packNumbers(items, dtype), nuls: [] }
}

export const isTextType = (type: ScalarType): boolean =>
  type === 'str' || type === 'str_' || type === 'bytes' || type === 'bytes_'

const maxInt64 = 2n ** 63n - 1n

/** Python's integers lie in 64 bits, signed where that does. */
function integerType(items: readonly (number | bigint)[], what: string): string {
  if (!items.some((item) => item > maxInt64)) return '<i8'
  if (!items.some((item) => item < 0)) return '<u8'
  throw new InvalidValueError(
    `expected integers of ${what} that fit 64 bits together, got one above 2^63 - 1 and a negative one`,
  )
}

function packNumbers(items: readonly ScalarValue[], dtype: string): Uint8Array {
  const info = dtypeInfo(dtype)
  const array = new info.array(items.length * info.slots)
  items.forEach((item, i) => {
    writeElement(array, info, i, item)
  })
  return bytesOf(array)
}

export function packTexts(items: readonly (string | Uint8Array)[], rule: WidthRule, { encode }: TextEncoding): Packed {
  const encoded = items.map((item) => (typeof item === 'string' ? encode(item) : item))
  const width = rule(encoded.reduce((longest, { length }) => Math.max(longest, length), 0))
  const data = new Uint8Array(width * encoded.length)
  const nuls: number[] = []
  encoded.forEach((item, i) => {
    data.set(item, i * width)
    const lost = item.length - trimNuls(item).length
    if (lost > 0) nuls.push(i, lost)
  })
  return { dtype: `|S${width}`, data, nuls }
}

/** Gives packed elements of a dtype back; text as bytes without its padding. */
export function unpackItems(data: Uint8Array, dtype: string, count: number): ScalarValue[] {
  const elements = { data: typedArrayOf(data, dtype, count), dtype }
  return Array.from({ length: count }, (_, i) => plain(readElement(elements, i)))
}

const plain = (item: ScalarValue): ScalarValue => (typeof item === 'bigint' ? plainInteger(item) : item)

/** A view of packed bytes, or a copy where they are not aligned for one. */
export function typedArrayOf(data: Uint8Array, dtype: string, count: number): TypedArray {
  const { array, slots, itemsize } = dtypeInfo(dtype)
  if (data.byteLength !== count * itemsize) {
    throw new CorruptError(`expected ${count * itemsize} bytes of dtype ${dtype}, got ${data.byteLength}`)
  }
  const aligned = data.byteOffset % array.BYTES_PER_ELEMENT === 0 ? data : data.slice()
  return new array(aligned.buffer, aligned.byteOffset, count * slots)
}

export const bytesOf = (array: ArrayBufferView): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength)

/** Attributes are limited to 64 KiB. */
const maxMarked = 4000

/** The attribute that remembers NULs at the end; `InvalidValueError` when there are too many. */
export function nulsAttribute(nuls: readonly number[], what: string): TypedValue {
  const count = nuls.length / 2
  if (count > maxMarked) {
    throw new InvalidValueError(`expected at most ${maxMarked} texts of ${what} that end with NUL, got ${count}`)
  }
  return { dtype: '<i8', shape: [count, 2], data: bytesOf(BigInt64Array.from(nuls, BigInt)) }
}

/** Puts remembered NULs back. */
export function restoreNuls(items: ScalarValue[], marks: readonly number[]): void {
  for (let i = 0; i + 1 < marks.length; i += 2) {
    const item = items[marks[i]!]
    const lost = marks[i + 1]!
    if (!(item instanceof Uint8Array) || lost < 0 || lost > 2 ** 30)
      throw new CorruptError('expected marks of texts that end with NUL')
    const restored = new Uint8Array(item.length + lost)
    restored.set(item)
    items[marks[i]!] = restored
  }
}
