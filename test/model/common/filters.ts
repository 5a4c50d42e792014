import { compressors, type Filters } from '../../../lib/h5/filters.js'
import type { Dice } from '../engine/dice.js'
import { isKnownFault } from '../known-faults.js'

/** Filters of all libraries and levels; null for the group's, which are none. */
export function someFilters(dice: Dice, grows = false): Partial<Filters> | null {
  if ((grows && isKnownFault('appended chunks with filters')) || dice.chance(0.15)) return null
  const complib = dice.pick(compressors())
  const complevel = dice.pick([0, 1, 1, 3, 5, 5, 9, dice.below(10)])
  const bitshuffle = complib.startsWith('blosc') && dice.chance(0.3)
  return {
    complib,
    complevel,
    ...(bitshuffle ? { bitshuffle } : dice.chance(0.5) ? { shuffle: dice.chance(0.5) } : {}),
    ...(dice.chance(0.3) ? { fletcher32: true } : {}),
  }
}

/** Chunks that do not divide the extent, of one element, of all, and larger than the array. */
export function someChunks(dice: Dice, shape: readonly number[]): readonly number[] | null {
  if (dice.chance(0.2)) return null
  return shape.map((length) => {
    const whole = Math.max(1, length)
    return dice.pick([1, whole, whole + 3, dice.between(1, whole), dice.between(1, whole), Math.max(1, whole - 1)])
  })
}
