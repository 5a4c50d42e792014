import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Environment, type EnvironmentOptions, type Progress, progressLine } from '../../lib/environment/index.js'
import { progressOf } from '../../lib/environment/progress.js'
import {
  InvalidTypeError,
  InvalidValueError,
  PresettingError,
  RunModeError,
  UnknownOptionError,
} from '../../lib/errors.js'
import type { Parameter } from '../../lib/leaf/index.js'
import { loadTrajectory, Trajectory } from '../../lib/trajectory/index.js'
import { MemoryService } from '../helpers/memory-service.js'

function example(options: EnvironmentOptions = {}) {
  const service = new MemoryService()
  const env = new Environment({ trajectory: 'sweep', storageService: service, ...options })
  env.traj.addParameter('x', 1)
  env.traj.explore({ x: [1, 2, 3] })
  return { service, env, traj: env.traj }
}

const simulate = (traj: Trajectory) => {
  traj.addResult('z', (traj.$.x as number) * 10)
  return traj.$.z as number
}

const load = (storageService: MemoryService) => loadTrajectory('file', { storageService, results: 'data' })

test('all runs are computed, stored and given back in order', async () => {
  const { service, env, traj } = example()
  const results = await env.run(simulate)
  assert.deepEqual(results, [
    [0, 10],
    [1, 20],
    [2, 30],
  ])
  assert.deepEqual([traj.isCompleted(), traj.currentRun, traj.isRunning], [true, -1, false])
  assert.equal(traj.getAll('z').length, 0)
  const twin = await load(service)
  assert.deepEqual([...twin.getFromRuns('z', { fastAccess: true }).values()], [10, 20, 30])
  assert.ok(twin.isCompleted())
  assert.equal(twin.runs.get(2).parameterSummary, 'x: 3')
  assert.equal(twin.runs.get(0).shortEnvironmentHexsha, env.hexsha.slice(0, 7))
  assert.deepEqual(await env.run(simulate), [])
})

test('parameters and config are in the file before the first run, each row with its run', async () => {
  const { service, env } = example()
  await env.run((traj: Trajectory) => {
    const stored = service.file.trajectories.get('sweep')!
    assert.ok(stored.nodes.has('parameters.x'))
    assert.ok(stored.nodes.has(`config.environment.${env.name}.hexsha`))
    assert.deepEqual(
      stored.runs.map((row) => row.completed),
      [0, 1, 2].map((run) => run < traj.currentRun),
    )
  })
  assert.equal(service.log.filter((message) => message === 'SINGLE_RUN').length, 3)
})

test('the environment describes itself in the config', async () => {
  const { service, env } = example({ comment: 'about' })
  assert.match(env.name, /^environment_[0-9a-f]{7}_\d{4}_\d\d_\d\d_\d\dh\d\dm\d\ds$/)
  assert.equal(env.name.slice(12, 19), env.hexsha.slice(0, 7))
  await env.run(simulate)
  const group = (await load(service)).get(`config.environment.${env.name}`)
  const leaf = (name: string) => group.root!.value(`${group.fullName}.${name}`)
  assert.deepEqual(
    ['multiproc', 'clean_up_runs', 'automatic_storing', 'hexsha', 'trajectory.name', 'versions.node'].map(leaf),
    [false, true, true, env.hexsha, 'sweep', process.versions.node],
  )
  assert.ok((leaf('start_timestamp') as number) <= (leaf('finish_timestamp') as number))
  assert.match(leaf('runtime') as string, /^\d:\d\d:\d\d/)
})

test('without exploration there is one run', async () => {
  const env = new Environment({ storageService: new MemoryService() })
  assert.deepEqual(await env.run((traj: Trajectory) => traj.currentRunName), [[0, 'run_00000000']])
})

test('a run that throws leaves everything usable, running again continues', async () => {
  const { service, env, traj } = example()
  const broken = (t: Trajectory) => {
    t.addResult('half', 1)
    if (t.currentRun === 1) throw new Error('broken')
    return simulate(t)
  }
  await assert.rejects(env.run(broken), /broken/)
  assert.deepEqual([traj.isRunning, traj.currentRun, traj.$.x], [false, -1, 1])
  assert.deepEqual((await load(service)).runs.get(0).completed, true)
  assert.equal(traj.getAll('half').length, 0)
  assert.deepEqual(await env.run(simulate), [
    [1, 20],
    [2, 30],
  ])
  assert.ok((await load(service)).isCompleted())
})

