import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Environment } from '../../lib/environment/index.js'
import { InvalidTypeError, NodeLookupError } from '../../lib/errors.js'
import { ArrayParameter, Parameter, type Result } from '../../lib/leaf/index.js'
import { cartesianProduct, Trajectory } from '../../lib/trajectory/index.js'
import { float } from '../../lib/values/index.js'
import { MemoryService } from '../helpers/memory-service.js'

interface Sweep {
  parameters: { neuron: { tau: number; label: string } }
  results: { z?: Float64Array; spikes: { counts: Result } }
}

test('with a schema, names and types of natural naming are checked', () => {
  const traj = new Trajectory<Sweep>('t')
  traj.addParameter('neuron.tau', 1.5)
  traj.addParameter('neuron.label', 'a')
  traj.addResult('z', new Float64Array(2))
  const tau: number = traj.$.parameters.neuron.tau
  assert.equal(tau, 1.5)
  assert.equal(traj.$.results.z?.length, 2)
  // @ts-expect-error the schema has no such name
  assert.throws(() => traj.$.parameters.neuron.nope)
  // @ts-expect-error the schema says text
  const label: number = traj.$.parameters.neuron.label
  assert.equal(label, 'a')
})

test('with a schema, names and values of what is added are checked', () => {
  const traj = new Trajectory<Sweep>('t')
  assert.ok(traj.addParameter('neuron.tau', float(1), 'in ms') instanceof Parameter)
  traj.addParameter(ArrayParameter, 'parameters.neuron.label', 'a')
  traj.addParameter(new Parameter('instances.are.not.checked', 1))
  // @ts-expect-error the schema has no such name
  traj.addParameter('neuron.tua', 1.5)
  // @ts-expect-error the schema says text
  assert.throws(() => traj.addParameter('neuron.label', 5), NodeLookupError)
  // @ts-expect-error nor for a class of one's own choice
  traj.addParameter(ArrayParameter, 'neuron.labels', 'a')
  // @ts-expect-error parameters belong to no run
  traj.addParameter('runs.run_00000000.x', 1)
  // @ts-expect-error an array is not a number
  traj.addResult('z', 5)
  traj.addResult('runs.$.z', new Float64Array(2))
  traj.addResult('spikes.counts', { first: 1, second: 2 })
  traj.addDerivedParameter('of.this.branch.the.schema.says', 'nothing')
})

test('with a schema, names and values of what is explored are checked, by shortcuts too', async () => {
  const traj = new Trajectory<Sweep>('t')
  traj.addParameter('neuron.tau', 1.5)
  traj.addParameter('neuron.label', 'a')
  // @ts-expect-error the schema has no such name
  assert.throws(() => traj.explore({ 'neuron.tua': [1, 2] }), NodeLookupError)
  // @ts-expect-error the schema says numbers
  assert.throws(() => traj.explore({ tau: ['a', 'b'] }), InvalidTypeError)
  // @ts-expect-error also of what a cartesian product was made of
  assert.throws(() => traj.explore(cartesianProduct({ tau: [1, 2], labels: ['a', 'b'] })), NodeLookupError)
  traj.explore(cartesianProduct({ tau: [1, 2], 'neuron.label': ['a', 'b'] }))
  await traj.expand({ 'parameters.neuron.tau': Float64Array.of(3), label: new Set(['c']) })
  // @ts-expect-error the schema says numbers
  await assert.rejects(traj.expand({ tau: ['x'], label: ['c'] }), InvalidTypeError)
  assert.equal(traj.length, 5)
})

test('without a schema, or with one for another branch, any name and value compiles', () => {
  const untyped = new Trajectory('t')
  const names: readonly string[] = ['a', 'b.c']
  const contents: readonly unknown[] = [1, 'text']
  for (const [i, name] of names.entries()) untyped.addParameter(name, contents[i])
  untyped.explore(cartesianProduct({ a: [1, 2], 'b.c': ['x', 'y'] }))
  const results = new Trajectory<{ results: { z: number } }>('t')
  results.addParameter('anything', [1, 2])
  results.explore({ anything: [[1, 2]] })
  const open = new Trajectory<{ parameters: { x: unknown; y?: { deep: boolean } } }>('t')
  open.addParameter('x', 1)
  open.addParameter('y.deep', true)
  // @ts-expect-error the schema says a boolean
  assert.throws(() => open.addParameter('y.deep', 'no'), NodeLookupError)
  const simulate = (traj: Trajectory) => traj.addResult('z', 1)
  simulate(new Trajectory<Sweep>('t') as Trajectory)
})

test('an environment with a schema hands it to the simulation', async () => {
  const env = new Environment<Sweep>({ trajectory: 't', storageService: new MemoryService() })
  env.traj.addParameter('neuron.tau', 2)
  const results = await env.run((traj) => {
    const { tau } = traj.$.parameters.neuron
    return tau * 2
  })
  assert.deepEqual(results, [[0, 4]])
})
