import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, it, type TestContext } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Environment, loadTrajectory, type Trajectory } from '../../lib/index.js'
import { reload } from '../service/support.js'
import { temporaryFolder } from '../support/temporary.js'

const inFolder = temporaryFolder()
const script = (name: string) => fileURLToPath(new URL(`./interrupt/${name}.ts`, import.meta.url))
const RUNS = 5

/** More than anything needs here; what takes longer hangs. */
const PATIENCE_MS = 120_000

interface Experiment {
  readonly child: ChildProcess
  readonly filename: string
  readonly gate: string
  readonly log: string
  readonly ended: Promise<[code: number | null, signal: string | null]>
}

/** In a group of processes of its own, as a shell starts it. */
function begin(t: TestContext, mode: string, name: string): Experiment {
  const [filename, gate, log] = ['hdf5', 'gate', 'log'].map((end) => inFolder(`${mode}-${name}.${end}`)) as [
    string,
    string,
    string,
  ]
  const args = ['--import', 'tsx', script('main'), filename, log, gate, mode]
  const child = spawn(process.execPath, args, { detached: true, stdio: ['ignore', 'ignore', 'inherit'] })
  t.after(() => child.kill('SIGKILL'))
  const ended = once(child, 'exit', { signal: AbortSignal.timeout(PATIENCE_MS) }) as Experiment['ended']
  return { child, filename, gate, log, ended }
}

const linesOf = ({ log }: Experiment): string[] =>
  existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').filter(Boolean) : []

async function linesIn(experiment: Experiment, count: number): Promise<void> {
  while (linesOf(experiment).length < count) {
    assert.equal(experiment.child.exitCode, null, 'the experiment goes on')
    await setTimeout(2)
  }
}

/** As the keyboard does it: to the main process and its workers alike. */
const interrupt = ({ child }: Experiment): boolean => process.kill(-(child.pid as number), 'SIGINT')

const beganIn = (experiment: Experiment): string[][] =>
  linesOf(experiment)
    .filter((line) => line.startsWith('began'))
    .map((line) => line.split(' '))

function isAlive(pid: number): boolean {
  const path = `/proc/${pid}/stat`
  return existsSync(path) && !/^\d+ \(.*\) Z/.test(readFileSync(path, 'utf8'))
}

async function assertNoOrphans(experiment: Experiment): Promise<void> {
  const pids = beganIn(experiment).map(([, , pid]) => Number(pid))
  for (let waited = 0; pids.some(isAlive); waited += 5) {
    assert.ok(waited < 10_000, `the workers ${pids.filter(isAlive)} outlive their main process`)
    await setTimeout(5)
  }
}

async function completedIn(filename: string): Promise<boolean[]> {
  const traj = await loadTrajectory(filename)
  return Array.from({ length: traj.length }, (_, run) => traj.runs.isCompleted(run))
}

/** What was not completed is computed, in this process, and all data are there. */
async function assertResumes(experiment: Experiment, missing: readonly number[]): Promise<void> {
  const { filename, log, gate } = experiment
  writeFileSync(gate, '')
  const env = new Environment({ trajectory: 't', filename })
  const results = await env.resume(script('simulate'), { args: [log, gate] })
  assert.deepEqual(
    results,
    missing.map((run) => [run, run]),
  )
  assert.deepEqual(await completedIn(filename), Array(RUNS).fill(true))
  const traj: Trajectory = await reload(filename)
  for (let run = 0; run < RUNS; run++) {
    const group = `results.runs.${traj.runName(run)}`
    assert.deepEqual([traj.get(`${group}.early`), traj.get(`${group}.late`)].map(dataOf), [run, run])
  }
}

const dataOf = (node: unknown): unknown => Object.values((node as { toDict(): object }).toDict())[0]

for (const mode of ['queue', 'lock', 'netqueue', 'local'] as const) {
  describe(`Ctrl-C in mode '${mode}'`, () => {
    it('lets the runs end that have begun, and begins no others', async (t) => {
      const experiment = begin(t, mode, 'once')
      await linesIn(experiment, 2)
      interrupt(experiment)
      await linesIn(experiment, 3)
      writeFileSync(experiment.gate, '')
      assert.deepEqual(await experiment.ended, [0, null])
      assert.deepEqual(linesOf(experiment).slice(2), ['interrupted', 'results 2'])
      await assertNoOrphans(experiment)
      assert.deepEqual(await completedIn(experiment.filename), [true, true, false, false, false])
      await assertResumes(experiment, [2, 3, 4])
      assert.equal(beganIn(experiment).length, RUNS, 'no run is computed twice')
    })

    it('ends everything at once when it comes again', async (t) => {
      const experiment = begin(t, mode, 'twice')
      await linesIn(experiment, 2)
      interrupt(experiment)
      await linesIn(experiment, 3)
      interrupt(experiment)
      assert.deepEqual(await experiment.ended, [null, 'SIGINT'])
      await assertNoOrphans(experiment)
      assert.deepEqual(await completedIn(experiment.filename), Array(RUNS).fill(false))
      await assertResumes(experiment, [0, 1, 2, 3, 4])
    })
  })
}
