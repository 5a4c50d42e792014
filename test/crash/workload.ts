import { Random } from './random.js'

/** One step of a writer, small enough to be remembered and large enough to be written, or checked, at any time. */
export type Change =
  | { readonly op: 'leaf' | 'overwriteLeaf'; readonly name: string; readonly seed: number }
  | { readonly op: 'deleteLeaf' | 'deleteBlock'; readonly name: string }
  | { readonly op: 'rows'; readonly seed: number; readonly count: number }
  | { readonly op: 'overwriteRow'; readonly row: number; readonly seed: number }
  | { readonly op: 'block'; readonly name: string; readonly seed: number; readonly complib: Complib }
  | { readonly op: 'overwriteBlock'; readonly name: string; readonly start: number; readonly seed: number }
  | { readonly op: 'failing'; readonly seed: number }

export const complibs = ['none', 'zlib', 'blosc:lz4'] as const
export type Complib = (typeof complibs)[number]

/** Doubles of a leaf, of a block, and of what overwrites a part of a block. */
export const LEAF = 32
export const BLOCK = 40_000
export const PATCH = 5_000

export interface Block {
  readonly seed: number
  readonly complib: Complib
  readonly patches: { readonly start: number; readonly seed: number }[]
}

/** What a file must hold after so many steps. */
export interface State {
  steps: number
  readonly leaves: Map<string, number>
  readonly blocks: Map<string, Block>
  /** The seed of each row of the table and the EArray. */
  readonly rows: number[]
  /** The same of the VLArray, whose rows are never overwritten. */
  readonly ragged: number[]
}

const MOST_LEAVES = 120
const MOST_BLOCKS = 6
const MOST_ROWS = 3000

const newState = (): State => ({ steps: 0, leaves: new Map(), blocks: new Map(), rows: [], ragged: [] })

/** The step that follows: it depends on the seed and on what the file holds, not on what happened on the way. */
export function nextChange(state: State, seed: number): Change {
  const random = new Random(seed * 65_537 + state.steps)
  return random.pick(choices)(state, random)
}

type Choice = (state: State, random: Random) => Change

const addLeaf: Choice = ({ steps, leaves }, random) =>
  leaves.size < MOST_LEAVES
    ? { op: 'leaf', name: `leaf_${steps}`, seed: random.seed() }
    : { op: 'deleteLeaf', name: random.pick([...leaves.keys()]) }

const addBlock: Choice = ({ steps, blocks }, random) =>
  blocks.size < MOST_BLOCKS
    ? { op: 'block', name: `block_${steps}`, seed: random.seed(), complib: random.pick(complibs) }
    : { op: 'deleteBlock', name: random.pick([...blocks.keys()]) }

const addRows: Choice = (state, random) =>
  state.rows.length < MOST_ROWS
    ? { op: 'rows', seed: random.seed(), count: 1 + random.below(40) }
    : changeRow(state, random)

const changeLeaf: Choice = (state, random) =>
  state.leaves.size > 0
    ? { op: 'overwriteLeaf', name: random.pick([...state.leaves.keys()]), seed: random.seed() }
    : addLeaf(state, random)

const changeRow: Choice = (state, random) =>
  state.rows.length > 0
    ? { op: 'overwriteRow', row: random.below(state.rows.length), seed: random.seed() }
    : addRows(state, random)

const changeBlock: Choice = (state, random) =>
  state.blocks.size > 0
    ? {
        op: 'overwriteBlock',
        name: random.pick([...state.blocks.keys()]),
        start: random.below(BLOCK - PATCH),
        seed: random.seed(),
      }
    : addBlock(state, random)

const deleteLeaf: Choice = (state, random) =>
  state.leaves.size > 0 ? { op: 'deleteLeaf', name: random.pick([...state.leaves.keys()]) } : addLeaf(state, random)

const fail: Choice = (_, random) => ({ op: 'failing', seed: random.seed() })

/** As often as they stand here. */
const choices: readonly Choice[] = [
  ...[addLeaf, addLeaf, addLeaf, addLeaf, addLeaf, addLeaf, addLeaf, addLeaf],
  ...[addRows, addRows, addRows, addRows, changeLeaf, changeLeaf, changeRow, changeRow],
  ...[deleteLeaf, deleteLeaf, addBlock, addBlock, changeBlock, fail],
]

/** What the change makes of the state. */
export function advance(state: State, change: Change): void {
  state.steps++
  switch (change.op) {
    case 'leaf':
    case 'overwriteLeaf':
      state.leaves.set(change.name, change.seed)
      break
    case 'deleteLeaf':
      state.leaves.delete(change.name)
      break
    case 'block':
      state.blocks.set(change.name, { seed: change.seed, complib: change.complib, patches: [] })
      break
    case 'overwriteBlock':
      state.blocks.get(change.name)?.patches.push({ start: change.start, seed: change.seed })
      break
    case 'deleteBlock':
      state.blocks.delete(change.name)
      break
    case 'rows':
      for (let row = 0; row < change.count; row++) {
        state.rows.push(change.seed + row)
        state.ragged.push(change.seed + row)
      }
      break
    case 'overwriteRow':
      state.rows[change.row] = change.seed
      break
    case 'failing':
      break
  }
}

/** What a file holds after so many steps. */
export function stateAfter(steps: number, seed: number): State {
  const state = newState()
  while (state.steps < steps) advance(state, nextChange(state, seed))
  return state
}
