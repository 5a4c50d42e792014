import { InvalidValueError } from '../errors.js'
import type { TypedValue } from '../h5/native.js'
import type { Attributes } from '../h5/plan.js'
import { integersOf } from './elements.js'
import { DATA, ORDER } from './names.js'
import { bytesOf } from './pack.js'

/** By code point, as Python sorts; JavaScript's own order differs beyond the basic plane. */
export const byCodePoint = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))

/** Attributes are limited to 64 KiB. */
const maxNames = 16_000

/** The attribute by which names find back to the order they were inserted in; none when they lie in it already. */
export function orderAttribute(names: readonly string[], stored: readonly string[]): [string, TypedValue][] {
  if (names.every((name, i) => name === stored[i])) return []
  if (names.length > maxNames) {
    throw new InvalidValueError(`expected at most ${maxNames} names in an order of their own, got ${names.length}`)
  }
  const places = new Map(stored.map((name, place) => [name, place]))
  const data = bytesOf(Int32Array.from(names, (name) => places.get(name)!))
  return [[DATA + ORDER, { dtype: '<i4', shape: [names.length], data }]]
}

/** The stored names in their order of insertion, as far as it was remembered and still fits. */
export function restoreOrder(stored: readonly string[], attributes: Attributes): readonly string[] {
  const attribute = attributes.get(DATA + ORDER)
  const places = attribute === undefined ? [] : integersOf(attribute)
  const isPermutation = places.length === stored.length && new Set(places).size === stored.length
  return isPermutation && places.every((place) => stored[place] !== undefined)
    ? places.map((place) => stored[place]!)
    : stored
}
