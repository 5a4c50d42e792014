import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { loadTrajectory, type Parameter, type Result, Trajectory } from '../../../lib/index.js'
import type { Dice } from '../engine/dice.js'
import { type Args, type Kind, Mismatch, operation, refuse, skip } from '../engine/kind.js'
import { shown } from '../engine/shown.js'

/** A value by its kind and a number; what `get` gives for it. */
interface Spec {
  readonly form: 'float' | 'integer' | 'text' | 'boolean' | 'array' | 'list'
  readonly seed: number
}
interface Leaf {
  readonly kind: 'parameter' | 'result'
  readonly items: ReadonlyMap<string, Spec>
  readonly annotation: string | null
}
type Leaves = ReadonlyMap<string, Leaf>

class Model {
  memory: Leaves = new Map()
  /** Undefined before the first store. */
  file: Leaves | undefined
  /** Names of explored parameters. */
  explored: ReadonlySet<string> = new Set()
  explorable = true
}

type StoreMode = 'data' | 'overwrite'
type LoadMode = 'data' | 'skeleton' | 'overwrite'

/** They take longer than all else. */
export const withoutOverviews = { smallOverviewTables: false, summaryTables: false, purgeDuplicateComments: false }

class Real {
  readonly filename: string
  readonly durability: 'process' | 'none'
  readonly #held: boolean
  traj: Trajectory

  constructor(config: Args, folder: string) {
    this.filename = join(folder, 'file.h5')
    this.durability = config.durability as 'process' | 'none'
    this.#held = config.held === true
    const settings = config.overviews ? { largeOverviewTables: true } : withoutOverviews
    this.traj = new Trajectory('model', { filename: this.filename, durability: this.durability, ...settings })
  }

