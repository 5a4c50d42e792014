import { join } from 'node:path'
import type { Slice } from '../../../lib/h5/selection.js'
import {
  type Frame,
  frame,
  loadTrajectory,
  type NDArray,
  SharedArray,
  SharedCArray,
  SharedEArray,
  SharedFrame,
  SharedResult,
  SharedTable,
  SharedVLArray,
  Trajectory,
} from '../../../lib/index.js'
import { indicesOf, someSlice } from '../common/blocks.js'
import type { Dice } from '../engine/dice.js'
import { type Args, type Kind, Mismatch, operation, refuse, skip } from '../engine/kind.js'
import { withoutOverviews } from './trajectory.js'

/** Shared data of each kind, all of them lists of whole numbers. */
type Item = 'array' | 'carray' | 'earray' | 'vlarray' | 'table' | 'frame'
const items = ['array', 'carray', 'earray', 'vlarray', 'table', 'frame'] as const

const fresh = {
  array: () => new SharedArray(),
  carray: () => new SharedCArray(),
  earray: () => new SharedEArray(),
  vlarray: () => new SharedVLArray(),
  table: () => new SharedTable(),
  frame: () => new SharedFrame(),
} as const

interface Model {
  /** Undefined before it was created. */
  data: Record<Item, readonly number[] | undefined>
  isOpen: boolean
}

class Real {
  readonly filename: string
  traj: Trajectory

  private constructor(filename: string, traj: Trajectory) {
    this.filename = filename
    this.traj = traj
  }

  static async start(config: Args, folder: string): Promise<Real> {
    const filename = join(folder, 'file.h5')
    const durability = config.durability as 'process'
    const traj = new Trajectory('shared', { filename, durability, ...withoutOverviews })
    traj.addResult(SharedResult, 'log', Object.fromEntries(items.map((item) => [item, fresh[item]()])))
    await traj.store()
    if (config.held) await traj.openStore()
    return new Real(filename, traj)
  }

  get<Shared>(item: Item): Shared {
    return this.traj.get<SharedResult>('results.log').get(item) as Shared
  }
}

interface Access {
  readonly create: (real: Real, numbers: readonly number[], chunk: number) => Promise<void>
  readonly read: (real: Real, slice: Slice) => Promise<number[]>
  readonly append?: (real: Real, numbers: readonly number[]) => Promise<void>
  readonly write?: (real: Real, numbers: readonly number[], start: number) => Promise<void>
  readonly truncate?: (real: Real, rows: number) => Promise<void>
}

const numbersIn = (array: NDArray): number[] => Array.from(array.contiguous().data as Int32Array)
const filters = { complib: 'zlib', complevel: 1 }

/** An array of some class: they differ by what can be done to them. */
function arrayAccess(item: 'array' | 'carray' | 'earray'): Access {
  const shared = (real: Real): SharedEArray => real.get<SharedEArray>(item)
  return {
    create: (real, numbers, chunk) =>
      shared(real).create({
        data: Int32Array.from(numbers),
        ...(item === 'array' ? {} : { chunkshape: [chunk], filters }),
      }),
    read: async (real, slice) => numbersIn(await shared(real).read(slice)),
    write: (real, numbers, start) =>
      shared(real).write(Int32Array.from(numbers), { start, stop: start + numbers.length }),
    ...(item === 'earray'
      ? {
          append: (real: Real, numbers: readonly number[]) => shared(real).append(Int32Array.from(numbers)),
          truncate: (real: Real, rows: number) => shared(real).truncate(rows),
        }
      : {}),
  }
}

const access: Record<Item, Access> = {
  array: arrayAccess('array'),
  carray: arrayAccess('carray'),
  earray: arrayAccess('earray'),
  vlarray: {
    create: async (real, numbers) => {
      const shared = real.get<SharedVLArray>('vlarray')
      await shared.create({ dtype: 'int32' })
      for (const number of numbers) await shared.append(Int32Array.of(number))
    },
    read: async (real, slice) =>
      (await real.get<SharedVLArray>('vlarray').read(slice)).flatMap((row) => numbersIn(row as NDArray)),
    append: async (real, numbers) => {
      for (const number of numbers) await real.get<SharedVLArray>('vlarray').append(Int32Array.of(number))
    },
  },
  table: {
    create: (real, numbers, chunk) =>
      real
        .get<SharedTable>('table')
        .create({ rows: { n: Int32Array.from(numbers) }, columns: { n: 'int32' }, chunkshape: [chunk], filters }),
    read: async (real, slice) => Array.from((await real.get<SharedTable>('table').read(slice)).n as Int32Array),
    append: (real, numbers) => real.get<SharedTable>('table').append({ n: Int32Array.from(numbers) }),
    write: (real, numbers, start) => real.get<SharedTable>('table').write({ n: Int32Array.from(numbers) }, { start }),
    truncate: (real, rows) => real.get<SharedTable>('table').truncate(rows),
  },
  frame: {
    create: (real, numbers) => real.get<SharedFrame>('frame').create({ data: framed(numbers) }),
    read: async (real, slice) => {
      const numbers = numbersOfFrame(await real.get<SharedFrame>('frame').read())
      return indicesOf(slice, numbers.length).map((index) => numbers[index] as number)
    },
    append: (real, numbers) => real.get<SharedFrame>('frame').append(framed(numbers)),
  },
}

const framed = (numbers: readonly number[]): Frame => frame({ n: Float64Array.from(numbers) })
const numbersOfFrame = ({ data }: Frame): number[] => Array.from((data[0] as { values: Float64Array }).values)