test('arguments are the same in all runs, or come run by run', async () => {
  const sum = (traj: Trajectory, a: number, b = 0) => (traj.$.x as number) + a + b
  assert.deepEqual(await example().env.run(sum, { args: [10, 100] }), [
    [0, 111],
    [1, 112],
    [2, 113],
  ])
  assert.deepEqual(await example().env.runMap(sum, [[10, 20, 30]]), [
    [0, 11],
    [1, 22],
    [2, 33],
  ])
  await assert.rejects(example().env.runMap(sum, []), InvalidValueError)
  const { env, traj } = example()
  await assert.rejects(env.runMap(sum, [[10, 20]]), InvalidValueError)
  assert.deepEqual([traj.isRunning, traj.runs.completedCount], [false, 2])
})

test('a simulation can be the default export of a module', async () => {
  const url = new URL('./simulation-module.ts', import.meta.url)
  assert.deepEqual(await example().env.run(url, { args: [2] }), [
    [0, 2],
    [1, 4],
    [2, 6],
  ])
  await assert.rejects(example().env.run(new URL('../helpers/memory-file.ts', import.meta.url)), InvalidValueError)
  await assert.rejects(example().env.run(3 as never), InvalidTypeError)
})

test('post-processing adds runs until it adds none', async () => {
  const { service, env, traj } = example()
  const seen: number[] = []
  const results = await env.run((t: Trajectory, factor: number) => (t.$.x as number) * factor, {
    args: [10],
    postprocess: (_t, sofar) => {
      seen.push(sofar.length)
      if (sofar.length === 3) return { x: [4, 5] }
      return sofar.length === 5 ? [{ x: [6] }, [100]] : undefined
    },
  })
  assert.deepEqual(seen, [3, 5, 6])
  assert.deepEqual(
    results.map(([, value]) => value),
    [10, 20, 30, 40, 50, 600],
  )
  const twin = await load(service)
  assert.deepEqual([twin.length, twin.isCompleted()], [6, true])
  assert.deepEqual(twin.get<Parameter>('parameters.x').range, [1, 2, 3, 4, 5, 6])
  assert.equal(twin.value(`config.environment.${env.name}.postproc_expand`), true)
  assert.equal(traj.length, 6)
})

test('post-processing may expand by itself', async () => {
  const { env } = example()
  const results = await env.run(simulate, {
    postprocess: async (traj, sofar) => {
      if (sofar.length < 4) await traj.expand({ x: [9] })
      return undefined
    },
  })
  assert.deepEqual(results.at(-1), [3, 90])
})

test('a pipeline sets up, then runs what it says', async () => {
  const env = new Environment({ storageService: new MemoryService() })
  const setup = (traj: Trajectory) => {
    traj.addParameter('x', 1)
    traj.explore({ x: [1, 2] })
    return { simulation: simulate, postprocess: () => undefined }
  }
  assert.deepEqual(await env.pipeline(setup), [
    [0, 10],
    [1, 20],
  ])
  const mapped = new Environment({ storageService: new MemoryService() })
  const overLists = (traj: Trajectory) => ({
    ...setup(traj),
    simulation: (_: Trajectory, a: number, b: string) => `${a}${b}`,
    lists: [
      [1, 2],
      ['a', 'b'],
    ],
  })
  assert.deepEqual(await mapped.pipeline(overLists), [
    [0, '1a'],
    [1, '2b'],
  ])
  const bare = new Environment({ storageService: new MemoryService() })
  assert.deepEqual(await bare.pipeline(() => (traj: Trajectory) => traj.length), [[0, 1]])
  const none = new Environment({ storageService: new MemoryService() })
  assert.deepEqual(await none.pipeline(() => undefined), [])
  assert.ok(none.traj.stored)
})

test('resuming loads, deletes what unfinished runs left, and runs what is not completed', async () => {
  const { service, env } = example()
  const killed = (traj: Trajectory) => {
    if (traj.currentRun === 1) {
      // As if the process had been killed after the data and before the row of the run.
      const nodes = service.file.trajectories.get('sweep')!.nodes
      const left = nodes.get('results.runs.run_00000000')!
      nodes.set('results.runs.run_00000001', { ...left })
      nodes.set('results.runs.run_00000001.z', { ...nodes.get('results.runs.run_00000000.z')! })
      throw new Error('killed')
    }
    return simulate(traj)
  }
  await assert.rejects(env.run(killed), /killed/)
  const again = new Environment({ trajectory: 'sweep', storageService: service })
  assert.deepEqual(await again.resume(simulate), [
    [1, 20],
    [2, 30],
  ])
  const twin = await load(service)
  assert.deepEqual([...twin.getFromRuns('z', { fastAccess: true }).values()], [10, 20, 30])
  assert.equal(twin.value(`config.environment.${again.name}.resumed`), true)
})

