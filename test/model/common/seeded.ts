import { copyFileSync } from 'node:fs'
import type { StructDType } from '../../../lib/h5/native.js'
import type { Dice } from '../engine/dice.js'
import type { Args } from '../engine/kind.js'
import { type Seed, seedPath, seedsOf } from '../engine/seeds.js'
import type { ArrayState, Arrays } from './arrays.js'
import { elementOf } from './elements.js'
import { fileConfig } from './file-model.js'
import { type Tables, tableState } from './tables.js'

/** Rounds of a kind, a quarter of which begins with a file that another program wrote. */
export const seededConfig =
  (kind: Seed['kind']) =>
  (dice: Dice): Args => ({
    ...fileConfig(dice),
    seed: dice.chance(0.25) ? dice.pick(seedsOf(kind)).file : null,
  })

const seedOf = (kind: Seed['kind'], config: Args): Seed | undefined =>
  config.seed ? seedsOf(kind).find(({ file }) => file === config.seed) : undefined

export function startingArrays(kind: ArrayState['kind'], config: Args): Arrays {
  const seed = seedOf(kind, config)
  if (!seed) return new Map()
  const { dtype, shape, chunkshape, limit } = seed
  const bytes = Buffer.from(seed.hex, 'hex')
  const foreign = { limit, fill: Buffer.from(seed.fill ?? '', 'hex') }
  return new Map([['/s', { kind, element: elementOf(dtype), shape, bytes, chunkshape, links: false, foreign }]])
}

export function startingTables(config: Args): Tables {
  const seed = seedOf('table', config)
  if (!seed) return new Map()
  const created = { path: '/s', columns: seed.dtype as StructDType, chunkshape: null, filters: null, links: false }
  return new Map([['/s', { ...tableState(created, Buffer.from(seed.hex, 'hex')), foreign: { limit: seed.limit } }]])
}

/** The file that a round begins with; false when it makes a new one. */
export function startsWithSeed(kind: Seed['kind'], config: Args, filename: string): boolean {
  const seed = seedOf(kind, config)
  if (seed) copyFileSync(seedPath(seed), filename)
  return seed !== undefined
}
