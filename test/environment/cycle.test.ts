import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { suite, test } from 'node:test'
import {
  ArrayParameter,
  cartesianProduct,
  Environment,
  type EnvironmentOptions,
  float,
  frame,
  InvalidValueError,
  int64,
  loadTrajectory,
  mergeMany,
  ndarray,
  objectTable,
  SparseParameter,
  SparseResult,
  sparse,
  type Trajectory,
  tuple,
} from '../../lib/index.js'
import { temporaryFolder } from '../support/temporary.js'
import { contentOf } from './content.js'

const path = temporaryFolder()
let count = 0

const identity = (n: number) =>
  sparse({
    format: 'csr',
    shape: [n, n],
    data: ndarray(Float64Array.from({ length: n }, () => 1)),
    indices: ndarray(Int32Array.from({ length: n }, (_, i) => i)),
    indptr: ndarray(Int32Array.from({ length: n + 1 }, (_, i) => i)),
  } as never)

/** Parameters of every kind, config, derived parameters, and what a run gives: results of every kind, links, notes. */
function prepare(traj: Trajectory): void {
  const scalars = {
    int: 5,
    big: int64(2n ** 40n),
    float: 0.5,
    text: 'grün',
    flag: true,
    list: [1, 2],
    words: ['a', 'bc'],
  }
  for (const [name, value] of Object.entries(scalars)) traj.addParameter(`kinds.${name}`, value, `of kind ${name}`)
  traj.addParameter('kinds.tuple', tuple([0.5, 1.5]))
  traj.addParameter('kinds.array', ndarray(Float64Array.of(1, 2, 3, 4), [2, 2]))
  traj.addParameter(
    ArrayParameter,
    'kinds.large',
    Int32Array.from({ length: 100 }, (_, i) => i),
  )
  traj.addParameter(SparseParameter, 'kinds.sparse', identity(4))
  traj.addParameter('x', 1, 'the first factor')
  traj.addParameter('y', float(1), 'the second factor')
  traj.addConfig('speed', 'fast', 'how to go on')
  traj.addDerivedParameter('shared', 7, 'one for all').annotations.set({ by: 'hand' })
}

function simulate(traj: Trajectory): number {
  const { x, y } = traj.$
  const z = x * y
  traj.addResult('z', float(z), 'the product')
  traj.addResult('arrays.trace', { t: Float64Array.from({ length: 20 }, (_, i) => i * z), 'deep.n': x }, 'by time')
  traj.addResult('tables', { table: objectTable({ a: [x, x + 1], b: ['a', 'b'] }), frame: frame({ p: [z, -z] }) })
  traj.addResult(SparseResult, 'sparse', { m: identity(3), plain: x })
  traj.addDerivedParameter('half', z / 2 + 0.25, 'of the product').annotations.set({ run: traj.currentRun })
  traj.results.addLink(`best_${traj.currentRun}`, traj.get('z') as never)
  return z
}

const XS = [1, 2, 3]
const YS = [0.5, 1.5].map(float)

async function experiment(options: EnvironmentOptions, ranges = cartesianProduct({ x: XS, y: YS })): Promise<string> {
  const filename = path(`cycle${count++}.hdf5`)
  const env = new Environment({ trajectory: 't', filename, ...options })
  prepare(env.traj)
  env.traj.explore(ranges)
  await env.run(simulate)
  return filename
}

const withoutSettings = ({ leaves, ...content }: Awaited<ReturnType<typeof contentOf>>) => ({
  ...content,
  leaves: Object.fromEntries(Object.entries(leaves).filter(([name]) => !name.startsWith('config.'))),
})

const settings: Record<string, EnvironmentOptions> = {
  'blosc without shuffling': { complib: 'blosc', complevel: 3, shuffle: false },
  'lzo with checksums': { complib: 'lzo', complevel: 1, fletcher32: true },
  bzip2: { complib: 'bzip2', complevel: 9 },
  'no compression': { complevel: 0 },
  'frames as tables': { pandasFormat: 'table' },
  'expected numbers of results': { resultsPerRun: 4, derivedParametersPerRun: 1 },
  'plain durability': { durability: 'none' },
  'commits on disk': { durability: 'commit' },
}

