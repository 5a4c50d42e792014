// Two trajectories of one simulation, computed apart, become one.

import { Environment, loadTrajectory } from 'trajstore'
import { outputFile } from './output.mjs'

const simulate = (traj) => {
  traj.addResult('square', traj.$.x ** 2)
}

async function compute(name, xs) {
  const filename = outputFile(`${name}.hdf5`)
  const env = new Environment({ trajectory: name, filename, overwriteFile: true })
  env.traj.addParameter('x', 0)
  env.traj.explore({ x: xs })
  await env.run(simulate)
  return loadTrajectory(filename)
}

const first = await compute('merging_first', [1, 2, 3])
const second = await compute('merging_second', [3, 4, 5])

// Points that both have are taken once.
const report = await first.merge(second, { removeDuplicates: true, backup: false })
console.log(`${report.runs.length} runs joined: ${report.runs.map((run) => first.runName(run)).join(', ')}`)

const merged = await loadTrajectory(first.service.filename, { results: 'data' })
const squares = merged.getFromRuns('square', { fastAccess: true })
merged.get('x').range.forEach((x, run) => {
  console.log(`${merged.runName(run)}: x = ${x}, square = ${squares.get(merged.runName(run))}`)
})
