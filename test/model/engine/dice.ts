import { Random } from '../../crash/random.js'

/** Reproducible choices: a seed, a kind and the number of a round give the same sequence everywhere. */
export class Dice extends Random {
  static ofRound(seed: number, kind: string, round: number): Dice {
    let hash = Math.imul(seed ^ 0x5bd1e995, 0x9e3779b1) ^ Math.imul(round + 1, 0x85ebca6b)
    for (const character of kind) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193)
    return new Dice((hash ^ (hash >>> 15)) >>> 0)
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  /** A whole number from `least` up to and including `greatest`. */
  between(least: number, greatest: number): number {
    return least + this.below(greatest - least + 1)
  }

  /** One of the things, each as often as its weight says. */
  weighted<T>(things: readonly T[], weightOf: (thing: T) => number): T {
    let left = this.next() * things.reduce((sum, thing) => sum + weightOf(thing), 0)
    for (const thing of things) {
      left -= weightOf(thing)
      if (left < 0) return thing
    }
    return things.at(-1) as T
  }
}
