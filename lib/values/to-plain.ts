import { arrayBrands, dictBrands } from './brands.js'
import { Dict } from './dict.js'
import { dtypeInfo, type ScalarType } from './dtype.js'
import { NDArray } from './ndarray.js'
import { Nested } from './nested.js'
import { None } from './none.js'
import { Scalar } from './scalar.js'
import { brandedArray, Sequence } from './sequence.js'
import type { Value } from './value.js'

/**
 * The most natural JavaScript for a value: numbers, bigints, booleans, text, bytes and `{ re, im }`; arrays (frozen for
 * tuples); typed arrays for one-dimensional arrays of plain numbers; null-prototype objects for dicts. Everything else
 * is its own best form. Storing the result again keeps the exact types.
 */
export function toPlain(value: Value): unknown {
  if (value instanceof Scalar) return value.value
  if (value instanceof Sequence) return brandedArray(value)
  if (value instanceof NDArray) return plainArray(value)
  if (value instanceof Dict) return plainDict(value)
  if (value instanceof Nested) return plainNested(value)
  return value instanceof None ? null : value
}

function plainArray(array: NDArray): unknown {
  const { kind, slots } = dtypeInfo(array.dtype)
  const isNative = slots === 1 && kind !== 'bool' && kind !== 'text' && kind !== 'bytes' && array.dtype !== '<f2'
  if (array.ndim !== 1 || !isNative) return array
  const { data } = array.contiguous()
  if (data instanceof Uint8Array) arrayBrands.add(data)
  return data
}

function plainDict({ entries }: Dict): object {
  const plain: Record<string, unknown> = Object.create(null)
  const types = new Map<string, ScalarType>()
  for (const [key, item] of entries) {
    if (item instanceof Scalar) types.set(key, item.type)
    plain[key] = toPlain(item)
  }
  dictBrands.set(plain, types)
  return plain
}

function plainNested({ kind, items }: Nested): readonly unknown[] | Set<unknown> {
  const plain = items.map(toPlain)
  if (kind === 'set' || kind === 'frozenset') return new Set(plain)
  return kind === 'tuple' ? Object.freeze(plain) : plain
}
