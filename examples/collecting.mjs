// All runs at once: the results of every run as columns beside the parameters, filtered, averaged and as an Arrow table.

import { cartesianProduct, Environment, float, loadTrajectory } from 'trajstore'
import { outputFile } from './output.mjs'

const filename = outputFile('collecting.hdf5')
const env = new Environment({ trajectory: 'grid', filename, overwriteFile: true })
const { traj } = env
traj.addParameter('x', float(0))
traj.addParameter('y', float(0))
const steps = Array.from({ length: 11 }, (_, i) => float(i / 10))
traj.explore(cartesianProduct({ x: steps, y: steps }))
await env.run((traj) => void traj.addResult('distance', float(Math.hypot(traj.$.x, traj.$.y))))

// A program of its own begins here: only the file is needed.
const loaded = await loadTrajectory(filename)
const table = await loaded.collect('distance', { where: ({ x }) => x > 0.75 })

const sums = new Map()
for (const { x, distance } of table) sums.set(x, [...(sums.get(x) ?? []), distance])
console.log('     x  mean distance')
for (const [x, distances] of sums) {
  const mean = distances.reduce((a, b) => a + b) / distances.length
  console.log(`  ${x.toFixed(2)}   ${mean.toFixed(4)}`)
}

const arrow = await table.toArrow()
console.log(`Arrow: ${arrow.schema.fields.map(({ name }) => name).join(', ')}`)