  async store(storeData: StoreMode): Promise<void> {
    await this.traj.store({ storeData })
    if (this.#held) await this.traj.openStore()
  }

  /** By the service that keeps the file open, or by one of its own. */
  async load(loadData: LoadMode): Promise<Trajectory> {
    const { service } = this.traj
    const options = service.isOpen ? { storageService: service } : { durability: this.durability }
    return loadTrajectory(this.filename, { loadData, ...options })
  }

  async close(): Promise<void> {
    if (this.traj.service.isOpen) await this.traj.closeStore()
  }
}

const forms = ['float', 'integer', 'text', 'boolean', 'array', 'list'] as const
const someSpec = (dice: Dice) => ({ form: dice.pick(forms), seed: dice.below(1e6) })

function valueFor({ form, seed }: Spec): unknown {
  if (form === 'float') return seed + 0.5
  if (form === 'integer') return seed
  if (form === 'text') return `täxt ${seed}`
  if (form === 'boolean') return seed % 2 === 0
  if (form === 'list') return [seed, seed + 1, seed + 2]
  return Float64Array.from({ length: 1 + (seed % 20) }, (_, index) => index * seed)
}

const names = ['a', 'b', 'g.c', 'g.d', 'g.deep.e'] as const
const itemNames = ['x', 'y', 'z'] as const
const fullName = (kind: Leaf['kind'], name: string): string => `${kind}s.${name}`
const define = operation<Model, Real>()

const addParameter = define({
  name: 'parameter',
  weight: 3,
  generate: (dice) => ({ name: dice.pick(names), ...someSpec(dice) }),
  model: (model, { name, form, seed }: Spec & { name: string }) => {
    const full = fullName('parameter', name)
    if (model.memory.has(full)) refuse('NodeLookupError', 'ExistsError', 'InvalidValueError', 'InvalidTypeError')
    const leaf = { kind: 'parameter', items: new Map([['data', { form, seed }]]), annotation: null } as const
    model.memory = new Map(model.memory).set(full, leaf)
  },
  real: ({ traj }, { name, form, seed }) => {
    traj.addParameter(name, valueFor({ form, seed }))
  },
})

const addResult = define({
  name: 'result',
  weight: 4,
  generate: (dice) => ({
    name: dice.pick(names),
    items: Object.fromEntries(itemNames.filter(() => dice.chance(0.6)).map((item) => [item, someSpec(dice)])),
  }),
  model: (model, { name, items }: { name: string; items: Record<string, Spec> | null }) => {
    const full = fullName('result', name)
    if (model.memory.has(full)) refuse('NodeLookupError', 'ExistsError', 'InvalidValueError', 'InvalidTypeError')
    if (Object.values(items ?? {}).includes(null as unknown as Spec)) skip()
    const leaf = { kind: 'result', items: new Map(Object.entries(items ?? {})), annotation: null } as const
    model.memory = new Map(model.memory).set(full, leaf)
  },
  real: ({ traj }, { name, items }) => {
    const values = Object.entries(items ?? {}).map(([item, spec]) => [item, valueFor(spec)] as const)
    traj.addResult(name, ...(values.length > 0 ? [Object.fromEntries(values)] : []))
  },
})

/** Names of leaves in memory; those of the file are the same or fewer. */
const someLeaf = (dice: Dice, leaves: Leaves | undefined): string | undefined =>
  leaves && leaves.size > 0 ? dice.pick([...leaves.keys()]) : undefined

const setItem = define({
  name: 'setItem',
  weight: 3,
  generate: (dice, { memory }) => {
    const name = someLeaf(dice, memory)
    return name === undefined ? undefined : { name, item: dice.pick(itemNames), ...someSpec(dice) }
  },
  model: (model, { name, item, form, seed }: Spec & { name: string; item: string }) => {
    const leaf = model.memory.get(name) ?? skip()
    if (leaf.kind !== 'result') skip()
    model.memory = new Map(model.memory).set(name, { ...leaf, items: new Map(leaf.items).set(item, { form, seed }) })
  },
  real: ({ traj }, { name, item, form, seed }) => {
    ;(traj.get(name) as Result).set({ [item]: valueFor({ form, seed }) })
  },
})

const annotate = define({
  name: 'annotate',
  weight: 2,
  generate: (dice, { memory }) => {
    const name = someLeaf(dice, memory)
    return name === undefined ? undefined : { name, text: `note ${dice.below(1000)}` }
  },
  model: (model, { name, text }: { name: string; text: string }) => {
    const leaf = model.memory.get(name) ?? skip()
    model.memory = new Map(model.memory).set(name, { ...leaf, annotation: text })
  },
  real: ({ traj }, { name, text }) => {
    traj.get(name).annotations.set('note', text)
  },
})

const explore = define({
  name: 'explore',
  weight: 1.5,
  generate: (dice, { memory }) => {
    const name = someLeaf(dice, memory)
    return name === undefined ? undefined : { name, runs: dice.between(1, 4), seed: dice.below(100) }
  },
  model: (model, { name }: { name: string; runs: number; seed: number }) => {
    const leaf = model.memory.get(name) ?? skip()
    if (leaf.kind !== 'parameter' || leaf.items.get('data')?.form !== 'float') skip()
    // What is stored already is locked against exploring with other runs: a story of its own.
    if (model.explored.size > 0 || !model.explorable) skip()
    model.explored = new Set([name])
  },
  real: ({ traj }, { name, runs, seed }) => {
    traj.explore({ [name]: Array.from({ length: runs }, (_, run) => seed + run + 0.5) })
  },
})

/** What storing everything does: whatever the file has already stays, unless it is overwritten. */
const store = define({
  name: 'store',
  weight: 4,
  generate: (dice) => ({ mode: dice.pick(['data', 'data', 'overwrite'] as const) }),
  model: (model, { mode }: { mode: 'data' | 'overwrite' }) => {
    const file = new Map(model.file)
    for (const [name, leaf] of model.memory) {
      const stored = mode === 'overwrite' ? undefined : file.get(name)
      file.set(name, stored ? added(stored, leaf) : leaf)
    }
    model.file = file
    model.explorable = false
  },
  real: (real, { mode }) => real.store(mode),
})

/** Items that the file has not yet. */
const added = (stored: Leaf, leaf: Leaf): Leaf => ({
  ...stored,
  items: new Map([...leaf.items, ...stored.items]),
  annotation: stored.annotation ?? leaf.annotation,
})

const deleteLeaf = define({
  name: 'delete',
  weight: 1.5,
  generate: (dice, { file }) => {
    const name = someLeaf(dice, file)
    return name === undefined ? undefined : { name }
  },
  model: (model, { name }: { name: string }) => {
    if (!model.file?.has(name) || !model.memory.has(name) || model.explored.has(name)) skip()
    const [memory, file] = [new Map(model.memory), new Map(model.file)]
    memory.delete(name)
    file.delete(name)
    model.memory = memory
    model.file = file
  },
  real: ({ traj }, { name }) => traj.deleteItems(name, { removeFromTrajectory: true }),
})

const reload = define({
  name: 'reload',
  weight: 1.5,
  generate: (_, model) => (model.file ? {} : undefined),
  model: (model) => {
    model.memory = model.file ?? skip()
  },
  real: async (real) => {
    real.traj = await real.load('data')
  },
})

let current: Model
const verifying = define({
  name: 'verify',
  weight: 1.5,
  generate: (dice, model) => (model.file ? { mode: dice.pick(['data', 'skeleton', 'overwrite'] as const) } : undefined),
  model: (model, _: { mode: 'data' | 'skeleton' | 'overwrite' }) => {
    if (!model.file) skip()
    current = model
  },
  real: async (real, { mode }) =>
    verify(current.file as Leaves, await real.load(mode), mode !== 'skeleton', 'the file'),
})

function verify(expected: Leaves, traj: Trajectory, withData: boolean, what: string): void {
  const found = Object.fromEntries(
    [...traj.leaves({ withLinks: false })]
      .filter((leaf) => leaf.branch !== 'config')
      .map((leaf) => [leaf.fullName, withData ? leafOf(leaf as unknown as Result | Parameter) : null]),
  )
  const wanted = Object.fromEntries([...expected].map(([name, leaf]) => [name, withData ? expectedLeaf(leaf) : null]))
  if (!isDeepStrictEqual(found, wanted)) throw new Mismatch(`${what} has ${shown(found)}; expected ${shown(wanted)}`)
}

function leafOf(leaf: Result | Parameter): object {
  const note = leaf.annotations.has('note') ? leaf.annotations.get('note') : null
  if (leaf.branch === 'parameters') return { data: (leaf as Parameter).default, note }
  const result = leaf as Result
  return {
    ...Object.fromEntries(itemNames.filter((item) => result.has(item)).map((item) => [item, result.get(item)])),
    note,
  }
}

const expectedLeaf = ({ items, annotation }: Leaf): object => ({
  ...Object.fromEntries([...items].map(([item, spec]) => [item, valueFor(spec)])),
  note: annotation,
})

/** Trajectories: parameters, results, annotations, exploring; stored, loaded and deleted. */
export const trajectory: Kind<Model, Real> = {
  name: 'trajectory',
  steps: [5, 8],
  cost: 4,
  config: (dice) => ({
    durability: dice.pick(['process', 'process', 'none']),
    held: dice.chance(0.5),
    overviews: dice.chance(0.25),
  }),
  model: () => new Model(),
  real: (config, folder) => new Real(config, folder),
  operations: [addParameter, addResult, setItem, annotate, explore, store, deleteLeaf, reload, verifying],
  finish: async (model, real) => {
    verify(model.memory, real.traj, true, 'memory')
    await real.close()
    if (model.file) verify(model.file, await real.load('data'), true, 'the file')
  },
  abandon: (real) => real.close(),
}
