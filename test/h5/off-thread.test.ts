import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CArray, File } from '../../lib/h5/index.js'
import { OFFLOAD_BYTES } from '../../lib/h5/offload.js'
import { loadTrajectory, type Result, Trajectory } from '../../lib/index.js'
import { temporaryFolder } from '../support/temporary.js'

const path = temporaryFolder()
/** More than what is written on this thread. */
const large = Float64Array.from({ length: (2 * OFFLOAD_BYTES) / 8 }, (_, i) => i)

test('large plans are written off the main thread, their bytes kept alive', async () => {
  using file = File.open(path('plans.h5'), 'w')
  const writing = Array.from({ length: 8 }, (_, i) =>
    file.root.write([
      {
        kind: 'dataset',
        name: `large${i}`,
        layout: 'chunked',
        dtype: '<f8',
        shape: [large.length],
        data: new Uint8Array(large.slice().buffer),
        attributes: new Map([['index', i]]),
      },
    ]),
  )
  await Promise.all(writing)
  for (let i = 0; i < 8; i++) {
    using node = file.get(`/large${i}`) as CArray
    assert.deepEqual((await node.read()).data, large)
    assert.equal(node.attributes.get('index'), i)
  }
})

test('large blocks are overwritten off the main thread', async () => {
  using file = File.open(path('blocks.h5'), 'w')
  using array = file.createCArray('/block', { dtype: 'float64', shape: [large.length] })
  await array.write(large)
  assert.deepEqual((await array.read()).data, large)
})

test('a failure off the main thread is an error with its code', async () => {
  using file = File.open(path('failure.h5'), 'w')
  const plan = {
    kind: 'dataset',
    name: 'twice',
    layout: 'contiguous',
    dtype: '<f8',
    shape: [large.length],
    data: new Uint8Array(large.buffer),
    attributes: new Map(),
  } as const
  await file.root.write([plan])
  await assert.rejects(file.root.write([plan]), { code: 'ERR_EXISTS' })
})

test('large results and ranges are stored and loaded', async () => {
  const filename = path('large.hdf5')
  const traj = new Trajectory('large', { filename })
  traj.addParameter('x', 0)
  traj.explore({ x: large })
  traj.addResult('numbers', large)
  await traj.store()
  const twin = await loadTrajectory(filename, { results: 'data' })
  assert.equal(twin.length, large.length)
  assert.deepEqual(twin.get<Result>('numbers').get(), large)
})