test('stopping lets the run end and can be continued', async () => {
  const { env } = example()
  const stopping = (traj: Trajectory) => {
    env.stop()
    return simulate(traj)
  }
  assert.deepEqual(await env.run(stopping), [[0, 10]])
  assert.deepEqual(await env.run(simulate), [
    [1, 20],
    [2, 30],
  ])
})

test('an aborted signal stops after the run and rejects, with everything stored', async () => {
  const { service, env } = example()
  const controller = new AbortController()
  const aborting = (traj: Trajectory) => {
    controller.abort(new Error('enough'))
    return simulate(traj)
  }
  await assert.rejects(env.run(aborting, { signal: controller.signal }), /enough/)
  assert.deepEqual((await load(service)).runs.completedCount, 1)
})

test('a first interrupt stops gracefully', async () => {
  const { env } = example({ gracefulExit: true })
  const before = process.listenerCount('SIGINT')
  const interrupted = (traj: Trajectory) => {
    assert.equal(process.listenerCount('SIGINT'), before + 1)
    process.emit('SIGINT')
    assert.equal(process.listenerCount('SIGINT'), before)
    return simulate(traj)
  }
  assert.equal((await env.run(interrupted)).length, 1)
  assert.equal(process.listenerCount('SIGINT'), before)
})

test('without automatic storing the file gets rows, but no results', async () => {
  const { service, env } = example({ automaticStoring: false })
  await env.run(simulate)
  const stored = service.file.trajectories.get('sweep')!
  assert.ok(stored.runs.every((row) => row.completed))
  assert.ok(![...stored.nodes.keys()].some((name) => name.startsWith('results')))
})

test('without cleaning up, results stay in memory', async () => {
  const { env, traj } = example({ cleanUpRuns: false })
  await env.run(simulate)
  assert.equal(traj.getAll('z').length, 3)
})

test('unused presets stop before the first run', async () => {
  const { env, traj } = example()
  traj.presetParameter('mispelt', 1)
  await assert.rejects(env.run(simulate), PresettingError)
  assert.equal(traj.runs.completedCount, 0)
})

test('one run at a time', async () => {
  const { env } = example()
  const nested = async () => {
    await assert.rejects(env.run(simulate), RunModeError)
  }
  await env.run(nested)
})

test('properties and standard classes of the trajectory are options of the environment', async () => {
  const { traj } = example({ properties: { autoRunPrepend: false, noClobber: true } })
  assert.deepEqual([traj.properties.autoRunPrepend, traj.properties.noClobber], [false, true])
  assert.throws(() => example({ autoRunPrepen: false }), UnknownOptionError)
  assert.throws(
    () => example({ trajectry: 'x' }),
    /^UnknownOptionError: Environment has no option 'trajectry'; the nearest/,
  )
})

test('options are checked', async () => {
  const storageService = new MemoryService()
  assert.throws(() => new Environment({ storageService, multiprocess: true }), UnknownOptionError)
  const traj = new Trajectory('t', { storageService })
  assert.throws(() => new Environment({ trajectory: traj, comment: 'x' }), UnknownOptionError)
  assert.equal(new Environment({ trajectory: traj }).traj, traj)
  await assert.rejects(example().env.run(simulate, { arg: [] } as never), UnknownOptionError)
})

test('disposing closes a file that was kept open', async () => {
  const service = new MemoryService()
  {
    await using env = new Environment({ storageService: service })
    await env.traj.service.store('OPEN_FILE')
  }
  assert.equal(service.isOpen, false)
})

test('progress is told run by run, with the time left', async () => {
  const told: Progress[] = []
  await example().env.run(simulate, { onProgress: (progress) => told.push(progress) })
  assert.deepEqual(
    told.map(({ done, total }) => [done, total]),
    [
      [1, 3],
      [2, 3],
      [3, 3],
    ],
  )
  assert.equal(told.at(-1)!.remaining, 0)
  assert.equal(progressLine(progressOf(5, 10, 60)), '[==========          ] 5/10 runs, 0:01:00 left')
  assert.equal(progressLine(progressOf(0, 10, 0)), '[                    ] 0/10 runs')
})
