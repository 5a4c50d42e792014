import { isDeepStrictEqual } from 'node:util'
import type { HArray } from '../../../lib/h5/array.js'
import type { File } from '../../../lib/h5/file.js'
import { ExternalLink, SoftLink } from '../../../lib/h5/links.js'
import { FileModel, fileConfig, RealFile } from '../common/file-model.js'
import { fileOperations, finishFile } from '../common/file-ops.js'
import {
  addNode,
  copyNode,
  type Entry,
  entryAt,
  isBelow,
  meetsExternal,
  namesIn,
  quietly,
  resolve,
  type State,
  split,
  withoutEntry,
} from '../common/links.js'
import type { Dice } from '../engine/dice.js'
import { type Expectation, type Json, type Kind, Mismatch, operation, skip } from '../engine/kind.js'
import { shown } from '../engine/shown.js'
import { isKnownFault } from '../known-faults.js'

type Model = FileModel<State>
const define = operation<Model, RealFile>()

const names = ['a', 'b', 'c', 'd', 'long name', 'ü'] as const
/** A path of one to three names, known ones more often. */
function somePath(dice: Dice, state: State): string {
  const known = namesIn(state)
  if (known.length > 0 && dice.chance(0.6)) {
    const path = dice.pick(known)
    return dice.chance(0.5) ? path : `${path}/${dice.pick(names)}`
  }
  return `/${Array.from({ length: dice.between(1, 2) }, () => dice.pick(names)).join('/')}`
}

const someKnown = (dice: Dice, state: State): string | undefined => {
  const known = namesIn(state)
  return known.length === 0 || dice.chance(0.05) ? somePath(dice, state) : dice.pick(known)
}

const createGroup = define({
  name: 'group',
  weight: 3,
  generate: (dice, { state }) => ({ path: somePath(dice, state) }),
  model: (model, { path }: { path: string }) => {
    model.checkWritable()
    model.state = addNode(model.state, path, { kind: 'group', children: new Map() })
  },
  real: ({ file }, { path }) => file.createGroup(path).close(),
})

const createArray = define({
  name: 'array',
  weight: 3,
  generate: (dice, { state }) => ({ path: somePath(dice, state), value: dice.below(1000) }),
  model: (model, { path, value }: { path: string; value: number }) => {
    model.checkWritable()
    model.state = addNode(model.state, path, { kind: 'array', value })
  },
  real: ({ file }, { path, value }) => file.createArray(path, Int32Array.of(value)).close(),
})

const soft = define({
  name: 'soft',
  weight: 2,
  generate: (dice, { state }) => ({ path: somePath(dice, state), target: somePath(dice, state) }),
  model: (model, { path, target }: { path: string; target: string }) => {
    model.checkWritable()
    model.state = addNode(model.state, path, { kind: 'soft', target })
  },
  real: ({ file }, { path, target }) => file.createSoftLink(path, target),
})

const hard = define({
  name: 'hard',
  weight: 2,
  generate: (dice, { state }) => {
    const target = someKnown(dice, state)
    return target === undefined ? undefined : { path: somePath(dice, state), target }
  },
  model: (model, { path, target }: { path: string; target: string }) => {
    if (!model.writable) skip()
    const id = resolve(model.state, target)
    // A group below itself would never end.
    if (model.state.nodes.get(id)?.kind === 'group') skip()
    model.state = addNode(model.state, path, { kind: 'hard', id })
  },
  real: ({ file }, { path, target }) => {
    using node = file.get(target)
    file.createHardLink(path, node)
  },
})

const external = define({
  name: 'external',
  weight: 1,
  generate: (dice, { state }) => ({ path: somePath(dice, state), target: `/x${dice.below(3)}` }),
  model: (model, { path, target }: { path: string; target: string }) => {
    model.checkWritable()
    model.state = addNode(model.state, path, { kind: 'external', target })
  },
  real: ({ file }, { path, target }) => file.createExternalLink(path, 'other.h5', target),
})

const remove = define({
  name: 'remove',
  weight: 2,
  generate: (dice, { state }) => {
    const path = someKnown(dice, state)
    return path === undefined ? undefined : { path }
  },
  model: (model, { path }: { path: string }) => {
    model.checkWritable()
    model.state = withoutEntry(model.state, path)
  },
  real: ({ file }, { path }) => file.remove(path),
})

