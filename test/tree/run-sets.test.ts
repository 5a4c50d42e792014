import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NodeLookupError, NotUniqueNodeError } from '../../lib/errors.js'
import { Trajectory } from '../../lib/trajectory/index.js'

const RUNS = 2002

/** Results of every run below the group of its run set, and something that the runs of a set share. */
function inSets(): Trajectory {
  const traj = new Trajectory('t')
  traj.addParameter('x', 0)
  traj.explore({ x: Array.from({ length: RUNS }, (_, run) => run) })
  for (const run of traj.iterRuns()) traj.addResult('sets.$set.$.z', run)
  for (const set of [0, 1000, 2000]) traj.addResult(`sets.rts_${set}.shared`, set)
  return traj
}

test('a thousand runs share a run set', () => {
  const traj = inSets()
  assert.deepEqual(Object.keys(traj.$.sets), ['run_set_00000', 'run_set_00001', 'run_set_00002'])
  assert.deepEqual(
    [0, 1, 2].map((set) => Object.keys(traj.$.sets[`run_set_0000${set}`]).length),
    [1001, 1001, 3],
  )
})

test('the current run is found in its set, by wildcards and by shortcuts', () => {
  const traj = inSets()
  assert.throws(() => traj.get('z'), NotUniqueNodeError)
  for (const run of [0, 999, 1000, 1999, 2001]) {
    traj.setCurrentRun(run)
    assert.equal(traj.$.z, run)
    assert.equal(traj.value('sets.$set.$.z'), run)
    assert.equal(traj.value('results.sets.crunset.shared'), Math.floor(run / 1000) * 1000)
  }
  assert.equal(traj.value('sets.rts_1001.r_1001.z'), 1001)
  assert.throws(() => traj.get('sets.rts_0.run_1001.z'), NodeLookupError)
})

test('all runs are gathered out of their sets, and nodes of some runs are gone through', () => {
  const traj = inSets()
  const found = traj.getFromRuns('z', { fastAccess: true, useIndices: true })
  assert.equal(found.size, RUNS)
  assert.ok([...found].every(([run, value]) => run === value))
  const leaves = [...traj.results.leaves({ predicate: [3, 1500] })].map((leaf) => leaf.fullName)
  assert.deepEqual(leaves.sort(), [
    'results.sets.run_set_00000.run_00000003.z',
    'results.sets.run_set_00000.shared',
    'results.sets.run_set_00001.run_00001500.z',
    'results.sets.run_set_00001.shared',
    'results.sets.run_set_00002.shared',
  ])
})