suite('a whole experiment', async () => {
  const usual = withoutSettings(await contentOf(await experiment({})))

  test('comes back as it was in memory', async () => {
    const filename = path('whole.hdf5')
    const env = new Environment({ trajectory: 't', filename })
    prepare(env.traj)
    env.traj.explore(cartesianProduct({ x: XS, y: YS }))
    const answers = await env.run(simulate)
    assert.deepEqual(
      answers,
      XS.flatMap((x) => [0.5, 1.5].map((y) => x * y)).map((z, run) => [run, z]),
    )
    const traj = await loadTrajectory(filename, { results: 'data', derivedParameters: 'data' })
    for (const run of traj.iterRuns()) {
      const { x, y, z } = traj.$
      assert.equal(z, x * y)
      assert.deepEqual(
        traj.$.trace.get('t'),
        Float64Array.from({ length: 20 }, (_, i) => i * z),
      )
      assert.equal(traj.get(`results.best_${run}`), traj.get('z'))
      assert.equal(traj.get('half').annotations.get('run'), run)
    }
  })

  for (const [what, options] of Object.entries(settings)) {
    test(`holds the same with ${what}`, async () => {
      assert.deepEqual(withoutSettings(await contentOf(await experiment(options))), usual)
    })
  }

  test('that grew by post-processing equals one explored at once', async () => {
    const filename = path(`cycle${count++}.hdf5`)
    const env = new Environment({ trajectory: 't', filename })
    prepare(env.traj)
    env.traj.explore(cartesianProduct({ x: XS.slice(0, 1), y: YS }))
    await env.run(simulate, {
      postprocess: (_traj, sofar) =>
        sofar.length < 6 ? cartesianProduct({ x: [XS[sofar.length / 2]!], y: YS }) : undefined,
    })
    assert.deepEqual(withoutSettings(await contentOf(filename)), usual)
  })

  test('that went on after it was loaded from its file equals one explored at once', async () => {
    const filename = await experiment({}, cartesianProduct({ x: XS.slice(0, 2), y: YS }))
    const traj = (await loadTrajectory(filename)) as Trajectory
    await traj.expand(cartesianProduct({ x: XS.slice(2), y: YS }))
    const env = new Environment({ trajectory: traj })
    await env.run(simulate)
    assert.deepEqual(withoutSettings(await contentOf(filename)), usual)
  })

  test('of one run cannot be explored afterwards', async () => {
    const env = new Environment({ trajectory: 't', filename: path('single.hdf5') })
    prepare(env.traj)
    assert.deepEqual(await env.run(simulate), [[0, 1]])
    assert.throws(() => env.traj.explore({ x: [1, 2] }))
  })

  test('stands beside another one in a file', async () => {
    const filename = path('two.hdf5')
    for (const trajectory of ['t', 'u']) {
      const env = new Environment({ trajectory, filename })
      prepare(env.traj)
      env.traj.explore(cartesianProduct({ x: XS, y: YS }))
      await env.run(simulate)
    }
    assert.deepEqual(withoutSettings(await contentOf(filename, 't')), usual)
    assert.deepEqual(withoutSettings(await contentOf(filename, 'u')), usual)
  })

  test('refuses ranges of other lengths and stays', async () => {
    const env = new Environment({ trajectory: 't', filename: path('lengths.hdf5') })
    prepare(env.traj)
    assert.throws(() => env.traj.explore({ x: [1, 2], y: [float(1)] }), InvalidValueError)
    assert.equal(env.traj.length, 1)
  })
})

test('twenty consecutive merges give one trajectory, the last not larger than its data', async () => {
  const filename = path('merges.hdf5')
  const parts: Trajectory[] = []
  for (let part = 0; part < 20; part++) {
    const env = new Environment({ trajectory: `t${part}`, filename })
    env.traj.addParameter('x', 1)
    env.traj.explore({ x: [2 * part, 2 * part + 1] })
    await env.run((traj: Trajectory) => void traj.addResult('z', traj.$.x * 2, 'twice'))
    parts.push(env.traj)
  }
  const [first, ...others] = parts as [Trajectory, ...Trajectory[]]
  await mergeMany(first, others, { backup: false })
  const merged = await loadTrajectory(filename, { name: 't0' })
  const { runs, get } = await merged.collect('z').then((table) => ({ runs: table.runs, get: table.get.bind(table) }))
  assert.equal(runs.length, 40)
  assert.deepEqual(get('x'), Int32Array.from(runs))
  assert.deepEqual(
    get('z'),
    Int32Array.from(runs, (run) => 2 * run),
  )
})

test('many small results do not bloat the file', async () => {
  const filename = path('small.hdf5')
  const env = new Environment({ trajectory: 't', filename })
  env.traj.addParameter('x', 1)
  env.traj.explore({ x: Array.from({ length: 300 }, (_, x) => x) })
  await env.run((traj: Trajectory) => void traj.addResult('z', { x: traj.$.x, half: traj.$.x / 2 + 0.25 }))
  const { size } = statSync(filename)
  assert.ok(size < 2 * 1024 * 1024, `300 runs take ${size} bytes`)
})
