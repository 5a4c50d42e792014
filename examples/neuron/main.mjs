// Explores a neuron over input currents and membrane time constants, then looks at the file as someone would who finds
// it a year later. Run it by `npm start`.

import { stat } from 'node:fs/promises'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cartesianProduct, Environment, loadTrajectory } from 'trajstore'
import { outputFile } from '../output.mjs'
import { printTree } from '../tree.mjs'
import { plot } from './plot.mjs'
import { analyticRate } from './simulate.mjs'

const filename = outputFile('neuron.hdf5')

await explore()
await lookAtTheFile()
await lookAtAFileOfPypet()

async function explore() {
  const env = new Environment({
    trajectory: 'neuron',
    filename,
    overwriteFile: true,
    complib: 'blosc:lz4',
    complevel: 5,
    comment: 'Rate of a leaky integrate-and-fire neuron over its input current',
  })
  const { traj } = env
  traj.addParameter('neuron.current', 2.5, 'Input current, nA')
  traj.addParameter('neuron.tau', 20, 'Membrane time constant, ms')
  traj.addParameter('neuron.resistance', 10, 'Membrane resistance, MΩ')
  traj.addParameter('neuron.threshold', 15, 'Threshold above rest, mV')
  traj.addParameter('neuron.refractory', 2, 'Refractory period, ms')
  traj.addParameter('simulation.duration', 1000, 'ms')
  traj.addParameter('simulation.dt', 0.05, 'ms')

  const currents = Array.from({ length: 51 }, (_, i) => i * 0.08)
  traj.explore(cartesianProduct({ 'neuron.tau': [5, 10, 20, 40], 'neuron.current': currents }))

  const start = performance.now()
  await env.run(new URL('./simulate.mjs', import.meta.url))
  console.log(`Computed and stored ${traj.length} runs in ${((performance.now() - start) / 1000).toFixed(1)} s.\n`)
}

async function lookAtTheFile() {
  const traj = await loadTrajectory(filename, { results: 'skeleton' })
  const { size } = await stat(filename)
  const explored = [...traj.exploredParameters()].map(([name, parameter]) => {
    const values = new Set(parameter.range)
    return `${name}, ${values.size} values from ${Math.min(...values)} to ${Math.max(...values)}`
  })
  console.log(`'${traj.name}': ${traj.comment}`)
  console.log(`  runs      ${traj.length}, all completed: ${traj.isCompleted()}`)
  for (const line of explored) console.log(`  explored  ${line}`)
  console.log(`  file      ${relative('.', filename)}, ${(size / 2 ** 20).toFixed(1)} MB\n`)

  const curves = await ratesByTau(traj)
  const marks = ['o', '+', 'x', '*']
  const simulated = [...curves].map(([, points], i) => ({
    mark: marks[i],
    points: points.map(({ current, rate }) => [current, rate]),
  }))
  const theory = [...curves].map(([, points]) => ({ mark: '·', points: fineTheory(points) }))
  console.log(plot([...theory, ...simulated], { xLabel: 'current, nA', yLabel: 'rate, Hz' }))
  console.log(`       ${[...curves.keys()].map((tau, i) => `${marks[i]} tau ${tau} ms`).join('   ')}   · theory\n`)
  const worst = [...curves.values()].flat().reduce((a, b) => (deviation(a) > deviation(b) ? a : b))
  console.log(
    `Largest deviation from theory: ${deviation(worst).toFixed(2)} Hz ` +
      `(${worst.rate.toFixed(1)} instead of ${worst.theory.toFixed(1)} Hz at ${worst.current.toFixed(2)} nA, tau ${worst.neuron.tau} ms)\n`,
  )

  const path = relative('.', filename)
  console.log('Look at the file yourself, from here:')
  console.log(
    `  node --input-type=module -e "import { loadTrajectory } from 'trajstore'; console.log(await loadTrajectory('${path}'))"`,
  )
  console.log('or from Python:')
  console.log(
    `  python3 -c "import tables; f = tables.open_file('${path}'); print(f.root.neuron.results.runs.run_00000040.spikes.times[:5])"\n`,
  )
}

/** Points of one curve for each time constant, loaded run by run. */
async function ratesByTau(traj) {
  const curves = new Map()
  for (const run of traj.iterRuns()) {
    const spikes = await traj.fetch(`results.runs.${traj.runName(run)}.spikes`)
    const neuron = traj.$.parameters.neuron
    const { current, tau, resistance, threshold, refractory } = neuron
    const parameters = { current, tau, resistance, threshold, refractory }
    const point = { current, neuron: parameters, rate: rateOf(spikes.get('times')), theory: analyticRate(parameters) }
    curves.set(tau, [...(curves.get(tau) ?? []), point])
  }
  return curves
}

/** Hz, from the intervals between spikes. */
function rateOf(times) {
  return times.length < 2 ? 0 : (1000 * (times.length - 1)) / (times.at(-1) - times[0])
}

function fineTheory(points) {
  const [{ neuron }] = points
  const last = points.at(-1).current
  return Array.from({ length: 200 }, (_, i) => {
    const current = (i / 199) * last
    return [current, analyticRate({ ...neuron, current })]
  })
}

function deviation({ rate, theory }) {
  return Math.abs(rate - theory)
}

async function lookAtAFileOfPypet() {
  const file = fileURLToPath(new URL('../data/basic_env_5runs.hdf5', import.meta.url))
  const traj = await loadTrajectory(file, { results: 'data', derivedParameters: 'data' })
  console.log(`A file that pypet ${traj.version} wrote:`)
  printTree(traj, { except: ['config'] })
}
