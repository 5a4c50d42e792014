import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { InvalidTypeError, NodeLookupError, ParameterLockedError } from '../../lib/errors.js'
import { Parameter, Result } from '../../lib/leaf/index.js'
import { SharedEArray } from '../../lib/shared/index.js'
import { Trajectory } from '../../lib/trajectory/index.js'
import { nodeOf } from '../../lib/tree/index.js'
import { ndarray } from '../../lib/values/index.js'

function example(): Trajectory {
  const traj = new Trajectory('t')
  traj.addParameter('neuron.tau', 10.5, 'time constant')
  traj.addResult('z', 1)
  traj.addResult('many', { a: 1, b: 2 })
  return traj
}

test('a parameter and a result with one item of its name give the plain value, the rest gives nodes', () => {
  const traj = example()
  assert.equal(traj.$.parameters.neuron.tau, 10.5)
  assert.equal(traj.$.tau, 10.5)
  assert.equal(traj.$.results.z, 1)
  assert.ok(traj.$.many instanceof Result)
  traj.addParameter('empty')
  assert.ok(traj.$.empty instanceof Parameter)
  traj.setProperties({ fastAccess: false })
  const tau: unknown = traj.$.tau
  assert.ok(tau instanceof Parameter)
})

test('assignment sets values, adds nodes and links nodes', () => {
  const traj = example()
  traj.$.tau = 20
  assert.equal(traj.$.tau, 20)
  traj.$.parameters.neuron.extra = new Parameter('extra', 3)
  assert.equal(traj.$.extra, 3)
  traj.$.parameters.neuron.group = new Parameter('group.inner', 4)
  assert.equal(traj.$.parameters.neuron.group.inner, 4)
  traj.$.results.link = traj.get('neuron')
  assert.equal(traj.get('results.link'), traj.get('neuron'))
  traj.$.results.again = traj.$.parameters.neuron
  assert.equal(traj.get('results.again'), traj.get('neuron'))
})

test('assignment of plain content under an unknown name, or to a group, is refused', () => {
  const traj = example()
  assert.throws(() => {
    traj.$.nope = 3
  }, NodeLookupError)
  assert.throws(() => {
    traj.$.neuron = 3
  }, InvalidTypeError)
  assert.throws(() => {
    traj.$.x = new Parameter('y', 3)
  }, NodeLookupError)
  void traj.$.tau
  assert.throws(() => {
    traj.$.tau = 3
  }, ParameterLockedError)
})

test('names can be listed, tested and deleted', () => {
  const traj = example()
  assert.deepEqual(Object.keys(traj.$), ['parameters', 'results'])
  assert.ok('tau' in traj.$)
  assert.ok(!('nope' in traj.$))
  delete traj.$.parameters.neuron.tau
  assert.ok(!('tau' in traj.$))
  assert.throws(() => {
    delete traj.$.parameters
  }, InvalidTypeError)
})

test('the view inspects as its group, is awaitable and leads back to the node', async () => {
  const traj = example()
  assert.match(inspect(traj.$.parameters), /^<ParameterGroup parameters: neuron: ParameterGroup>$/)
  assert.equal(await traj.$, traj.$)
  assert.equal(nodeOf(traj.$.neuron), traj.get('neuron'))
  assert.equal(traj.$.neuron, traj.$.neuron)
  assert.equal(Reflect.get(traj.$, '__proto__'), undefined)
  assert.equal(JSON.stringify(traj.$.neuron), '{"tau":10.5}')
})

test('nodes describe themselves in one line', () => {
  const traj = example()
  assert.equal(inspect(traj.get('tau')), '<Parameter parameters.neuron.tau ("time constant"): 10.5>')
  assert.equal(String(traj.get('many')), '<Result results.many: a=1, b=2>')
  assert.equal(String(traj), '<Trajectory t, 1 run: parameters: ParameterGroup, results: ResultGroup>')
})

test('text forms show ranges, runs, links and what is empty, in one line', () => {
  const traj = example()
  traj.addParameter('seed', 1)
  traj.addParameter('empty')
  traj.explore({ seed: [1, 2, 3, 4, 5, 6] })
  traj.addResultGroup('links').addLink('to', traj.get('neuron'))
  traj.addResult('matrix', ndarray(new Float64Array(4), [2, 2]))
  assert.equal(inspect(traj.get('seed')), '<Parameter parameters.seed: 1, explored: 1, 2, 3, 4, … 2 more>')
  assert.equal(inspect(traj.get('parameters.empty')), '<Parameter parameters.empty: empty>')
  assert.equal(inspect(traj.get('links')), '<ResultGroup results.links: to → parameters.neuron>')
  assert.equal(inspect(traj.get('matrix')), '<Result results.matrix: matrix=array([[0., 0.], [0., 0.]])>')
  for (let i = 0; i < 8; i++) traj.addResult(`many_${i}.r`, i)
  assert.match(inspect(traj.results), /many_1: ResultGroup, … 6 more>$/)
  traj.setCurrentRun(2)
  assert.match(inspect(traj), /^<Trajectory t, 6 runs, at run_00000002: parameters: /)
  assert.equal(inspect(traj.get('seed')), '<Parameter parameters.seed: 3, explored: 1, 2, 3, 4, … 2 more>')
  traj.startRun(2)
  assert.match(inspect(traj), /^<Trajectory t, 6 runs, in run_00000002: /)
  assert.equal(inspect(traj.runs), 'RunTable of 6 runs, 0 completed')
  assert.equal(inspect(traj.annotations), 'Annotations {}')
  assert.equal(inspect(new SharedEArray()), '<SharedEArray of no result>')
  assert.equal(traj.get<Parameter>('seed').isLocked, true)
  assert.equal(traj.get<Parameter>('tau').isLocked, false)
})
