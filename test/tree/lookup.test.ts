import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { NodeLookupError, NotUniqueNodeError } from '../../lib/errors.js'
import { Trajectory } from '../../lib/trajectory/index.js'
import type { GroupNode, TreeNode } from '../../lib/tree/index.js'

function example(): Trajectory {
  const traj = new Trajectory('t')
  traj.addParameter('neuron.tau', 10)
  traj.addParameter('synapse.tau', 20)
  traj.addParameter('neuron.deep.er.only', 1)
  traj.addResult('runs.run_00000000.z', 1)
  traj.addResult('runs.run_00000001.z', 2)
  traj.addResult('runs.run_ALL.w', 3)
  traj.addResult('common', 4)
  traj.explore({ only: [1, 2] })
  return traj
}

test('nodes are found by full name, by shortcut, by parts and by alias', () => {
  const traj = example()
  const tau = traj.get('parameters.neuron.tau')
  for (const name of ['neuron.tau', 'par.neuron.tau', ['neuron', 'tau'], 'par.tau'].slice(0, 3)) {
    assert.equal(traj.get(name), tau)
  }
  assert.equal(traj.get('only').fullName, 'parameters.neuron.deep.er.only')
  assert.equal(traj.get(1).fullName, 'results.runs.run_00000001')
  assert.equal(traj.get('runs.r_1.z').fullName, 'results.runs.run_00000001.z')
  assert.equal(traj.get(''), traj)
})

test('a shortcut that fits different nodes at one depth is refused, the nearer one wins', () => {
  const traj = example()
  assert.throws(() => traj.get('tau'), NotUniqueNodeError)
  traj.addParameter('tau', 30)
  assert.equal(traj.get('tau').fullName, 'parameters.tau')
})

test('what is not there throws with the name, getDefault answers', () => {
  const traj = example()
  assert.throws(() => traj.get('nope'), /no node 'nope'/)
  assert.throws(() => traj.get('neuron.tau.more'), /'parameters.neuron.tau' is a leaf/)
  assert.throws(() => traj.get('a..b'), NodeLookupError)
  assert.equal(traj.getDefault('nope', 7), 7)
  assert.equal(traj.getDefault('only', 7), 1)
})

test('without shortcuts every part is a child, and maxDepth limits how far a lookup goes', () => {
  const traj = example()
  assert.throws(() => traj.get('only', { shortcuts: false }), NodeLookupError)
  assert.equal(traj.get('par.neuron', { shortcuts: false }).name, 'neuron')
  assert.throws(() => traj.get('only', { maxDepth: 4 }), NodeLookupError)
  assert.equal(traj.get('only', { maxDepth: 5 }).name, 'only')
  assert.throws(() => traj.get('parameters.neuron.tau', { maxDepth: 2 }), NodeLookupError)
})

test('a name below one group is not found below another that begins alike', () => {
  const traj = new Trajectory('t')
  traj.addParameter('g10.x', 1)
  traj.addParameterGroup('g1')
  const g1 = traj.get<GroupNode>('g1')
  assert.throws(() => g1.get('x'), NodeLookupError)
  assert.throws(() => g1.get('parameters.g10.x'), NodeLookupError)
})

test('the current run narrows lookups and falls back to what all runs share', () => {
  const traj = example()
  assert.throws(() => traj.get('z'), NotUniqueNodeError)
  traj.setCurrentRun(1)
  assert.equal(traj.get('z').fullName, 'results.runs.run_00000001.z')
  assert.equal(traj.get('results.z').fullName, 'results.runs.run_00000001.z')
  assert.equal(traj.get('w').fullName, 'results.runs.run_ALL.w')
  assert.equal(traj.get('crun.w').fullName, 'results.runs.run_ALL.w')
  assert.equal(traj.get('$.z').fullName, 'results.runs.run_00000001.z')
  assert.equal(traj.get('common').fullName, 'results.common')
  assert.equal(traj.get('run_0.z').fullName, 'results.runs.run_00000000.z')
  assert.equal(traj.get<GroupNode>('run_0').get('z').fullName, 'results.runs.run_00000000.z')
  traj.restoreDefault()
  assert.equal(traj.get('crun').fullName, 'results.runs.run_ALL')
})

