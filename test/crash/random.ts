/** Reproducible randomness: the same seed gives the same numbers everywhere. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = (seed ^ 0x9e3779b9) >>> 0
    for (let round = 0; round < 4; round++) this.next()
  }

  /** From 0 up to 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let value = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32
  }

  /** A whole number from 0 up to, not including, `count`. */
  below(count: number): number {
    return Math.floor(this.next() * count)
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T
  }

  seed(): number {
    return this.below(2 ** 31)
  }
}

/** Numbers that a seed stands for. Of a coarse grid, so that they can be compressed. */
export function numbers(seed: number, count: number): Float64Array {
  const made = new Float64Array(count)
  let state = (seed ^ 0x9e3779b9) >>> 0
  for (let index = 0; index < count; index++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    made[index] = (state >>> 22) / 8
  }
  return made
}
