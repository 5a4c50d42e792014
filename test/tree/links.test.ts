import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InvalidTypeError, InvalidValueError, NodeLookupError } from '../../lib/errors.js'
import { Trajectory } from '../../lib/trajectory/index.js'
import type { GroupNode } from '../../lib/tree/index.js'

function example() {
  const traj = new Trajectory('t')
  const x = traj.addParameter('neuron.x', 1)
  const neuron = traj.get<GroupNode>('neuron')
  const results = traj.addResultGroup('group')
  return { traj, x, neuron, results }
}

test('a link is another name, followed by lookups, iteration and natural naming', () => {
  const { traj, x, neuron, results } = example()
  results.addLink('mine', neuron)
  results.addLink(x)
  assert.equal(results.get('x'), x)
  assert.equal(results.get('mine.x'), x)
  assert.equal(results.$.mine.x, 1)
  assert.throws(() => results.get('mine', { withLinks: false }), NodeLookupError)
  assert.deepEqual([...results.nodes({ withLinks: false })], [])
  assert.deepEqual(new Set(results.nodes()), new Set([neuron, x]))
  assert.equal(traj.get('mine'), neuron)
})

test('meeting one node through several links is not ambiguous', () => {
  const { traj, x, results } = example()
  results.addLink('one.l', x)
  results.addLink('two.l', x)
  assert.equal(traj.get('l'), x)
})

test('cycles end', () => {
  const { traj, results, x } = example()
  results.addLink('self', results)
  results.addLink('up', traj.results)
  assert.equal([...traj.nodes()].filter((node) => node === results).length, 1)
  assert.throws(() => traj.get('nope'), NodeLookupError)
  assert.equal(traj.get('x'), x)
})

test('links that cannot be are refused and change nothing', () => {
  const { traj, x, results } = example()
  const other = example()
  const before = [...traj.nodes()].length
  assert.throws(() => results.addLink('a.root', traj), InvalidValueError)
  assert.throws(() => results.addLink('a.other', other.x), InvalidValueError)
  assert.throws(() => results.addLink('a.none', null as never), InvalidTypeError)
  assert.throws(() => traj.addLink('config', x), InvalidValueError)
  assert.throws(() => traj.addLink('overview', x), InvalidValueError)
  assert.throws(() => traj.addLink('parameters.neuron', x), NodeLookupError)
  results.addLink('l', x)
  assert.throws(() => results.addLink('l', x), NodeLookupError)
  assert.throws(() => results.addGroup('l.sub'), NodeLookupError)
  assert.equal([...traj.nodes()].length, before)
})

test('a removed node takes its links along, a removed link leaves the node', () => {
  const { traj, x, neuron, results } = example()
  results.addLink('a', x)
  results.addLink('b', neuron)
  results.removeLink('a')
  assert.equal(traj.contains(x), true)
  assert.throws(() => results.removeLink('a'), InvalidValueError)
  results.addLink('a', x)
  traj.parameters.removeChild('neuron', { recursive: true })
  assert.deepEqual([...results.links()], [])
  assert.equal(traj.index.linkCount, 0)
  assert.equal(traj.index.has('x'), false)
  assert.equal(x.parent, null)
})

test('adding through the object behind a link lands at its real place', () => {
  const { traj, neuron, results } = example()
  results.addLink('mine', neuron)
  traj.get<GroupNode>('group.mine').addLeaf('y', 2)
  assert.equal(traj.contains('parameters.neuron.y'), true)
})

test('links elsewhere do not change what a name means', () => {
  const { traj, x, results } = example()
  results.addLink('unrelated', x)
  traj.addResult('deep.er.only', 1)
  assert.equal(traj.get('only').fullName, 'results.deep.er.only')
  assert.throws(() => results.get('only'), NodeLookupError)
  results.addLink('short', traj.get('deep'))
  traj.addResult('other.only', 2)
  assert.equal(traj.get('only').fullName, 'results.other.only')
  assert.equal(results.get('only').fullName, 'results.deep.er.only')
})

test('results of runs are found through links of the runs, unless links are not wanted', () => {
  const traj = new Trajectory('t')
  traj.addParameter('x', 0)
  traj.explore({ x: [1, 2, 3] })
  const one = traj.addResult('runs.run_00000001.sub.one', 1)
  const two = traj.addResult('runs.run_00000002.sub.two', 2)
  traj.get<GroupNode>('results.runs.run_1').addLink('two', one)
  assert.deepEqual(
    [...traj.getFromRuns('two', { useIndices: true })],
    [
      [1, one],
      [2, two],
    ],
  )
  assert.deepEqual([...traj.getFromRuns('two', { withLinks: false }).values()], [two])
})

test('getting all nodes of a name leaves links out, in a run too', () => {
  const traj = new Trajectory('t')
  traj.addParameter('test.hi', 44)
  traj.explore({ hi: [1, 2, 3] })
  traj.addParameterGroup('test.test.inner')
  traj.addParameterGroup('other').addLink('test', traj.get('parameters.test'))
  assert.equal(traj.getAll('par.test').length, 2)
  assert.equal(traj.getAll('par.test', { shortcuts: false }).length, 1)
  traj.setCurrentRun(0)
  for (const name of ['f.$.h', 'f.$.g.h', 'f.$.i']) traj.addGroup(name)
  traj.get<GroupNode>('crun.i').addLink('h', traj.get('f.$.h'))
  for (const name of ['$.h', 'h']) assert.equal(traj.getAll(name).length, 2, name)
  traj.restoreDefault()
  assert.equal(traj.getAll('h').length, 2)
})
