import { Dict } from './dict.js'
import type { ScalarType } from './dtype.js'
import { NDArray } from './ndarray.js'
import { Nested, type NestedKind } from './nested.js'
import { None } from './none.js'
import { reprArray } from './repr-array.js'
import { reprBytes, reprComplex, reprFloat, reprText } from './repr-scalar.js'
import { Scalar, type ScalarValue } from './scalar.js'
import { Sequence } from './sequence.js'
import { valueTypeName } from './type-name.js'
import type { Value } from './value.js'

/** Python's `repr` of a value, as the overview tables show it. */
export function reprValue(value: Value): string {
  if (value instanceof Scalar) return reprItem(value.value, value.type)
  if (value instanceof Sequence)
    return brackets(
      value.kind,
      value.items.map((item) => reprItem(item, value.itemType!)),
    )
  if (value instanceof NDArray) return reprArray(value)
  if (value instanceof Nested) return brackets(value.kind, value.items.map(reprValue))
  if (value instanceof Dict)
    return `{${Array.from(value.entries, ([key, item]) => `${reprText(key)}: ${reprValue(item)}`).join(', ')}}`
  return value instanceof None ? 'None' : `<${valueTypeName(value)}>`
}

/** Python's `repr` of a single value of a scalar type. */
export function reprItem(item: ScalarValue, type: ScalarType): string {
  if (typeof item === 'boolean') return item ? 'True' : 'False'
  if (typeof item === 'string') return reprText(item)
  if (item instanceof Uint8Array) return reprBytes(item)
  const width = widths[type] ?? 64
  if (typeof item === 'object') return reprComplex(item, width / 2)
  return /^u?int/.test(type) ? String(item) : reprFloat(Number(item), width)
}

/** Bits of the floats that are shorter than a double; of complex numbers, of both parts. */
const widths: Partial<Record<ScalarType, number>> = {
  float16: 16,
  float32: 32,
  complex64: 64,
  complex: 128,
  complex128: 128,
}

function brackets(kind: NestedKind, items: readonly string[]): string {
  const body = items.join(', ')
  if (kind === 'list') return `[${body}]`
  if (kind === 'tuple') return items.length === 1 ? `(${body},)` : `(${body})`
  const set = items.length === 0 ? '' : `{${body}}`
  return kind === 'set' && set ? set : `${kind}(${set})`
}
