import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Environment } from '../../lib/environment/index.js'
import { Trajectory } from '../../lib/trajectory/index.js'
import { MemoryService } from '../helpers/memory-service.js'

interface Sweep {
  parameters: { neuron: { tau: number; label: string } }
  results: { z?: Float64Array }
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

test('an environment with a schema hands it to the simulation', async () => {
  const env = new Environment<Sweep>({ trajectory: 't', storageService: new MemoryService() })
  env.traj.addParameter('neuron.tau', 2)
  const results = await env.run((traj) => {
    const { tau } = traj.$.parameters.neuron
    return tau * 2
  })
  assert.deepEqual(results, [[0, 4]])
})
