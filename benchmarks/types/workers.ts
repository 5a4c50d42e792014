import { fileURLToPath } from 'node:url'
import { Environment, type WrapMode } from '../../lib/index.js'
import type { Operation } from '../protocol.js'

const module = fileURLToPath(new URL('./workers/simulate.js', import.meta.url))

interface Params {
  readonly runs: number
  /** Of the result of each run; 0 for a number. */
  readonly kilobytes: number
  readonly wrapMode: WrapMode
  /** 0 for one process that does everything. */
  readonly workers: number
}

/**
 * From the first run that is done to the last: processes that start are not counted. The CPU is that of the main process,
 * which is the writer in most modes.
 */
export const workerRuns: Operation<Params> = async ({ runs, kilobytes, wrapMode, workers }, folder) => {
  const marks: { readonly at: number; readonly cpu: number }[] = []
  const onProgress = ({ done }: { done: number }) => {
    if (done === 1 || done === runs) marks.push({ at: performance.now() / 1000, cpu: cpuSeconds() })
  }
  const env = new Environment({ trajectory: 'bench', filename: `${folder}/bench.hdf5`, workers, wrapMode, onProgress })
  env.traj.addParameter('x', 0)
  env.traj.explore({ x: Array.from({ length: runs }, (_, run) => run) })
  await env.run(module, { args: [kilobytes] })
  const [first, last] = marks as [(typeof marks)[0], (typeof marks)[0]]
  return { seconds: last.at - first.at, cpu: last.cpu - first.cpu }
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
