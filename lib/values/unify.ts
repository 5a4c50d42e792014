import { InvalidTypeError } from '../errors.js'
import { sameType } from './same-type.js'
import { Scalar } from './scalar.js'
import { Sequence } from './sequence.js'
import { toValue } from './to-value.js'
import { valueTypeName } from './type-name.js'
import type { Value } from './value.js'

/**
 * The typed forms of the values of one range, which decide together: integers among floats become floats, in lists as
 * well; numbers that differ otherwise in type are `InvalidTypeError`.
 */
export function unifyRange(inputs: readonly unknown[], what = 'a range'): Value[] {
  const values = inputs.map((input) => toValue(input, what))
  const isTyped = inputs.map((input) => input instanceof Scalar || typeof input === 'bigint')
  const hasFloats = values.some((value) => numberType(value) === 'float')
  const unified = hasFloats ? values.map((value, i) => (isTyped[i] ? value : widened(value))) : values
  const first = unified[0]
  for (const value of unified) {
    if (first && !sameKind(first, value)) {
      throw new InvalidTypeError(
        `expected values of one type in ${what}, got ${valueTypeName(first)} and ${valueTypeName(value)}`,
      )
    }
  }
  return unified
}

const numberType = (value: Value) =>
  value instanceof Scalar ? value.type : value instanceof Sequence ? value.itemType : null

function widened(value: Value): Value {
  if (numberType(value) !== 'int') return value
  if (value instanceof Scalar && typeof value.value === 'number') return new Scalar('float', value.value)
  const isSmall = value instanceof Sequence && value.items.every((item) => typeof item === 'number')
  return isSmall ? new Sequence(value.kind, 'float', value.items) : value
}

/** A range may hold sequences and arrays of several lengths; a table says no later if it cannot. */
function sameKind(a: Value, b: Value): boolean {
  if (a instanceof Sequence && b instanceof Sequence) {
    return a.kind === b.kind && (a.itemType === b.itemType || a.itemType === null || b.itemType === null)
  }
  return a.constructor === b.constructor && (!(a instanceof Scalar) || sameType(a, b))
}
