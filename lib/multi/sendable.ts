import { isPlainObject, isValue, type Value } from '../values/index.js'
import type { Packable } from './wire/pack.js'
import { packValue, unpackValue } from './wire/values.js'

const MARK = '\u0000value'

/**
 * What a simulation takes or gives back, so that it can be cloned into another process: our own values keep their
 * classes, anything else crosses as structured cloning has it.
 */
export const toSendable = (data: unknown): unknown =>
  replaced(data, isValue, (value) => ({ [MARK]: packValue(value as Value) }))

export const fromSendable = (data: unknown): unknown =>
  replaced(data, isMarked, (marked) => unpackValue((marked as { [MARK]: Packable })[MARK]))

const isMarked = (data: unknown): boolean => typeof data === 'object' && data !== null && Object.hasOwn(data, MARK)

/** Lists and plain objects are gone through; one that contains itself stays as it is there. */
function replaced(data: unknown, isWanted: (data: unknown) => boolean, replace: (data: unknown) => unknown): unknown {
  const seen = new Map<object, unknown>()
  const visit = (part: unknown): unknown => {
    if (isWanted(part)) return replace(part)
    if (typeof part !== 'object' || part === null) return part
    if (seen.has(part)) return seen.get(part)
    seen.set(part, part)
    const whole = inside(part)
    seen.set(part, whole)
    return whole
  }
  const inside = (part: object): unknown => {
    if (Array.isArray(part)) return part.map(visit)
    if (!isPlainObject(part)) return part
    return Object.fromEntries(Object.entries(part).map(([key, item]) => [key, visit(item)]))
  }
  return visit(data)
}
