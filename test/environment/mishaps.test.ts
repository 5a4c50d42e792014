import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Environment, InvalidValueError, loadTrajectory, RunsFailedError } from '../../lib/index.js'
import { newFilenames } from '../service/support.js'

const newFile = newFilenames()
const module = fileURLToPath(new URL('./worker-simulations.ts', import.meta.url))

/** What each run is told, by class and sentence. */
const expected: Readonly<Record<number, readonly [name: string, sentence: RegExp]>> = {
  1: ['WorkerError', /Run 1 was given up after 1 attempts\. A process ended in the middle of run 1: signal SIGKILL\./],
  2: ['InvalidTypeError', /What run 2 gives back cannot be sent to the main process: .*could not be cloned/],
  3: ['NoSuchServiceError', /NO_FLAG/],
  4: ['RangeError', /^four is too much$/],
}

// One worker: in mode 'none' nobody keeps several apart.
for (const wrapMode of ['queue', 'pipe', 'lock', 'netlock', 'netqueue', 'local', 'none'] as const) {
  describe(`in mode '${wrapMode}'`, () => {
    const environment = (runs: number) => {
      const filename = newFile()
      const env = new Environment({ trajectory: 't', filename, workers: 1, wrapMode, maxAttempts: 1 })
      env.traj.addParameter('x', 0)
      env.traj.explore({ x: Array.from({ length: runs }, (_, run) => run) })
      return { env, filename }
    }

    it('each mishap of a run is an error of that run, and the others are stored', async () => {
      const { env, filename } = environment(6)
      const outcome = await env.run({ module, exportName: 'mishaps' }).catch((error: unknown) => error)
      assert.ok(outcome instanceof RunsFailedError)
      const failures = [...outcome.failures].sort(([a], [b]) => a - b)
      assert.deepEqual(
        failures.map(([run, { name }]) => [String(run), name]),
        Object.entries(expected).map(([run, [name]]) => [run, name]),
      )
      for (const [run, { message }] of failures) assert.match(message, expected[run]?.[1] as RegExp)
      const traj = await loadTrajectory(filename)
      assert.deepEqual(
        Array.from({ length: 6 }, (_, run) => traj.runs.isCompleted(run)),
        [true, false, false, false, false, true],
      )
    })

    it('a module without the export is an error of the whole', async () => {
      const { env } = environment(2)
      await assert.rejects(env.run({ module, exportName: 'nothing' }), (error: Error) => {
        assert.ok(error instanceof InvalidValueError)
        assert.match(error.message, /The module .* needs an export 'nothing' that is the simulation's function/)
        return true
      })
    })
  })
}
