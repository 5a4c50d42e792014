import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, it, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import {
  Environment,
  type EnvironmentOptions,
  InvalidTypeError,
  InvalidValueError,
  loadTrajectory,
  type NDArray,
  type Progress,
  RunsFailedError,
  type Trajectory,
  WorkerError,
} from '../../lib/index.js'
import { newFilenames } from '../service/support.js'
import { contentOf } from './content.js'

const newFile = newFilenames()
const module = fileURLToPath(new URL('./worker-simulations.ts', import.meta.url))

function sweep(runs: number, options: EnvironmentOptions) {
  const filename = newFile()
  const env = new Environment({ trajectory: 't', filename, ...options })
  env.traj.addParameter('x', 1, 'explored')
  env.traj.addResult('shared', 5)
  env.traj.explore({ x: Array.from({ length: runs }, (_, run) => run) })
  return { filename, env, traj: env.traj as Trajectory }
}

const completed = async (filename: string): Promise<boolean[]> => {
  const traj = await loadTrajectory(filename)
  return Array.from({ length: traj.length }, (_, run) => traj.runs.isCompleted(run))
}

/** Only the file itself stays, and no journal of it. */
const assertAlone = (filename: string) =>
  assert.deepEqual(
    readdirSync(dirname(filename)).filter((name) => join(dirname(filename), name).startsWith(`${filename}.`)),
    [],
  )

describe('a file is the same whoever computed its runs', async () => {
  const runs = 40
  const alone = sweep(runs, {})
  const results = await alone.env.run(module)
  const expected = await contentOf(alone.filename)
  const cases = [
    ['queue', 1],
    ['queue', 2],
    ['pipe', 2],
    ['lock', 2],
    ['netlock', 2],
    ['netqueue', 2],
    ['local', 2],
    ['none', 1],
  ] as const
  for (const [wrapMode, workers] of cases) {
    it(`${workers} workers in mode '${wrapMode}'`, async () => {
      const seen: Progress[] = []
      const { env, filename, traj } = sweep(runs, { wrapMode, workers, onProgress: (progress) => seen.push(progress) })
      assert.deepEqual(await env.run(module), results)
      assert.deepEqual(await contentOf(filename), expected)
      assert.deepEqual([seen.length, seen.at(-1)?.done, seen.at(-1)?.remaining], [runs, runs, 0])
      assert.deepEqual([traj.isCompleted(), traj.isRunning, traj.currentRun], [true, false, -1])
      assertAlone(filename)
      assert.deepEqual(await env.run(module), [], 'nothing is left to do')
    })
  }
})

test('an export by name, arguments run by run, and values of all kinds', async () => {
  const { env } = sweep(3, { workers: 1 })
  const results = await env.run({ module, exportName: 'values' })
  const [run, value] = results[2] as [number, { list: NDArray[]; map: Map<number, number> }]
  assert.deepEqual([run, [...value.list[0]!.elements()], value.map], [2, [2], new Map([[1, 2]])])
  const mapped = sweep(3, { workers: 2 })
  assert.deepEqual(await mapped.env.runMap(module, [[10, 20, 30]]), [
    [0, 0],
    [1, 20],
    [2, 60],
  ])
})

test('post-processing adds runs, which workers compute too', async () => {
  const { env, filename } = sweep(2, { workers: 1, freezeInput: true })
  const postprocess = (traj: Trajectory) => (traj.length < 4 ? { x: [traj.length * 10, traj.length * 10 + 1] } : null)
  const results = await env.run(module, { args: [2], postprocess })
  assert.deepEqual(results, [
    [0, 0],
    [1, 2],
    [2, 40],
    [3, 42],
  ])
  assert.deepEqual(await completed(filename), [true, true, true, true])
})

test('a run that throws does not keep the others from being computed', async () => {
  const { env, filename, traj } = sweep(4, { workers: 1 })
  await assert.rejects(env.run({ module, exportName: 'fails' }), (error: RunsFailedError) => {
    assert.ok(error instanceof RunsFailedError)
    assert.match(error.message, /1 of 4 runs of 't' failed, 3 are completed\. run 2: two is too much/)
    assert.deepEqual([[...error.failures.keys()], error.failures.get(2)?.name], [[2], 'RangeError'])
    return true
  })
  assert.deepEqual(await completed(filename), [true, true, false, true])
  assert.equal(traj.isRunning, false)
  assert.deepEqual(await env.resume({ module, exportName: 'named' }), [[2, { z: 2 }]])
  assert.deepEqual(await completed(filename), [true, true, true, true])
})

test('a run that ends its process each time is given up after so many attempts', async () => {
  const { env, filename } = sweep(4, { workers: 1, maxAttempts: 2 })
  await assert.rejects(env.run({ module, exportName: 'poison' }), (error: RunsFailedError) => {
    const failure = error.failures.get(2)
    assert.ok(failure instanceof WorkerError)
    assert.match(failure.message, /Run 2 was given up after 2 attempts.*signal SIGKILL.*about to die/s)
    return true
  })
  assert.deepEqual(await completed(filename), [true, true, false, true])
  const traj = await loadTrajectory(filename)
  assert.equal(traj.node('results.runs.run_00000002'), undefined, 'nothing is left of it')
})

