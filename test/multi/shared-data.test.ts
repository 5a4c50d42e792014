import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { MessageChannel } from 'node:worker_threads'
import {
  frame,
  InvalidValueError,
  LockWrapper,
  ndarray,
  PipeStorageServiceSender,
  PipeStorageServiceWriter,
  QueueStorageServiceSender,
  QueueStorageServiceWriter,
  ReferenceStore,
  ReferenceWrapper,
  SharedArray,
  SharedCArray,
  SharedEArray,
  SharedFrame,
  SharedResult,
  SharedTable,
  SharedVLArray,
  StorageQueue,
  type StorageService,
  Trajectory,
  UnsupportedError,
} from '../../lib/index.js'
import { reload, serviceFor } from '../service/support.js'
import { temporaryFolder } from '../support/temporary.js'

const inFolder = temporaryFolder()

interface Line {
  readonly service: StorageService
  readonly finish: () => Promise<void>
  /** Whether what a function decides can be decided where the file is. */
  readonly takesFunctions: boolean
}

const lines: Readonly<Record<string, (filename: string) => Line>> = {
  LockWrapper: (filename) => ({
    service: new LockWrapper(serviceFor(filename), { acquire: () => {}, release: () => {} }),
    finish: async () => {},
    takesFunctions: true,
  }),
  QueueStorageServiceSender: (filename) => {
    const queue = new StorageQueue()
    const ended = new QueueStorageServiceWriter(serviceFor(filename), queue).run()
    const service = new QueueStorageServiceSender(queue)
    const finish = () => {
      service.sendDone()
      return ended
    }
    return { service, finish, takesFunctions: false }
  },
  PipeStorageServiceSender: (filename) => {
    const { port1, port2 } = new MessageChannel()
    const ended = new PipeStorageServiceWriter(serviceFor(filename), port2).run()
    const service = new PipeStorageServiceSender(port1)
    const finish = () => {
      service.sendDone()
      return ended
    }
    return { service, finish, takesFunctions: false }
  },
}

/** A trajectory that is in the file, with handles of all kinds that have data. */
async function filled(service: StorageService) {
  const traj = new Trajectory('t', { storageService: service }) as Trajectory
  await traj.store()
  // Who keeps messages for later cannot know; a worker's trajectory is in the file from the start.
  traj.stored = true
  const items = {
    ar: new SharedArray(),
    ca: new SharedCArray(),
    ea: new SharedEArray(),
    vl: new SharedVLArray(),
    ta: new SharedTable(),
    fr: new SharedFrame(),
  }
  const result = traj.addResult(SharedResult, 'live', { ...items, ordinary: 5 })
  await items.ar.create({ data: [1, 2, 3] })
  await items.ca.create({ data: ndarray(Float64Array.of(1, 2, 3, 4), [2, 2]), filters: { complevel: 1 } })
  await items.ea.create({ dtype: 'float32', shape: [0, 2] })
  await items.vl.create({ data: [Int16Array.of(1, 2), Int16Array.of(3)] })
  await items.ta.create({ rows: [{ id: 1, name: 'a', v: [1, 2] }] })
  await items.fr.create({ data: frame({ x: [0.5, 1.5], s: ['a', 'long'] }) })
  return { traj, result, ...items }
}

/** Appends to everything that grows, and changes the rest. */
async function change({ ar, ca, ea, vl, ta, fr }: Awaited<ReturnType<typeof filled>>): Promise<void> {
  await ar.write(7, { start: 1, stop: 3 })
  await ca.write([[9], [8]], { selection: [null, { start: 1, stop: 2 }] })
  await ea.append(Float32Array.of(1, 2, 3, 4))
  await vl.append([])
  await ta.append([{ id: 2, name: 'b', v: [3, 4] }])
  await ta.append({ id: [3], name: ['c'], v: ndarray(BigInt64Array.of(5n, 6n), [1, 2]) })
  await fr.append(frame({ x: [2.5], s: ['b'] }))
}

async function contentOf(filename: string): Promise<unknown[]> {
  const result = (await reload(filename)).get<SharedResult>('live')
  const { ar, ca, ea, vl, ta, fr } = result.toDict() as unknown as Awaited<ReturnType<typeof filled>>
  const rows = (await vl.read()).map((row) => row.toArray())
  const arrays = [await ar.read(), await ca.read(), await ea.read()].map((array) => array.toArray())
  return [arrays, rows, await ta.read(), await fr.read(), result.get('ordinary')]
}

describe('shared data', async () => {
  const direct = inFolder('direct.hdf5')
  await change(await filled(serviceFor(direct)))
  const expected = await contentOf(direct)

  for (const [name, begin] of Object.entries(lines)) {
    it(`are worked on through ${name}, and answers come back`, async () => {
      const filename = inFolder(`${name}.hdf5`)
      const { service, finish, takesFunctions } = begin(filename)
      const { traj, result, ...items } = await filled(service)
      await change({ traj, result, ...items })
      const { ca, ea, vl, ta, fr } = items
      const { sharedType, shape, dtype, filters } = await ca.describe()
      assert.deepEqual([sharedType, shape, dtype, filters?.complevel], ['CARRAY', [2, 2], '<f8', 1])
      const block = await ea.read({ start: -1 })
      assert.deepEqual([block.shape, block.dtype, block.toArray()], [[1, 2], '<f4', [[3, 4]]])
      const ragged = (await vl.read()).map((row) => row.toArray())
      assert.deepEqual(ragged, [[1, 2], [3], []])
      const found = await ta.where('(id > low) & (name != "c")', { variables: { low: 1 } })
      assert.deepEqual([found.id, found.name], [BigInt64Array.of(2n), ['b']])
      assert.deepEqual(await ta.whereRows('id >= 2'), [1, 2])
      assert.deepEqual((await fr.select(({ s }) => s === 'b')).shape, [1, 2])
      const byFunction = ta.whereRows((_, row) => row === 1)
      if (takesFunctions) assert.deepEqual(await byFunction, [1])
      else await assert.rejects(byFunction, /The condition of ACCESS_DATA is a function, .* give it as text/)
      await assert.rejects(ea.append([1, 2, 3]), InvalidValueError)
      await finish()
      assert.deepEqual(await contentOf(filename), expected)
    })
  }

  it('are worked on by messages that are kept for later, which answer nothing', async () => {
    const filename = inFolder('kept.hdf5')
    const service = new ReferenceWrapper()
    const { traj, ...items } = await filled(service)
    await change({ traj, ...items })
    await assert.rejects(items.ta.read(), UnsupportedError)
    await assert.rejects(
      items.ta.whereRows(() => true),
      UnsupportedError,
    )
    await new ReferenceStore(serviceFor(filename)).storeReferences(service.freeReferences())
    assert.deepEqual(await contentOf(filename), expected)
  })
})
