import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import {
  Environment,
  Frame,
  float,
  InvalidTypeError,
  InvalidValueError,
  int64,
  loadTrajectory,
  type NDArray,
  NodeLookupError,
  NotFoundError,
  type Trajectory,
  UnknownOptionError,
} from '../../lib/index.js'
import { temporaryFolder } from '../support/temporary.js'

const path = temporaryFolder()
let count = 0

/** Five runs, of which the fourth gives nothing but text. */
async function computed() {
  const filename = path(`collect${count++}.hdf5`)
  const env = new Environment({ trajectory: 'c', filename })
  const { traj } = env
  traj.addParameter('g.x', 1)
  traj.addParameter('g.y', float(0))
  traj.addParameter('fixed', 'same')
  traj.explore({ x: [1, 2, 3, 4, 5], y: [0.5, 1, 1.5, 2, 2.5].map(float) })
  await env.run((traj: Trajectory) => {
    const { x } = traj.$
    traj.addResult('text', `run ${x}`)
    if (x === 4) return
    traj.addResult('z', x * 10)
    traj.addResult('f', float(x / 2))
    traj.addResult('deep.several', {
      a: Int16Array.of(x, -x),
      big: int64(2n ** 60n),
      ragged: new Float64Array(x),
      list: [x],
    })
  })
  return { traj: env.traj, filename }
}

suite('collecting runs as columns', () => {
  test('gives typed columns in one pass, also from a trajectory without results in memory', async () => {
    const { filename } = await computed()
    const traj = await loadTrajectory(filename, { results: 'nothing' })
    const table = await traj.collect(['text', 'f', 'z', 'deep.several.a', 'deep.several.list'])
    assert.deepEqual(table.names, ['x', 'y', 'text', 'f', 'z', 'deep.several.a', 'deep.several.list'])
    assert.deepEqual(table.runs, Int32Array.of(0, 1, 2, 3, 4))
    assert.deepEqual(table.get('x'), Int32Array.of(1, 2, 3, 4, 5))
    assert.deepEqual(table.get('y'), Float64Array.of(0.5, 1, 1.5, 2, 2.5))
    assert.deepEqual(table.get('text'), ['run 1', 'run 2', 'run 3', 'run 4', 'run 5'])
    assert.deepEqual(table.get('f'), Float64Array.of(0.5, 1, 1.5, Number.NaN, 2.5))
    assert.deepEqual(table.get('z'), [10, 20, 30, null, 50])
    assert.deepEqual((table.get('deep.several.a') as Int16Array[])[3], null)
    assert.equal([...traj.leaves()].filter((leaf) => leaf.branch === 'results').length, 0)
  })

  test('takes runs and parameters as asked, stacks arrays, keeps large integers', async () => {
    const { traj } = await computed()
    const table = await traj.collect(['deep.several.a', 'deep.several.big', 'deep.several.ragged'], {
      runs: [2, 'run_00000000', 1, 0],
      parameters: ['fixed', 'g.y'],
      where: ({ 'g.y': y }) => (y as number) > 0.5,
    })
    assert.deepEqual(table.runs, Int32Array.of(1, 2))
    assert.deepEqual(table.names.slice(0, 2), ['fixed', 'g.y'])
    const stacked = table.get('deep.several.a') as NDArray
    assert.deepEqual([stacked.dtype, stacked.shape, [...stacked.elements()]], ['<i2', [2, 2], [2, -2, 3, -3]])
    assert.deepEqual(table.get('deep.several.big'), BigInt64Array.of(2n ** 60n, 2n ** 60n))
    assert.deepEqual(table.get('deep.several.ragged'), [new Float64Array(2), new Float64Array(3)])
    assert.deepEqual(
      [...table].map(({ run, 'deep.several.a': a }) => [run, a]),
      [
        [1, Int16Array.of(2, -2)],
        [2, Int16Array.of(3, -3)],
      ],
    )
  })

  test('makes a frame', async () => {
    const { traj } = await computed()
    const frame = (await traj.collect(['z', 'text'])).toFrame()
    assert.ok(frame instanceof Frame)
    assert.deepEqual(frame.shape, [5, 4])
    const arrays = await traj.collect('deep.several.a', { runs: [0, 1] })
    assert.throws(() => arrays.toFrame(), InvalidTypeError)
  })

  test('follows wildcards to other places', async () => {
    const filename = path('wildcards.hdf5')
    const env = new Environment({ trajectory: 'w', filename })
    env.traj.addParameter('x', 1)
    env.traj.explore({ x: [1, 2] })
    await env.run((traj: Trajectory) => {
      traj.addResult('by.$set.$.score', traj.$.x * 2)
      traj.addDerivedParameter('runs.$.half', traj.$.x / 2 + 0.25)
    })
    const table = await env.traj.collect(['by.$set.$.score', 'derived_parameters.runs.$.half'])
    assert.deepEqual(table.get('by.$set.$.score'), Int32Array.of(2, 4))
    assert.deepEqual(table.get('derived_parameters.runs.$.half'), Float64Array.of(0.75, 1.25))
  })

  test('refuses names that no run has, and names the nearest', async () => {
    const { filename } = await computed()
    const traj = await loadTrajectory(filename, { results: 'nothing' })
    for (const [asked, nearest] of [
      ['texd', 'text'],
      ['deep.severl', 'deep.several'],
      ['deep.several.bigg', 'deep.several.big'],
      ['results.runs.$.txt', 'results.runs.$.text'],
    ] as const) {
      await assert.rejects(traj.collect(['z', asked]), (error: Error) => {
        assert.ok(error instanceof NotFoundError)
        assert.equal(error.message, `No run of 'c' has a result '${asked}'; the nearest known name is '${nearest}'.`)
        return true
      })
    }
  })

  test('gives nulls for what only other runs have, and before any run is completed', async () => {
    const { traj } = await computed()
    assert.deepEqual((await traj.collect('f', { runs: [3] })).get('f'), [null])
    assert.deepEqual((await traj.collect('z', { where: () => false })).length, 0)
    const none = new Environment({ trajectory: 'n', filename: path('none.hdf5') })
    none.traj.addParameter('x', 1)
    none.traj.explore({ x: [1, 2] })
    await none.traj.store()
    assert.deepEqual((await none.traj.collect('z')).get('z'), [null, null])
  })

  test('refuses names of parameters that where asks for in vain', async () => {
    const { traj } = await computed()
    await assert.rejects(traj.collect('z', { where: ({ yy }) => yy === 1 }), (error: Error) => {
      assert.ok(error instanceof NotFoundError)
      assert.match(error.message, /asks for 'yy', .*; the nearest is 'y'\. .*'parameters'\.$/)
      return true
    })
    const written = await traj.collect('z', { where: (given) => JSON.stringify(given) === '{"x":1,"y":0.5}' })
    assert.deepEqual(written.runs, Int32Array.of(0))
  })

  test('refuses what makes no sense', async () => {
    const { traj } = await computed()
    await assert.rejects(traj.collect(5 as never), InvalidTypeError)
    await assert.rejects(traj.collect(['']), InvalidTypeError)
    await assert.rejects(traj.collect('z', { rows: [1] } as never), UnknownOptionError)
    await assert.rejects(traj.collect('z', { runs: [9] }), InvalidValueError)
    await assert.rejects(traj.collect('z', { parameters: ['nope'] }), NodeLookupError)
    await assert.rejects(traj.collect(['z', 'z']), InvalidValueError)
    const table = await traj.collect('z')
    assert.throws(() => table.get('zz'), NotFoundError)
  })
})
