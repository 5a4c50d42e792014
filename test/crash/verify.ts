import assert from 'node:assert/strict'
import type { EArray, File, Group, HArray, Table, VLArray } from '../../lib/h5/index.js'
import { numbers } from './random.js'
import { BLOCK, type Block, LEAF, PATCH, type State, stateAfter } from './workload.js'
import { raggedLength } from './write-change.js'

/** Reads everything of a file and compares it with what the steps that it says it has must have left. Gives their number. */
export function verify(file: File, seed: number): number {
  const steps = file.root.attributes.get('steps')
  assert.ok(typeof steps === 'number', 'the file does not say how many steps it has')
  const state = stateAfter(steps, seed)
  checkNames(file, state)
  for (const [name, leafSeed] of state.leaves) checkLeaf(file, name, leafSeed)
  for (const [name, block] of state.blocks) checkBlock(file, name, block)
  checkRows(file, state)
  return steps
}

function checkNames(file: File, { leaves, blocks }: State): void {
  assert.deepEqual(file.root.names().sort(), ['blocks', 'leaves', 'rows'])
  for (const [path, expected] of [
    ['/leaves', leaves],
    ['/blocks', blocks],
  ] as const) {
    using group = file.get(path) as Group
    assert.deepEqual(group.names().sort(), [...expected.keys()].sort())
  }
}

function checkLeaf(file: File, name: string, seed: number): void {
  using group = file.get(`/leaves/${name}`) as Group
  // Overwriting changes the data and their seed alone.
  const first = group.attributes.get('seed') as number
  assert.equal(group.attributes.get('text'), `leaf of ${first}`)
  assert.equal(group.attributes.get('half'), first + 0.5)
  using array = file.get(`/leaves/${name}/data`) as HArray
  assert.equal(array.attributes.get('seed'), seed)
  same(array.readSync().data, numbers(seed, LEAF), array.path)
}

function checkBlock(file: File, name: string, { seed, patches }: Block): void {
  const expected = numbers(seed, BLOCK)
  for (const patch of patches) expected.set(numbers(patch.seed, PATCH), patch.start)
  using array = file.get(`/blocks/${name}`) as HArray
  same(array.readSync().data, expected, array.path)
}

function checkRows(file: File, state: State): void {
  const { rows } = state
  using table = file.get('/rows/table') as Table
  assert.deepEqual(Array.from(table.column('seed') as ArrayLike<number | bigint>, Number), rows)
  same(dataOf(table.column('values')), joined(rows, 3), table.path)
  using earray = file.get('/rows/earray') as EArray
  same(earray.readSync().data, joined(rows, 4), earray.path)
  using vlarray = file.get('/rows/vlarray') as VLArray
  const ragged = vlarray.readSync()
  assert.equal(ragged.length, state.ragged.length)
  for (const [row, { data }] of ragged.entries()) {
    const seed = state.ragged[row]!
    same(data, numbers(seed, raggedLength(seed)), `row ${row} of ${vlarray.path}`)
  }
}

const dataOf = (column: unknown): unknown => (ArrayBuffer.isView(column) ? column : (column as { data: unknown }).data)

function joined(seeds: readonly number[], width: number): Float64Array {
  const all = new Float64Array(seeds.length * width)
  for (const [row, seed] of seeds.entries()) all.set(numbers(seed, width), row * width)
  return all
}

function same(got: unknown, expected: Float64Array, path: string): void {
  assert.ok(got instanceof Float64Array, `${path} holds other data than numbers`)
  const bytes = (array: Float64Array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength)
  assert.ok(bytes(got).equals(bytes(expected)), `${path} holds other numbers than were written`)
}
