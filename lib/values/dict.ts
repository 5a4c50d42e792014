import { InvalidTypeError } from '../errors.js'
import { describeInput } from './scalar.js'
import type { Value } from './value.js'

/** A Python dict with text keys, in order of insertion. */
export class Dict {
  readonly entries: ReadonlyMap<string, Value>

  constructor(entries: Iterable<readonly [string, Value]>) {
    const map = new Map<string, Value>()
    for (const [key, value] of entries) {
      if (typeof key !== 'string')
        throw new InvalidTypeError(`expected text as a key of a dict, got ${describeInput(key)}`)
      map.set(key, value)
    }
    this.entries = map
  }
}
