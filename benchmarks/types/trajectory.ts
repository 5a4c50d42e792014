import { Environment, type EnvironmentOptions, type LoadOptions, loadTrajectory, Trajectory } from '../../lib/index.js'
import { type Operation, timed } from '../protocol.js'

/** Two small results a run: a number and 100 numbers. */
function simulate(traj: Trajectory): void {
  const x = traj.$.x as number
  traj.addResult('z', x * 2, 'Twice x')
  traj.addResult('array', new Float64Array(100).fill(x), 'A hundred times x')
}

function explored(runs: number, folder: string, options: EnvironmentOptions = {}): Environment {
  const env = new Environment({ trajectory: 'bench', filename: `${folder}/bench.hdf5`, ...options })
  env.traj.addParameter('x', 0)
  env.traj.explore({ x: Array.from({ length: runs }, (_, run) => run) })
  return env
}

interface Runs {
  readonly runs: number
}

/** A whole environment: every run stored as soon as it is done. */
export const runStore: Operation<Runs> = ({ runs }, folder) => {
  const env = explored(runs, folder)
  return timed(() => env.run(simulate))
}

/** Many results, stored at once. */
export const leavesStore: Operation<{ leaves: number }> = ({ leaves }, folder) => {
  const traj = new Trajectory('bench', { filename: `${folder}/bench.hdf5` })
  for (let i = 0; i < leaves; i++) traj.addResult(`group${i % 20}.result${i}`, new Float64Array(100).fill(i), 'Numbers')
  return timed(() => traj.store())
}

const loading =
  (results: NonNullable<LoadOptions['results']>): Operation<Runs> =>
  async ({ runs }, folder) => {
    await explored(runs, folder).run(simulate)
    return timed(async () => {
      const traj = await loadTrajectory(`${folder}/bench.hdf5`, { results })
      if (traj.length !== runs) throw new Error(`expected ${runs} runs, got ${traj.length}`)
    })
  }

/** Every node with its data. */
export const loadAll = loading('data')

/** Every node without. */
export const loadSkeleton = loading('skeleton')

/** Run table and exploration only: stored, and loaded again. */
export const metaData: Operation<Runs> = ({ runs }, folder) =>
  timed(async () => {
    const { traj } = explored(runs, folder)
    await traj.store()
    await loadTrajectory(`${folder}/bench.hdf5`)
  })
