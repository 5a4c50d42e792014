// Computes random walks in two processes, and what one of them could not finish is resumed from the file.

import { cartesianProduct, Environment, float, loadTrajectory } from 'trajstore'
import { outputFile } from '../output.mjs'

const filename = outputFile('walks.hdf5')
const simulation = new URL('./simulate.mjs', import.meta.url)

const env = new Environment({ trajectory: 'walks', filename, overwriteFile: true, workers: 2 })
env.traj.addParameter('drift', float(0), 'Per step')
env.traj.addParameter('seed', 1, 'Of the random numbers')
env.traj.explore(cartesianProduct({ drift: [0, 0.01, 0.1], seed: [1, 2, 3, 4] }))

const stop = new AbortController()
const onProgress = ({ done }) => done === 5 && stop.abort()
await env.run(simulation, { args: [1000], signal: stop.signal, onProgress }).catch(({ name }) => console.log(name))
await env.close()

const again = new Environment({ trajectory: 'walks', filename, workers: 2 })
const results = await again.resume(simulation, { args: [1000] })
console.log(`Resumed ${results.length > 0 ? 'what was missing' : 'nothing'}`)

const traj = await loadTrajectory(filename, { results: 'data' })
console.log(`${traj.length} runs, all completed: ${traj.isCompleted()}`)
for (const [run, path] of traj.getFromRuns('path', { fastAccess: true, useIndices: true })) {
  if (run % 4 === 0) console.log(`drift ${traj.get('drift').at(run)}: ends at ${path.at(-1).toFixed(1)}`)
}
