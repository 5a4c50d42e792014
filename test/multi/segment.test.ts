import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CorruptError, type MessageOptions, NotHdf5Error, type StorageService, Trajectory } from '../../lib/index.js'
import { packRun } from '../../lib/multi/segment.js'
import { unpack } from '../../lib/multi/wire/pack.js'
import { answerRequest } from '../../lib/multi/wire/request.js'
import type { TrajectoryView } from '../../lib/service/nodes.js'
import { frame, ndarray, objectTable, scalar, tuple } from '../../lib/values/index.js'
import { contentOf } from '../environment/content.js'
import { newFilenames, serviceFor, trajectoryIn } from '../service/support.js'

const newFile = newFilenames()

/** Stores runs as segments, however small they are, each message twice if `repeats`. */
class Segmenting implements StorageService {
  readonly isOpen = false
  readonly multiprocSafe = false
  readonly messages: string[] = []
  readonly #service: StorageService
  readonly #repeats: boolean

  constructor(service: StorageService, repeats = false) {
    this.#service = service
    this.#repeats = repeats
  }

  async store(message: string, subject?: unknown, options: MessageOptions = {}): Promise<unknown> {
    if (message !== 'SINGLE_RUN') return this.#service.store(message, subject, options)
    const { bytes, accept } = await packRun(subject as TrajectoryView, options, 0)
    this.messages.push((unpack(bytes) as { message: string }).message)
    if (this.#repeats) await answerRequest(this.#service, bytes)
    return accept(await answerRequest(this.#service, bytes))
  }

  load = (message: string, subject?: unknown, options?: MessageOptions) => this.#service.load(message, subject, options)
}

/** The service alone, as the others have it: none shows its settings in the config. */
class Plain implements StorageService {
  readonly isOpen = false
  readonly multiprocSafe = false
  readonly store: StorageService['store']
  readonly load: StorageService['load']

  constructor(service: StorageService) {
    this.store = service.store.bind(service)
    this.load = service.load.bind(service)
  }
}

async function experiment(storageService: StorageService): Promise<void> {
  const traj = new Trajectory('t', { storageService }) as Trajectory
  traj.addParameter('x', 1)
  traj.explore({ x: [0, 1, 2] })
  await traj.store()
  for (const run of [2, 0, 1]) {
    traj.startRun(run)
    await addResults(traj, run)
    await traj.finalizeRun()
  }
}

async function addResults(traj: Trajectory, run: number): Promise<void> {
  const early = traj.addResult('mixed.early', run, 'early')
  await traj.store([early])
  const z = traj.addResult('z', run, 'all runs share this')
  z.annotations.set({ unit: 'mV', run })
  traj.addResult('own', run, `only run ${run}`)
  traj.addResult('mixed.values', {
    text: 'ä',
    pair: tuple([run, 2], 'int16'),
    small: scalar('float32', 0.5),
    matrix: ndarray(new Float64Array(600).fill(run), [20, 30]),
    table: objectTable({ a: [1, 2], b: ['x', 'y'] }),
    frame: frame({ x: new Float64Array([1, run]) }),
  })
  traj.addDerivedParameter('twice', 2 * run, 'derived')
  z.parent?.addLink('link', z)
  z.parent?.annotations.set('a note on the run')
}

test('runs that come as segments leave the same file, in any order and also when they come twice', async () => {
  const [plain, once, twice] = [newFile(), newFile(), newFile()]
  await experiment(new Plain(serviceFor(plain)))
  const segmenting = new Segmenting(serviceFor(once))
  await experiment(segmenting)
  await experiment(new Segmenting(serviceFor(twice), true))
  assert.deepEqual(segmenting.messages, ['SEGMENT', 'SEGMENT', 'SEGMENT'])
  const expected = await contentOf(plain)
  assert.deepEqual(await contentOf(once), expected)
  assert.deepEqual(await contentOf(twice), expected)
})

test('what runs share goes as values: another run may have it already', async () => {
  const segmenting = new Segmenting(serviceFor(newFile()))
  const traj = new Trajectory('t', { storageService: segmenting }) as Trajectory
  await traj.store()
  traj.startRun(0)
  traj.addResult('run_ALL.shared', 1)
  await traj.finalizeRun()
  assert.deepEqual(segmenting.messages, ['SINGLE_RUN'])
})

test('nodes are marked as stored once they are, and not before', async () => {
  const filename = newFile()
  const traj = trajectoryIn(filename)
  await traj.store()
  traj.startRun(0)
  const z = traj.addResult('z', 1)
  const { bytes, accept } = await packRun(traj, { trajectoryName: 't' }, 0)
  assert.equal(z.stored, false)
  accept(await answerRequest(serviceFor(filename), bytes))
  assert.equal(z.stored, true)
})

test('a damaged image changes nothing', async () => {
  const filename = newFile()
  const traj = trajectoryIn(filename)
  traj.addParameter('x', 1)
  await traj.store()
  const before = await contentOf(filename)
  const service = serviceFor(filename)
  for (const image of [new Uint8Array(0), new Uint8Array(5000), new TextEncoder().encode('no file')]) {
    await assert.rejects(service.store('SEGMENT', traj, { image, lines: [] }), (error) => {
      return error instanceof NotHdf5Error || error instanceof CorruptError
    })
  }
  assert.deepEqual(await contentOf(filename), before)
})
