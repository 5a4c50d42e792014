import type { Value } from './value.js'

/** A list or tuple of any values, mixed or nested. Only annotations hold it; data of leaves are flat sequences. */
export class Nested {
  readonly kind: 'list' | 'tuple'
  readonly items: readonly Value[]

  constructor(kind: 'list' | 'tuple', items: readonly Value[]) {
    this.kind = kind
    this.items = items
  }
}
