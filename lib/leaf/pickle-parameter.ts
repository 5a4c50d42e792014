import type { Value } from '../values/index.js'
import { distinctValues, positionTable } from './distinct.js'
import { eightDigits, type Items, valuesAt } from './items.js'
import { Parameter } from './parameter.js'
import { PROTOCOL, protocolOf, toBytes, toPickled } from './pickles.js'
import { type Range, valuesOf } from './range.js'
import { type Supports, supportsPickles } from './supported.js'

const POSITIONS = 'explored_data'
const pickleName = (position: number): string => `xp_${eightDigits(position)}`

/** A parameter whose values are Python pickles, kept as they are and never executed. */
export class PickleParameter extends Parameter {
  protected override get supports(): Supports {
    return supportsPickles
  }

  protected override encode(value: Value, range: Range | null): Map<string, Value> {
    const items = new Map<string, Value>([
      ['data', toBytes(value)],
      [PROTOCOL, protocolOf(value)],
    ])
    if (range === null) return items
    const { distinct, positions } = distinctValues(Array.from(valuesOf(range), toBytes))
    items.set(POSITIONS, positionTable(positions))
    for (const [position, bytes] of distinct.entries()) items.set(pickleName(position), bytes)
    return items
  }

  protected override decode(items: Items): { value: Value | null; range: readonly Value[] | null } {
    const data = items.get('data')
    if (data === undefined) return { value: null, range: null }
    const range = items.has(POSITIONS) ? valuesAt(items, POSITIONS, pickleName, this.fullName) : null
    const pickled = (value: Value) => toPickled(value, this.fullName)
    return { value: pickled(data), range: range?.map(pickled) ?? null }
  }
}