const move = define({
  name: 'move',
  weight: 2,
  generate: (dice, { state }) => {
    const path = someKnown(dice, state)
    return path === undefined ? undefined : { path, to: somePath(dice, state) }
  },
  model: (model, { path, to }: { path: string; to: string }) => {
    model.checkWritable()
    if (isKnownFault('moving what is not there') && !quietly(() => entryAt(model.state, path))) skip()
    const entry = entryAt(model.state, path)
    // What HDF5 does then differs from version to version.
    if (isBelow(model.state, entry, to) || split(to).join() === split(path).join()) skip()
    const moved = entry.kind === 'node' ? ({ kind: 'hard', id: entry.id } as const) : entry
    model.state = withoutEntry(addNode(model.state, to, moved), path)
  },
  real: ({ file }, { path, to }) => file.move(path, to),
})

const copy = define({
  name: 'copy',
  weight: 2,
  generate: (dice, { state }) => {
    const path = someKnown(dice, state)
    return path === undefined ? undefined : { path, to: somePath(dice, state) }
  },
  model: (model, { path, to }: { path: string; to: string }) => {
    if (!model.writable) skip()
    if (isKnownFault('moving what is not there') && !quietly(() => entryAt(model.state, path))) skip()
    const entry = entryAt(model.state, path)
    if (entry.kind !== 'node' || isBelow(model.state, entry, to)) skip()
    model.state = copyNode(model.state, entry.id, to)
  },
  real: ({ file }, { path, to }) => file.copy(path, to),
})

const look = define({
  name: 'look',
  weight: 4,
  generate: (dice, { state }) => ({ path: somePath(dice, state) }),
  model: (model, { path }: { path: string }) => {
    if (meetsExternal(model.state, path)) skip()
    const id = quietly(() => resolve(model.state, path))
    if (id === undefined) return { has: false }
    const node = model.state.nodes.get(id)
    return {
      has: true,
      ...(node?.kind === 'group' ? { names: sortedNames(node.children.keys()) } : { value: node?.value }),
    }
  },
  real: ({ file }, { path }) => {
    if (!file.has(path)) return { has: false }
    const node = file.get(path)
    const seen =
      node.kind === 'Group' ? { names: (node as File['root']).names() } : { value: valueOfArray(node as HArray) }
    node.close()
    return { has: true, ...seen }
  },
})

const valueOfArray = (node: HArray): number => (node.readSync().data as Int32Array)[0] as number
const sortedNames = (given: Iterable<string>): string[] =>
  [...given].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))

/** Every entry of every group, in the order of their names. */
function treeOf(state: State): Json[] {
  const list: Json[] = []
  const visit = (id: number, at: string): void => {
    const node = state.nodes.get(id)
    if (node?.kind !== 'group') return
    for (const name of sortedNames(node.children.keys())) {
      const entry = node.children.get(name) as Entry
      list.push([`${at}/${name}`, entryJson(state, entry)])
      if (entry.kind === 'node') visit(entry.id, `${at}/${name}`)
    }
  }
  visit(0, '')
  return list
}

function entryJson(state: State, entry: Entry): Json {
  if (entry.kind !== 'node') return [entry.kind, entry.target]
  const node = state.nodes.get(entry.id)
  return node?.kind === 'array' ? ['array', node.value] : ['group', null]
}

function verify(model: Model, file: File): void {
  const seen: Json[] = []
  for (const item of file.walk()) {
    if (item instanceof SoftLink) seen.push([item.path, ['soft', item.target]])
    else if (item instanceof ExternalLink) seen.push([item.path, ['external', item.target]])
    else seen.push([item.path, item.kind === 'Group' ? ['group', null] : ['array', valueOfArray(item as HArray)]])
  }
  const [is, expected] = [sortedTree(seen), sortedTree(treeOf(model.state))]
  if (!isDeepStrictEqual(is, expected)) throw new Mismatch(`the file has ${shown(is)}; expected ${shown(expected)}`)
}

const sortedTree = (tree: readonly Json[]): string[] => tree.map((entry) => JSON.stringify(entry)).sort()

const expectTree = (model: Model, real: RealFile): Expectation => ({
  file: real.filename,
  nodes: { '/': { kind: 'tree', only: 'h5py', entries: sortedTree(treeOf(model.state)) } },
})

/** Groups, arrays and links: made, moved, copied, removed. */
export const tree: Kind<Model, RealFile> = {
  name: 'tree',
  config: fileConfig,
  model: (config) =>
    new FileModel(config, { nodes: new Map([[0, { kind: 'group', children: new Map() }]]), next: 1 } as State),
  real: (config, folder) => new RealFile(config, folder),
  operations: [createGroup, createArray, soft, hard, external, remove, move, copy, look, ...fileOperations(verify)],
  finish: (model, real) => finishFile(model, real, verify),
  abandon: (real) => real.abandon(),
  expectation: expectTree,
}
