import type { Value } from './value.js'

export type NestedKind = 'list' | 'tuple' | 'set' | 'frozenset'

/**
 * A list or tuple of any values, mixed or nested, or a set. Annotations hold it, and so does what comes of an item
 * stored with flag VLARRAY: a list of arrays. Other data of leaves are flat sequences.
 */
export class Nested {
  readonly kind: NestedKind
  readonly items: readonly Value[]

  constructor(kind: NestedKind, items: readonly Value[]) {
    this.kind = kind
    this.items = items
  }
}
