import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type GroupNode,
  loadTrajectory,
  NodeLookupError,
  type Parameter,
  type Result,
  Trajectory,
} from '../../lib/index.js'
import { temporaryFolder } from '../support/temporary.js'

const inFolder = temporaryFolder()
let count = 0

/** A trajectory in a file with runs, run sets and links, loaded without anything below its branches. */
async function bare(): Promise<Trajectory> {
  const filename = inFolder(`${count++}.hdf5`)
  const traj = new Trajectory('t', { filename }) as Trajectory
  traj.addParameter('neuron.x', 0, 'an x')
  traj.explore({ x: [10, 11, 12] })
  for (const run of [0, 1, 2]) traj.addResult(`runs.run_${run}.deep.z`, run)
  traj.addResult('runs.run_A.shared', 'for all')
  traj.addResult('sets.rts_1.y', 5)
  traj.addResult('other.target', 7, 'linked')
  traj.addLink('results.links.group', traj.get('results.other'))
  traj.addLink('results.links.leaf', traj.get('target'))
  traj.addLink('results.links.again', traj.get('results.links'))
  await traj.store()
  const nothing = 'nothing'
  return loadTrajectory(filename, { parameters: nothing, results: nothing })
}

test('what is not in memory is loaded by its path, with data and comment, through several missing levels', async () => {
  const traj = await bare()
  assert.deepEqual([...traj.nodes()], [])
  const z = await traj.fetch<Result>('results.runs.run_00000001.deep.z')
  assert.equal(z.get(), 1)
  assert.deepEqual(
    [...traj.leaves()].map((leaf) => leaf.fullName),
    ['results.runs.run_00000001.deep.z'],
  )
  assert.equal(await traj.fetchValue('par.neuron.x'), 0)
  assert.equal(traj.get('x').comment, 'an x')
})

test('aliases, run indices and run sets are spelled out', async () => {
  const traj = await bare()
  assert.equal(await traj.fetchValue('res.runs.r_2.deep.z'), 2)
  assert.equal(await traj.fetchValue(['results', 'runs', 1, 'deep', 'z']), 1)
  assert.equal(await traj.fetchValue('results.sets.rts_999.y'), 5)
})

test('wildcards stand for the current run, then for what all runs share; explored parameters are those of the run', async () => {
  const traj = await bare()
  traj.setCurrentRun(2)
  assert.equal(await traj.fetchValue('results.runs.$.deep.z'), 2)
  assert.equal(await traj.fetchValue('results.runs.crun.shared'), 'for all')
  assert.equal(await traj.fetchValue('parameters.neuron.x'), 12)
  await assert.rejects(traj.fetch('results.runs.$.nope'), NodeLookupError)
})

test('groups fetch below themselves, and everything below when asked', async () => {
  const traj = await bare()
  const runs = await traj.fetch<GroupNode>('results.runs')
  assert.deepEqual([...runs.childNames()], [])
  assert.equal(await runs.fetchValue('run_0.deep.z'), 0)
  const one = await runs.fetch<GroupNode>('run_1', { recursive: true })
  assert.equal(one.$.z, 1)
  await traj.fetch('results.runs', { recursive: true })
  assert.deepEqual([...runs.leaves()].map((leaf) => leaf.name).sort(), ['shared', 'z', 'z', 'z'])
})

test('an empty leaf in memory is filled, a full one is left alone, also by a shortcut', async () => {
  const traj = await bare()
  await traj.loadSkeleton()
  assert.equal(await traj.fetchValue('run_2.z'), 2)
  traj.get<Result>('run_2.z').set(20)
  assert.equal(await traj.fetchValue('run_2.z'), 20)
  assert.equal(traj.get<Parameter>('x').isEmpty(), true)
})

test('links of the file are followed, and are links in memory', async () => {
  const traj = await bare()
  assert.equal(await traj.fetchValue('results.links.leaf'), 7)
  assert.equal(traj.get('results.links.leaf'), traj.get('results.other.target'))
  assert.equal(traj.get('target').comment, 'linked')
  const again = await bare()
  assert.equal(await again.fetchValue('results.links.again.again.group.target'), 7)
  assert.equal(again.get('results.links.again'), again.get('results.links'))
  assert.deepEqual(
    [...again.leaves({ withLinks: false })].map((leaf) => leaf.fullName),
    ['results.other.target'],
  )
})

test('what is nowhere leaves memory as it was', async () => {
  const traj = await bare()
  for (const name of [
    'z',
    'results.nope',
    'results.runs.run_0.nope',
    'results.links.group.nope',
    'results.runs.run_9',
  ]) {
    await assert.rejects(traj.fetch(name), NodeLookupError, name)
  }
  assert.deepEqual(
    [...traj.nodes()].map((node) => node.fullName).filter((name) => name !== 'results'),
    [],
  )
})

test('results of each run are fetched while going through the runs', async () => {
  const traj = await bare()
  await traj.fetch('parameters.neuron.x')
  for (const run of traj.iterRuns()) {
    assert.equal(await traj.fetchValue('results.runs.$.deep.z'), run)
    assert.equal(traj.$.x, 10 + run)
    const names = [...traj.nodes({ predicate: [run] })].map((node) => node.name)
    assert.ok(names.includes(traj.runName(run)))
    assert.ok(!names.includes(traj.runName((run + 2) % 3)))
  }
  assert.deepEqual([traj.currentRun, traj.currentRunName, traj.$.x], [-1, null, 0])
})
