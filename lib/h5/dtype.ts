import { InvalidTypeError, UnsupportedError } from '../errors.js'
import { describe } from '../options.js'
import { findDType, parseDType, type TypedArray, type TypedArrayConstructor } from '../values/index.js'
import type { ArrayDType, DType, EnumDType, StructDType, VlenDType } from './native.js'

/**
 * Types of HDF5 that numpy lacks: times, which PyTables uses for its Time32 and Time64 columns, and bit fields, which are
 * read as unsigned integers.
 */
const ownTypes: readonly NumericType[] = [
  { dtype: '<t4', view: Int32Array, per: 1, values: '<i4' },
  { dtype: '<t8', view: Int32Array, per: 2, values: '<f8' },
  { dtype: '|B1', view: Uint8Array, per: 1, values: '|u1' },
  { dtype: '<B2', view: Uint16Array, per: 1, values: '<u2' },
  { dtype: '<B4', view: Uint32Array, per: 1, values: '<u4' },
  { dtype: '<B8', view: BigUint64Array, per: 1, values: '<u8' },
]

/** How the elements of a numeric type lie in memory: `per` items of a typed array make one. */
export interface NumericType {
  readonly dtype: string
  readonly view: TypedArrayConstructor
  readonly per: number
  /** The dtype of numpy that elements have as values. */
  readonly values: string
}

export const isStruct = (dtype: DType): dtype is StructDType => typeof dtype === 'object' && 'fields' in dtype
export const isArrayType = (dtype: DType): dtype is ArrayDType => typeof dtype === 'object' && 'base' in dtype
export const isVlen = (dtype: DType): dtype is VlenDType => typeof dtype === 'object' && 'vlen' in dtype
export const isEnum = (dtype: DType): dtype is EnumDType => typeof dtype === 'object' && 'enum' in dtype
/** Text of variable length, `|S` or `|T`. */
export const isVlenText = (dtype: DType): boolean => dtype === '|S' || dtype === '|T'

/** The numeric type of a typestr of either byte order; undefined for text, opaque and references. */
export function numericType(typestr: string): NumericType | undefined {
  const dtype = littleEndian(typestr)
  const own = ownTypes.find((type) => type.dtype === dtype)
  if (own) return own
  const info = findDType(dtype)
  if (!info || info.kind === 'text' || info.kind === 'bytes') return undefined
  return { dtype, view: info.array, per: info.slots, values: dtype }
}

/** The typestr of data in memory: '>f8' in the file is '<f8' here. */
export const littleEndian = (typestr: string): string => (typestr.startsWith('>') ? `<${typestr.slice(1)}` : typestr)

/** What data of `dtype` look like in memory: little endian throughout. */
export function memoryType(dtype: DType): DType {
  if (typeof dtype === 'string') return littleEndian(dtype)
  if (isStruct(dtype)) return { fields: dtype.fields.map(([name, type]) => [name, memoryType(type)] as const) }
  if (isArrayType(dtype)) return { base: memoryType(dtype.base), shape: dtype.shape }
  if (isVlen(dtype)) return { vlen: memoryType(dtype.vlen) }
  return { enum: littleEndian(dtype.enum), members: dtype.members }
}

/** Bytes of one packed element; text of variable length has none and is `UnsupportedError`. */
export function itemsize(dtype: DType): number {
  if (isStruct(dtype)) return dtype.fields.reduce((sum, [, type]) => sum + itemsize(type), 0)
  if (isArrayType(dtype)) return itemsize(dtype.base) * product(dtype.shape)
  if (isEnum(dtype)) return itemsize(dtype.enum)
  if (isVlen(dtype)) throw new UnsupportedError('A variable length sequence has no fixed element size')
  const numeric = numericType(dtype)
  if (numeric) return numeric.view.BYTES_PER_ELEMENT * numeric.per
  const width = textWidth(dtype) ?? Number(/^\|[VR](\d+)$/.exec(dtype)?.[1] ?? Number.NaN)
  if (Number.isNaN(width)) throw new UnsupportedError(`Element type '${dtype}' has no fixed size`)
  return width
}

/** Bytes of fixed length text, `|S12` or `|T12`; undefined for other types. */
export function textWidth(dtype: DType): number | undefined {
  const match = typeof dtype === 'string' ? /^\|[ST](\d+)$/.exec(dtype) : null
  return match ? Number(match[1]) : undefined
}

/** Accepts what users write: a name ('float64'), a typestr ('<f8'), a struct or array type. */
export function resolveDType(dtype: DType, what: string): DType {
  if (isStruct(dtype)) {
    return { fields: dtype.fields.map(([name, type]) => [name, resolveDType(type, `column '${name}'`)] as const) }
  }
  if (isArrayType(dtype)) return { base: resolveDType(dtype.base, what), shape: dtype.shape }
  if (isEnum(dtype)) return { enum: resolveDType(dtype.enum, what) as string, members: dtype.members }
  if (isVlen(dtype)) return { vlen: resolveDType(dtype.vlen, what) }
  if (dtype === '|B1') {
    throw new InvalidTypeError(
      `The dtype of ${what} cannot be '|B1': PyTables, whose attributes new nodes have, takes it for booleans; use 'uint8'`,
    )
  }
  if (numericType(dtype) || textWidth(dtype) !== undefined || isVlenText(dtype) || /^\|[VR]\d+$/.test(dtype)) {
    return dtype
  }
  const named = typeof dtype === 'string' ? namedType(dtype) : undefined
  if (named !== undefined) return named
  throw new InvalidTypeError(
    `The dtype of ${what} must be a name such as 'float64', 'int32' or 'bool', a typestr such as '<f8', or text such as '|S12' or '|T12'; got ${describe(dtype)}`,
  )
}

const times: Readonly<Record<string, string>> = { time32: '<t4', time64: '<t8' }

function namedType(name: string): string | undefined {
  if (Object.hasOwn(times, name)) return times[name]
  try {
    const { dtype, kind } = parseDType(name)
    return kind === 'text' ? undefined : dtype
  } catch (error) {
    if (error instanceof InvalidTypeError) return undefined
    throw error
  }
}

/** Bytes as the typed array of a numeric type, without a copy where alignment allows. */
export function viewBytes(bytes: Uint8Array, { view: View }: Pick<NumericType, 'view'>): TypedArray {
  const size = View.BYTES_PER_ELEMENT
  const aligned = bytes.byteOffset % size === 0 ? bytes : bytes.slice()
  return new View(aligned.buffer, aligned.byteOffset, aligned.byteLength / size)
}

/** Any view as its bytes, without a copy. */
export const bytesOf = (data: ArrayBufferView): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength)

export const product = (shape: readonly number[]): number => shape.reduce((total, length) => total * length, 1)
