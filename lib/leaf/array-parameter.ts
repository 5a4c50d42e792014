import { NDArray, Sequence, type Value } from '../values/index.js'
import { distinctValues, positionTable } from './distinct.js'
import { eightDigits, type Items, valuesAt } from './items.js'
import { Parameter } from './parameter.js'
import { type Range, valuesOf } from './range.js'
import { type Supports, supportsArrays } from './supported.js'

const ARRAY = 'data__rr__'
const POSITIONS = 'explored_data__rr__'
const ARRAYS_PER_SET = 1000

const arrayName = (position: number): string => {
  const set = String(Math.floor(position / ARRAYS_PER_SET)).padStart(5, '0')
  return `explored__rr__.set_${set}.xa_${eightDigits(position)}`
}

const isArray = (value: Value): boolean => value instanceof NDArray || value instanceof Sequence

/**
 * A parameter whose lists, tuples and arrays, empty ones too, are stored as arrays of their own, equal ones once; the
 * values of one range may differ in shape.
 */
export class ArrayParameter extends Parameter {
  protected override get supports(): Supports {
    return supportsArrays
  }

  protected override sameKind(a: Value, b: Value): boolean {
    return isArray(a) ? isArray(b) : super.sameKind(a, b)
  }

  protected override encode(value: Value, range: Range | null): Map<string, Value> {
    if (!isArray(value)) return super.encode(value, range)
    const items = new Map<string, Value>([[ARRAY, value]])
    if (range === null) return items
    const { distinct, positions } = distinctValues(valuesOf(range))
    items.set(POSITIONS, positionTable(positions))
    for (const [position, array] of distinct.entries()) items.set(arrayName(position), array)
    return items
  }

  protected override decode(items: Items): { value: Value | null; range: readonly Value[] | null } {
    const value = items.get(ARRAY)
    if (value === undefined) return super.decode(items)
    return { value, range: items.has(POSITIONS) ? valuesAt(items, POSITIONS, arrayName, this.fullName) : null }
  }
}
