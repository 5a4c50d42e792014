// Links: further names for nodes that stand elsewhere, in memory and in the file.

import { Environment, loadTrajectory } from 'trajstore'
import { outputFile } from './output.mjs'

const filename = outputFile('links.hdf5')
const env = new Environment({ trajectory: 'links', filename, overwriteFile: true })
const { traj } = env
traj.addParameter('seed', 1)
traj.explore({ seed: [1, 2, 3, 4] })

/** A made-up score: what counts here is that one run is the best. */
await env.run((traj) => {
  const score = (traj.$.seed * 37) % 11
  traj.addResult('score', score)
  return score
})

const twin = await loadTrajectory(filename, { results: 'data' })
const scores = twin.getFromRuns('score', { fastAccess: true, useIndices: true })
const [best] = [...scores].reduce((a, b) => (b[1] > a[1] ? b : a))

// The group of the best run gets a second name, under which it can be found without knowing the index.
twin.results.addLink('best', twin.get(`results.runs.${twin.runName(best)}`))
await twin.store()

const again = await loadTrajectory(filename, { results: 'data' })
console.log(`scores by run: ${[...scores.values()].join(', ')}`)
console.log(`results.best.score = ${again.$.results.best.score}, which is ${again.get('results.best').fullName}`)
