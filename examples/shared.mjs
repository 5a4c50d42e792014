// Shared data: one growing array and one table in the file that all runs append to, and a search through them.

import { Environment, loadTrajectory, SharedEArray, SharedResult, SharedTable } from 'trajstore'
import { outputFile } from './output.mjs'

const filename = outputFile('shared.hdf5')
const env = new Environment({ trajectory: 'walks', filename, overwriteFile: true })
const { traj } = env
traj.addParameter('seed', 1)
traj.explore({ seed: Array.from({ length: 50 }, (_, i) => i + 1) })
await traj.store()

const path = new SharedEArray()
const ends = new SharedTable()
traj.addResult(SharedResult, 'walks', { path, ends })
await path.create({ dtype: 'float32', shape: [0, 100] })
await ends.create({ columns: { run: 'int32', end: 'float64' } })

/** A random walk of 100 steps; its path is one row of the array. */
await env.run(async (traj) => {
  const walk = walkFrom(traj.$.seed)
  await path.append(walk)
  await ends.append([{ run: traj.currentRun, end: walk[99] }])
})

const again = await loadTrajectory(filename, { results: 'data' })
const walks = again.get('results.walks')
const [rows, steps] = (await walks.get('path').describe()).shape
const { run, end } = await walks.get('ends').where('end > 15')
console.log(`${rows} walks of ${steps} steps; ${run.length} ended beyond 15:`)
for (const [i, of] of run.entries()) console.log(`  ${again.runName(of)} at ${end[i]}`)

function walkFrom(seed) {
  let state = seed * 2654435761
  let place = 0
  return Float32Array.from({ length: 100 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    place += state > 2 ** 31 ? 1 : -1
    return place
  })
}