for (const wrapMode of ['queue', 'netlock', 'netqueue'] as const) {
  test(`a run whose process ends once is computed anew, in mode '${wrapMode}'`, async () => {
    const { env, filename } = sweep(4, { workers: 2, wrapMode })
    const marker = newFile()
    const results = await env.run({ module, exportName: 'diesOnce' }, { args: [marker] })
    assert.deepEqual(
      results.map(([run]) => run),
      [0, 1, 2, 3],
    )
    assert.ok(existsSync(marker))
    assert.deepEqual(await completed(filename), [true, true, true, true])
  })
}

test('a process that has grown too large is replaced by a fresh one', async () => {
  const pidsWith = async (options: EnvironmentOptions) => {
    const results = await sweep(3, { workers: 1, ...options }).env.run({ module, exportName: 'pid' })
    return new Set(results.map(([, pid]) => pid)).size
  }
  assert.equal(await pidsWith({ maxWorkerMemory: 1 }), 3)
  assert.equal(await pidsWith({ maxWorkerMemory: 100_000 }), 1)
})

test('a run that takes too long is ended', async () => {
  const { env } = sweep(3, { workers: 1, maxAttempts: 1, runTimeout: 1500 })
  await assert.rejects(env.run({ module, exportName: 'hangs' }), (error: RunsFailedError) => {
    assert.match(
      error.failures.get(2)?.message ?? '',
      /Waiting for run 2 took more than 1\.5 s\. Its process was ended/,
    )
    return true
  })
})

test('what cannot be sent or stored fails its run with a sentence', async () => {
  const given = sweep(4, { workers: 1 })
  await assert.rejects(given.env.run({ module, exportName: 'givesFunction' }), (error: RunsFailedError) => {
    assert.match(error.message, /What run 2 gives back cannot be sent to the main process: .*could not be cloned/)
    assert.ok(error.failures.get(2) instanceof InvalidTypeError)
    return true
  })
  assert.deepEqual(await completed(given.filename), [true, true, false, true])
  const stored = sweep(4, { workers: 1 })
  await assert.rejects(stored.env.run({ module, exportName: 'storesNothingGood' }), /run 2: .*NO_FLAG/)
  assert.deepEqual(await completed(stored.filename), [true, true, false, true])
})

test('workers need a module that can be loaded and has the simulation', async () => {
  const { env } = sweep(2, { workers: 1 })
  await assert.rejects(
    env.run(() => 1),
    /Runs in workers need the URL of a module/,
  )
  await assert.rejects(env.run({ module, exportName: 'nothing' }), InvalidValueError)
  await assert.rejects(env.run('/no/such/module.js'), /Cannot find module/)
  await assert.rejects(env.run(module, { args: [() => 1] }), /run 0 cannot be sent to another process/)
})

test('options of workers are checked', () => {
  const wrong: [EnvironmentOptions, RegExp][] = [
    [{ workers: -1 }, /workers is an integer of 0 or more/],
    [
      { workers: 1, wrapMode: 'socket' as never },
      /wrapMode is one of queue, pipe, lock, netlock, netqueue, local, none/,
    ],
    [{ workers: 1, maxAttempts: 0 }, /maxAttempts is an integer of 1 or more/],
    [{ workers: 1, runTimeout: 'long' as never }, /runTimeout is a number/],
    [{ workers: 1, maxWorkerMemory: 0 }, /maxWorkerMemory is an integer of 1 or more/],
    [
      { workers: 1, wrapMode: 'lock', url: 'tcp://127.0.0.1:1' },
      /url is an address for wrapMode 'netlock' or 'netqueue'/,
    ],
    [{ workers: 1, insecure: true }, /insecure is for wrapMode 'netqueue', but the mode is 'queue'/],
    [{ workers: 1, wrapMode: 'netqueue', insecure: 'yes' as never }, /insecure is true or false/],
    [
      { workers: 1, wrapMode: 'netlock', curve: {} as never },
      /curve is for wrapMode 'netqueue', or for 'netlock' with/,
    ],
    [{ workers: 1, wrapMode: 'netqueue', curve: {} as never }, /curve.publicKey is a key of 40 characters/],
  ]
  for (const [options, sentence] of wrong) assert.throws(() => new Environment(options), sentence)
})

test('an aborted signal lets the current runs end and keeps what is done', async () => {
  const controller = new AbortController()
  const { env, filename } = sweep(6, { workers: 1, onProgress: ({ done }) => done === 2 && controller.abort() })
  await assert.rejects(env.run(module, { signal: controller.signal }), { name: 'AbortError' })
  assert.deepEqual(await completed(filename), [true, true, false, false, false, false])
})

test('runs load what is in the file only where they have it', async () => {
  const shared = sweep(2, { workers: 1, wrapMode: 'lock' })
  assert.deepEqual(await shared.env.run({ module, exportName: 'loads' }), [
    [0, 5],
    [1, 5],
  ])
  const { env } = sweep(2, { workers: 1 })
  await assert.rejects(env.run({ module, exportName: 'loads' }), /Use wrapMode 'lock' for runs that load/)
})
