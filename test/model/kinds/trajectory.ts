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
  /** Of an explored parameter. */
  readonly range: readonly number[] | null
}
type Leaves = ReadonlyMap<string, Leaf>

class Model {
  memory: Leaves = new Map()
  /** Undefined before the first store. */
  file: Leaves | undefined
  /** Names of explored parameters. */
  explored: ReadonlySet<string> = new Set()
  explorable = true
  /** Links below `results`: names, and what they lead to. */
  links: ReadonlyMap<string, string> = new Map()
  linksInFile: ReadonlyMap<string, string> = new Map()

  constructor({ runs }: Args) {
    if (!runs) return
    const items = new Map([['data', { form: 'float', seed: 0 } as const]])
    const range = rangeFor(runs as number, 7)
    this.memory = new Map([['parameters.x', { kind: 'parameter', items, annotation: null, range }]])
    this.explored = new Set(['parameters.x'])
  }
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
    if (!config.runs) return
    this.traj.addParameter('x', 0.5)
    this.traj.explore({ x: rangeFor(config.runs as number, 7) })
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
    const leaf = {
      kind: 'parameter',
      items: new Map([['data', { form, seed }]]),
      annotation: null,
      range: null,
    } as const
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
    const leaf = { kind: 'result', items: new Map(Object.entries(items ?? {})), annotation: null, range: null } as const
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

interface Explored {
  readonly name: string
  readonly runs: number
  readonly seed: number
}
const rangeFor = (runs: number, seed: number): number[] => Array.from({ length: runs }, (_, run) => seed + run + 0.5)

const explore = define({
  name: 'explore',
  weight: 1.5,
  generate: (dice, { memory }) => {
    const name = someLeaf(dice, memory)
    return name === undefined ? undefined : { name, runs: dice.between(1, 4), seed: dice.below(100) }
  },
  model: (model, { name, runs, seed }: Explored) => {
    const leaf = model.memory.get(name) ?? skip()
    if (leaf.kind !== 'parameter' || leaf.items.get('data')?.form !== 'float') skip()
    // What is stored already is locked against exploring with other runs: a story of its own.
    if (model.explored.size > 0 || !model.explorable) skip()
    model.explored = new Set([name])
    model.memory = new Map(model.memory).set(name, { ...leaf, range: rangeFor(runs, seed) })
  },
  real: ({ traj }, { name, runs, seed }) => {
    traj.explore({ [name]: rangeFor(runs, seed) })
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
    model.linksInFile = new Map([...model.links, ...model.linksInFile])
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
    if ([...model.links.values(), ...model.linksInFile.values()].includes(name)) skip()
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
    model.links = model.linksInFile
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
  real: async (real, { mode }) => verifyFile(current, await real.load(mode), mode !== 'skeleton'),
})

function verifyFile(model: Model, traj: Trajectory, withData: boolean): void {
  verify(model.file as Leaves, traj, withData, 'the file')
  verifyLinks(model.linksInFile, traj, 'the file')
}

function verifyLinks(links: ReadonlyMap<string, string>, traj: Trajectory, what: string): void {
  for (const [name, target] of links) {
    const found = traj.get(`results.${name}`).fullName
    if (found !== target) throw new Mismatch(`in ${what} ${name} leads to ${found}; expected ${target}`)
  }
}

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
  if (leaf.branch === 'parameters') {
    const parameter = leaf as Parameter
    return { data: parameter.default, range: parameter.isExplored ? parameter.range : null, note }
  }
  const result = leaf as Result
  return {
    ...Object.fromEntries(itemNames.filter((item) => result.has(item)).map((item) => [item, result.get(item)])),
    note,
  }
}

const expectedLeaf = ({ kind, items, annotation, range }: Leaf): object => ({
  ...(kind === 'parameter' ? { range } : {}),
  ...Object.fromEntries([...items].map(([item, spec]) => [item, valueFor(spec)])),
  note: annotation,
})

const runName = (index: number): string => `run_${String(index).padStart(8, '0')}`
const exploredLeaf = (
  model: Model,
  leaves: Leaves | undefined,
): readonly [string, Leaf & { range: readonly number[] }] => {
  const [name] = model.explored
  const leaf = name === undefined ? undefined : leaves?.get(name)
  return leaf?.range ? [name as string, { ...leaf, range: leaf.range }] : skip()
}

const run = define({
  name: 'run',
  weight: 3,
  generate: (dice, model) =>
    model.explored.size > 0 && model.file
      ? { index: dice.below(4), item: dice.pick(itemNames), ...someSpec(dice) }
      : undefined,
  model: (model, { index, item, form, seed }: Spec & { index: number; item: string }) => {
    const [, { range }] = exploredLeaf(model, model.memory)
    const name = `results.runs.${runName(index)}.z`
    if (!model.file || index >= range.length || model.file.has(name) || model.memory.has(name)) skip()
    const leaf = { kind: 'result', items: new Map([[item, { form, seed }]]), annotation: null, range: null } as const
    model.file = new Map(model.file).set(name, leaf)
    return [range[index], true]
  },
  real: async ({ traj }, { index, item, form, seed }) => {
    traj.startRun(index)
    const [parameter] = traj.exploredParameters().values()
    const value = parameter?.get()
    traj.addResult('z', { [item]: valueFor({ form, seed }) })
    await traj.finalizeRun()
    traj.restoreDefault()
    return [value, traj.isCompleted(index)]
  },
})

const expand = define({
  name: 'expand',
  weight: 2,
  generate: (dice, model) =>
    model.explored.size > 0 ? { runs: dice.between(1, 3), seed: dice.below(100) } : undefined,
  model: (model, { runs, seed }: { runs: number; seed: number }) => {
    const [name, leaf] = exploredLeaf(model, model.memory)
    if (runs < 1) skip()
    const range = [...leaf.range, ...rangeFor(runs, seed)]
    model.memory = new Map(model.memory).set(name, { ...leaf, range })
    const stored = model.file?.get(name)
    // The parameter is stored anew, with what is noted of it.
    const annotation = leaf.annotation ?? stored?.annotation ?? null
    if (stored) model.file = new Map(model.file).set(name, { ...stored, range, annotation })
    return range.length
  },
  real: async ({ traj }, { runs, seed }) => {
    const [name] = traj.exploredParameters().keys()
    await traj.expand({ [name as string]: rangeFor(runs, seed) })
    return traj.length
  },
})

const shrink = define({
  name: 'shrink',
  weight: 0.7,
  generate: (_, model) => (model.explored.size > 0 ? {} : undefined),
  model: (model) => {
    if (model.file) refuse('InvalidTypeError')
    const [name, leaf] = exploredLeaf(model, model.memory)
    model.memory = new Map(model.memory).set(name, { ...leaf, range: null })
    model.explored = new Set()
    return 1
  },
  real: ({ traj }) => {
    traj.shrink()
    return traj.length
  },
})

/** With a copy of itself: the range comes twice, results are there already. */
const merge = define({
  name: 'merge',
  weight: 0.7,
  generate: (_, model) => (model.explored.size > 0 && !model.file ? {} : undefined),
  model: (model) => {
    if (model.file) skip()
    const [name, leaf] = exploredLeaf(model, model.memory)
    const range = [...leaf.range, ...leaf.range]
    model.memory = new Map(model.memory).set(name, { ...leaf, range })
    return range.length
  },
  real: async ({ traj }) => {
    // The record of a merge has a name of the second in which it was.
    await traj.merge(traj.copy(), { keepInfo: false })
    return traj.length
  },
})

const link = define({
  name: 'link',
  weight: 1.5,
  generate: (dice, { memory }) => {
    const target = someLeaf(dice, memory)
    return target === undefined ? undefined : { name: dice.pick(['l0', 'l1'] as const), target }
  },
  model: (model, { name, target }: { name: string; target: string }) => {
    if (!model.memory.has(target)) skip()
    // What the file has under this name stays: a story of its own.
    if (model.links.has(name) || model.linksInFile.has(name)) skip()
    model.links = new Map(model.links).set(name, target)
  },
  real: ({ traj }, { name, target }) => traj.results.addLink(name, target),
})

/** Trajectories: parameters, results, annotations, exploring, runs, links; stored, loaded, deleted and merged. */
export const trajectory: Kind<Model, Real> = {
  name: 'trajectory',
  steps: [5, 8],
  cost: 4,
  config: (dice) => ({
    durability: dice.pick(['process', 'process', 'none']),
    held: dice.chance(0.5),
    overviews: dice.chance(0.25),
    // So many runs of a parameter that is explored from the beginning.
    runs: dice.chance(0.6) ? dice.between(1, 4) : 0,
  }),
  model: (config) => new Model(config),
  real: (config, folder) => new Real(config, folder),
  operations: [
    addParameter,
    addResult,
    setItem,
    annotate,
    explore,
    store,
    deleteLeaf,
    reload,
    verifying,
    run,
    expand,
    shrink,
    merge,
    link,
  ],
  finish: async (model, real) => {
    verify(model.memory, real.traj, true, 'memory')
    verifyLinks(model.links, real.traj, 'memory')
    await real.close()
    if (model.file) verifyFile(model, await real.load('data'), true)
  },
  abandon: (real) => real.close(),
}
