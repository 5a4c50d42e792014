import { InvalidTypeError } from '../errors.js'
import { ownView } from './views.js'

/** The exact type of a single value: first Python's own, then numpy's. */
export const scalarTypes = [
  ...(['bool', 'int', 'float', 'complex', 'str', 'bytes'] as const),
  ...(['bool_', 'int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64'] as const),
  ...(['float16', 'float32', 'float64', 'complex64', 'complex128', 'str_', 'bytes_'] as const),
] as const
export type ScalarType = (typeof scalarTypes)[number]

export const isScalarType = (name: string): name is ScalarType => (scalarTypes as readonly string[]).includes(name)

export type TypedArray =
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array
  | Float32Array
  | Float64Array

export type TypedArrayConstructor = {
  new (length: number): TypedArray
  new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): TypedArray
  readonly BYTES_PER_ELEMENT: number
  readonly name: string
}

export type DTypeKind = 'bool' | 'int' | 'uint' | 'float' | 'complex' | 'bytes' | 'text'

/** How elements of one numpy dtype lie in memory. */
export interface DTypeInfo {
  /** numpy's array-protocol string, little endian; `<U` stands for text of any length. */
  readonly dtype: string
  readonly kind: DTypeKind
  /** numpy's name; null for the extended types, which have no scalar here. */
  readonly scalar: ScalarType | null
  /** Bytes of one element; 0 for text. */
  readonly itemsize: number
  /** Slots of the typed array that one element takes (complex: 2, bytes: their width). */
  readonly slots: number
  readonly array: TypedArrayConstructor
}

type Row = readonly [dtype: string, kind: DTypeKind, scalar: ScalarType | null, slots: number, array: unknown]

const rows: readonly Row[] = [
  ['|b1', 'bool', 'bool_', 1, Uint8Array],
  ['|i1', 'int', 'int8', 1, Int8Array],
  ['<i2', 'int', 'int16', 1, Int16Array],
  ['<i4', 'int', 'int32', 1, Int32Array],
  ['<i8', 'int', 'int64', 1, BigInt64Array],
  ['|u1', 'uint', 'uint8', 1, Uint8Array],
  ['<u2', 'uint', 'uint16', 1, Uint16Array],
  ['<u4', 'uint', 'uint32', 1, Uint32Array],
  ['<u8', 'uint', 'uint64', 1, BigUint64Array],
  ['<f2', 'float', 'float16', 1, Uint16Array],
  ['<f4', 'float', 'float32', 1, Float32Array],
  ['<f8', 'float', 'float64', 1, Float64Array],
  ['<c8', 'complex', 'complex64', 2, Float32Array],
  ['<c16', 'complex', 'complex128', 2, Float64Array],
  ['<f16', 'float', null, 16, Uint8Array],
  ['<c32', 'complex', null, 32, Uint8Array],
]

const table = rows.map(([dtype, kind, scalar, slots, array]): DTypeInfo => {
  const Class = array as TypedArrayConstructor
  return { dtype, kind, scalar, slots, array: Class, itemsize: slots * Class.BYTES_PER_ELEMENT }
})

const text: DTypeInfo = {
  dtype: '<U',
  kind: 'text',
  scalar: 'str_',
  itemsize: 0,
  slots: 1,
  array: Uint8Array as unknown as TypedArrayConstructor,
}

const byName = new Map<string, DTypeInfo>()
for (const info of table) {
  byName.set(info.dtype, info)
  byName.set(info.dtype.replace(/^[<|]/, ''), info)
  if (info.scalar) byName.set(info.scalar, info)
}
byName.set('bool', table[0]!)
const byDType = new Map(table.map((info) => [info.dtype, info]))

/** The layout of a numpy dtype string as the native layer and `NDArray` use it; null if it is none of ours. */
export function findDType(dtype: string): DTypeInfo | null {
  const known = byDType.get(dtype)
  if (known) return known
  if (/^<U\d*$/.test(dtype)) return text
  const width = /^\|S([1-9]\d*)$/.exec(dtype)
  return width ? bytesInfo(Number(width[1])) : null
}

/** The layout of a dtype; throws `InvalidTypeError` for an unknown one. */
export function dtypeInfo(dtype: string): DTypeInfo {
  const info = findDType(dtype)
  if (!info) throw new InvalidTypeError(`expected a numpy dtype such as '<f8' or '|S5', got '${dtype}'`)
  return info
}

/** What a user may call a dtype: 'float64', '<f8', 'f8', 'bool', 'S5', 'str'. */
export function parseDType(name: string): DTypeInfo {
  const known = byName.get(name)
  if (known) return known
  if (name === 'str' || name === 'U') return text
  return dtypeInfo(/^S\d+$/.test(name) ? `|${name}` : name)
}

/** The numpy dtype that holds values of a scalar type; text and bytes have none of fixed width. */
export function dtypeOfScalar(type: ScalarType): string | null {
  const python: Partial<Record<ScalarType, string>> = { bool: '|b1', int: '<i8', float: '<f8', complex: '<c16' }
  return python[type] ?? (type === 'str_' || type === 'bytes_' ? null : (byName.get(type)?.dtype ?? null))
}

/** The dtype that a typed array stands for when nothing else is said. */
export const dtypeOfArray = (data: unknown): string | null => ownView(data)?.dtype ?? null

function bytesInfo(width: number): DTypeInfo {
  return {
    dtype: `|S${width}`,
    kind: 'bytes',
    scalar: 'bytes_',
    itemsize: width,
    slots: width,
    array: Uint8Array as unknown as TypedArrayConstructor,
  }
}
