// Exploration that decides where to look next: after each round, post-processing adds the runs of the next one.
// Here it closes in on the current at which a neuron begins to fire.

import { Environment, loadTrajectory } from 'trajstore'
import simulate from './neuron/simulate.mjs'
import { outputFile } from './output.mjs'

const filename = outputFile('adaptive.hdf5')
const env = new Environment({ trajectory: 'adaptive', filename, overwriteFile: true })
const { traj } = env
traj.addParameter('neuron.current', 1.1, 'Input current, nA')
traj.addParameter('neuron.tau', 20, 'Membrane time constant, ms')
traj.addParameter('neuron.resistance', 10, 'Membrane resistance, MΩ')
traj.addParameter('neuron.threshold', 15, 'Threshold above rest, mV')
traj.addParameter('neuron.refractory', 2, 'Refractory period, ms')
traj.addParameter('simulation.duration', 500, 'ms')
traj.addParameter('simulation.dt', 0.1, 'ms')
traj.explore({ 'neuron.current': [0.5, 1.7, 3.1] })

/** Gets all results so far; gives the values to add, or nothing to end. */
function closeIn(traj, results) {
  const currents = traj.get('neuron.current').range
  const silent = Math.max(...results.filter(([, spikes]) => spikes === 0).map(([run]) => currents[run]))
  const firing = Math.min(...results.filter(([, spikes]) => spikes > 0).map(([run]) => currents[run]))
  console.log(`${results.length} runs: it begins to fire between ${silent.toFixed(4)} and ${firing.toFixed(4)} nA`)
  if (firing - silent < 0.001) return null
  const third = (firing - silent) / 3
  return { 'neuron.current': [silent + third, firing - third] }
}

await env.run(simulate, { postprocess: closeIn })

const loaded = await loadTrajectory(filename)
console.log(`The file has ${loaded.length} runs, all completed: ${loaded.isCompleted()}; theory says 1.5 nA.`)