const define = operation<Model, Real>()
const numbersOf = ({ seed, count }: { seed: number; count: number }): number[] =>
  Array.from({ length: count }, (_, index) => (seed * (index + 1)) % 1_000_003)
const someItem = (dice: Dice) => ({ item: dice.pick(items), seed: dice.below(1e6), count: dice.between(1, 6) })
type Given = { readonly item: Item; readonly seed: number; readonly count: number }

const create = define({
  name: 'create',
  weight: 5,
  generate: (dice) => ({ ...someItem(dice), chunk: dice.between(1, 4) }),
  model: (model, args: Given & { chunk: number }) => {
    if (args.count < 1 || args.chunk < 1) skip()
    if (model.data[args.item]) refuse('ExistsError')
    model.data = { ...model.data, [args.item]: numbersOf(args) }
  },
  real: (real, args) => access[args.item].create(real, numbersOf(args), args.chunk),
})

const append = define({
  name: 'append',
  weight: 4,
  generate: someItem,
  model: (model, args: Given) => {
    const data = model.data[args.item] ?? skip()
    if (!access[args.item].append || args.count < 1) skip()
    model.data = { ...model.data, [args.item]: [...data, ...numbersOf(args)] }
  },
  real: (real, args) => access[args.item].append?.(real, numbersOf(args)),
})

const write = define({
  name: 'write',
  weight: 3,
  generate: (dice, model) => {
    const given = someItem(dice)
    return { ...given, start: dice.below((model.data[given.item]?.length ?? 0) + 1) }
  },
  model: (model, args: Given & { start: number }) => {
    const data = model.data[args.item] ?? skip()
    if (!access[args.item].write) skip()
    const numbers = numbersOf(args)
    if (args.start + numbers.length > data.length) refuse('InvalidValueError')
    model.data = { ...model.data, [args.item]: data.toSpliced(args.start, numbers.length, ...numbers) }
  },
  real: (real, args) => access[args.item].write?.(real, numbersOf(args), args.start),
})

const truncate = define({
  name: 'truncate',
  weight: 1,
  generate: (dice, model) => {
    const { item } = someItem(dice)
    return { item, rows: dice.between(0, model.data[item]?.length ?? 0) }
  },
  model: (model, { item, rows }: { item: Item; rows: number }) => {
    const data = model.data[item] ?? skip()
    if (!access[item].truncate || rows > data.length) skip()
    model.data = { ...model.data, [item]: data.slice(0, rows) }
  },
  real: (real, { item, rows }) => access[item].truncate?.(real, rows),
})

const read = define({
  name: 'read',
  weight: 4,
  generate: (dice, model) => {
    const { item } = someItem(dice)
    return { item, slice: someSlice(dice, model.data[item]?.length ?? 0) }
  },
  model: (model, { item, slice }: { item: Item; slice: Slice | null }) => {
    const data = model.data[item] ?? skip()
    // A frame is read whole and cut here.
    if (item === 'frame' && slice?.step === 0) skip()
    return indicesOf(slice ?? {}, data.length).map((index) => data[index])
  },
  real: (real, { item, slice }) => access[item].read(real, slice ?? {}),
})

const where = define({
  name: 'where',
  weight: 1,
  generate: (dice) => ({ least: dice.below(1_000_003) }),
  model: (model, { least }: { least: number }) =>
    (model.data.table ?? skip()).flatMap((number, row) => (number >= least ? [row] : [])),
  real: (real, { least }) => real.get<SharedTable>('table').whereRows('n >= least', { variables: { least } }),
})

const hold = define({
  name: 'hold',
  weight: 1.5,
  generate: (dice) => ({ how: dice.pick(['open', 'flush', 'close'] as const) }),
  model: (model, { how }: { how: 'open' | 'flush' | 'close' }) => {
    if (how !== 'open' && !model.isOpen) refuse('ServiceStateError')
    model.isOpen = how === 'open' || (how === 'flush' && model.isOpen)
  },
  real: async ({ traj }, { how }) => {
    if (how === 'open') await traj.openStore()
    else if (how === 'flush') await traj.flushStore()
    else await traj.closeStore()
  },
})

const reload = define({
  name: 'reload',
  weight: 1,
  generate: () => ({}),
  model: (model) => {
    if (model.isOpen) skip()
  },
  real: async (real) => {
    real.traj = (await loadTrajectory(real.filename, { results: 'data' })) as Trajectory
    // What was not created is not in the file.
    const result = real.traj.get<SharedResult>('results.log')
    for (const item of items) if (!result.has(item)) result.set({ [item]: fresh[item]() })
  },
})

async function finish(model: Model, real: Real): Promise<void> {
  if (model.isOpen) await real.traj.closeStore()
  model.isOpen = false
  for (const item of items) {
    const expected = model.data[item]
    if (!expected) continue
    const found = await access[item].read(real, {})
    if (String(found) !== String(expected)) throw new Mismatch(`${item} holds ${found}; expected ${expected}`)
  }
}

/** Data that stay in the file and are worked on there. */
export const shared: Kind<Model, Real> = {
  name: 'shared',
  steps: [5, 8],
  cost: 3,
  config: (dice) => ({ durability: dice.pick(['process', 'process', 'none']), held: dice.chance(0.6) }),
  model: (config) => ({
    data: {
      array: undefined,
      carray: undefined,
      earray: undefined,
      vlarray: undefined,
      table: undefined,
      frame: undefined,
    },
    isOpen: config.held === true,
  }),
  real: Real.start,
  operations: [create, append, write, truncate, read, where, hold, reload],
  finish,
  abandon: async ({ traj }) => {
    // Open only when the round failed.
    await traj.closeStore().catch(() => {})
  },
}