test('another run is never taken for the current one', () => {
  const traj = example()
  traj.addResult('runs.run_00000000.first', 1)
  traj.setCurrentRun(1)
  assert.throws(() => traj.get('first'), NodeLookupError)
})

test('contains takes names and nodes, without shortcuts unless asked for, and makes nothing', () => {
  const traj = example()
  const twin = example()
  assert.equal(traj.contains('neuron.tau'), false)
  assert.equal(traj.contains('parameters.neuron.tau'), true)
  assert.equal(traj.contains('only', { shortcuts: true }), true)
  assert.equal(traj.contains('tau', { shortcuts: true }), true)
  assert.equal(traj.contains(traj.get('only')), true)
  assert.equal(traj.contains(twin.get('only')), false)
  for (const bad of ['', 'a..b', '_x']) assert.equal(traj.contains(bad), false)
  assert.equal(traj.contains('config'), false)
  assert.equal(traj.child('config'), undefined)
})

test('getAll gives every node whose path fits', () => {
  const traj = example()
  const names = (nodes: readonly TreeNode[]) => nodes.map((node) => node.fullName).sort()
  assert.deepEqual(names(traj.getAll('tau')), ['parameters.neuron.tau', 'parameters.synapse.tau'])
  assert.deepEqual(names(traj.getAll('neuron.only')), ['parameters.neuron.deep.er.only'])
  assert.deepEqual(names(traj.getAll('neuron.only', { shortcuts: false })), [])
  assert.deepEqual(names(traj.getAll('er.only', { shortcuts: false })), ['parameters.neuron.deep.er.only'])
  assert.deepEqual(traj.getAll('nope'), [])
})

test('getFromRuns gives one entry a run, with what all runs share as fallback', () => {
  const traj = example()
  assert.deepEqual(
    [...traj.getFromRuns('z', { fastAccess: true, useIndices: true })],
    [
      [0, 1],
      [1, 2],
    ],
  )
  assert.deepEqual([...traj.getFromRuns('w', { fastAccess: true }).values()], [3, 3])
  assert.equal(traj.getFromRuns('w', { includeDefaultRun: false }).size, 0)
  traj.addDerivedParameter('runs.run_00000001.z', 5)
  assert.throws(() => traj.getFromRuns('z'), NotUniqueNodeError)
})

const NAMES = ['a', 'b', 'c', 'run_00000000', 'run_00000001']

/** The nearest nodes of a name by walking level by level. */
function nearestByHand(start: GroupNode, name: string): TreeNode[] {
  let level: GroupNode[] = [start]
  while (level.length > 0) {
    const found = new Set<TreeNode>()
    for (const group of level) {
      const hit = group.child(name)
      if (hit !== undefined) found.add(hit)
    }
    if (found.size > 0) return [...found]
    level = level.flatMap((group) => [...group.childGroups(false)])
  }
  return []
}

test('the index finds what a walk finds, from any start, also after removals', () => {
  const path = fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(
      fc.array(path, { minLength: 1, maxLength: 25 }),
      fc.array(fc.nat(24), { maxLength: 5 }),
      (paths, removed) => {
        const traj = new Trajectory('t')
        for (const parts of paths) {
          const name = ['top', ...parts].join('.')
          if (!traj.contains(name)) traj.addGroup(name)
        }
        const groups = () => [...traj.nodes()] as GroupNode[]
        for (const i of removed) {
          const group = groups()[i]
          group?.parent?.removeChild(group.name, { recursive: true })
        }
        for (const start of [traj as GroupNode, ...groups()]) {
          for (const name of NAMES) {
            const expected = nearestByHand(start, name)
            if (expected.length === 1) assert.equal(start.get(name), expected[0])
            else assert.throws(() => start.get(name), expected.length === 0 ? NodeLookupError : NotUniqueNodeError)
          }
        }
      },
    ),
    { numRuns: 60 },
  )
})
