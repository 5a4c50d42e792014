import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import {
  Environment,
  type EnvironmentOptions,
  loadTrajectory,
  SharedEArray,
  SharedResult,
  type Trajectory,
  type WrapMode,
} from '../../lib/index.js'
import { contentOf } from '../environment/content.js'
import { assertNothingLeft, holdings } from './scenario/leftovers.js'

// npm run scenario -- --runs N --workers 1,2,4: one experiment under every mode and number of workers. The files must be
// equal, and nothing may be left over. Rows of the array that all runs append to may be in any order.

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '500' }, workers: { type: 'string', default: '1,2,4' } },
})
const runs = Number(values.runs)
const counts = values.workers.split(',').map(Number)
const module = fileURLToPath(new URL('./scenario/simulate.ts', import.meta.url))

/** In mode 'none' nobody keeps workers apart: there is one only. */
const cases = [
  ...(['queue', 'pipe', 'lock', 'netlock', 'netqueue', 'local'] as const).flatMap((wrapMode) =>
    counts.map((workers): [WrapMode, number] => [wrapMode, workers]),
  ),
  ['none', 1] as const,
]

/** Whatever is made beside the file is in this folder, too. */
const folder = mkdtempSync(join(tmpdir(), 'trajstore-scenario-'))
process.env.TMPDIR = join(folder, 'temporary')
mkdirSync(process.env.TMPDIR)

/** The loader of TypeScript keeps what it has compiled. */
const isOurs = (name: string): boolean => !name.startsWith('tsx-')

async function experiment(name: string, options: EnvironmentOptions): Promise<{ filename: string; seconds: number }> {
  const filename = join(folder, `${name}.hdf5`)
  const env = new Environment({ trajectory: 't', filename, ...options })
  const traj = env.traj as Trajectory
  traj.addParameter('x', 0, 'explored')
  traj.explore({ x: Array.from({ length: runs }, (_, run) => run) })
  await traj.store()
  const rows = new SharedEArray()
  traj.addResult(SharedResult, 'log', { rows }, 'rows of all runs')
  await rows.create({ dtype: 'float64', shape: [0, 2] })
  const start = performance.now()
  const results = await env.run(module)
  assert.deepEqual(
    results,
    Array.from({ length: runs }, (_, run) => [run, run]),
  )
  return { filename, seconds: (performance.now() - start) / 1000 }
}

/** All there is, and the rows of the shared array as a set. */
async function wholeOf(filename: string): Promise<unknown> {
  const traj = await loadTrajectory(filename, { results: 'data' })
  const rows = await (traj.get<SharedResult>('log').get('rows') as SharedEArray).read()
  return [await contentOf(filename), (rows.toArray() as number[][]).sort(([a = 0], [b = 0]) => a - b)]
}

try {
  const { filename, seconds } = await experiment('alone', {})
  const expected = await wholeOf(filename)
  console.log(`one process: ${runs} runs in ${seconds.toFixed(1)} s`)
  // What libraries keep from their first use on is not left over.
  await experiment('warm', { wrapMode: 'netlock', workers: 1 })
  const before = holdings()
  for (const [wrapMode, workers] of cases) {
    const what = `mode '${wrapMode}' with ${workers} workers`
    const { filename, seconds } = await experiment(`${wrapMode}${workers}`, { wrapMode, workers })
    assertNothingLeft(before, holdings(), what)
    assert.deepEqual(await wholeOf(filename), expected)
    rmSync(filename)
    assert.deepEqual(readdirSync(folder).sort(), ['alone.hdf5', 'temporary', 'warm.hdf5'], what)
    assert.deepEqual(readdirSync(process.env.TMPDIR).filter(isOurs), [], what)
    console.log(`${what}: ${runs} runs in ${seconds.toFixed(1)} s, the same file, nothing left over`)
  }
  console.log(`${cases.length} cases: all files are equal`)
} finally {
  rmSync(folder, { recursive: true })
}
