import type { Value } from '../values/index.js'
import type { Items } from './items.js'
import { PROTOCOL, protocolOf, toBytes, toPickled } from './pickles.js'
import { Result } from './result.js'
import { type Supports, supportsPickles } from './supported.js'

/** A result whose items are Python pickles, kept as they are and never executed. */
export class PickleResult extends Result {
  protected override get supports(): Supports {
    return supportsPickles
  }

  override toStorage(): Map<string, Value> {
    const pickles = [...this.entries()]
    const items = new Map<string, Value>(pickles.map(([name, value]) => [name, toBytes(value)]))
    if (pickles.length > 0) items.set(PROTOCOL, protocolOf(pickles[0]![1]))
    return items
  }

  protected override decode(items: Items): Items {
    return new Map(
      [...items].flatMap(([name, value]) => (name === PROTOCOL ? [] : [[name, toPickled(value, this.fullName)]])),
    )
  }
}
