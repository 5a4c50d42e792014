import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import {
  type GroupNode,
  type MessageOptions,
  QueueStorageServiceWriter,
  StorageQueue,
  type StorageService,
} from '../../lib/index.js'
import { channelOver, Peer } from '../../lib/multi/index.js'
import { reload, serviceFor } from '../service/support.js'
import { temporaryFolder } from '../support/temporary.js'

const inFolder = temporaryFolder()
const MB = 1 << 20
const RESULTS = 300

/** Stores the trajectory, and leaves only from when it is told to go on. */
class Stalling implements StorageService {
  readonly isOpen = false
  readonly multiprocSafe = false
  readonly #service: StorageService
  readonly #stalled: Promise<void>
  goOn: () => void = () => {}

  constructor(service: StorageService) {
    this.#service = service
    this.#stalled = new Promise((resolve) => {
      this.goOn = resolve
    })
  }

  async store(message: string, subject?: unknown, options?: MessageOptions): Promise<unknown> {
    if (message === 'LEAF') await this.#stalled
    return this.#service.store(message, subject, options)
  }

  load = (message: string, subject?: unknown, options?: MessageOptions) => this.#service.load(message, subject, options)
}

test('300 results of 1 MB for a stalled writer stay where they are, and are stored when it goes on', async (t) => {
  const filename = inFolder('stalled.hdf5')
  const service = new Stalling(serviceFor(filename, { complevel: 0 }))
  const queue = new StorageQueue({ maxSize: 4 })
  const writer = new QueueStorageServiceWriter(service, queue).run()
  const child = fork(fileURLToPath(new URL('./stalled/sender.ts', import.meta.url)), [String(RESULTS)], {
    execArgv: ['--import', 'tsx'],
    serialization: 'advanced',
  })
  const ended = once(child, 'exit')
  const before = process.memoryUsage().rss
  let arrived = 0
  let growth = 0
  new Peer(channelOver(child), {
    store: (bytes: Uint8Array<ArrayBuffer>) => {
      arrived++
      return queue.put(bytes)
    },
    // Whatever was sent before this has come before it.
    allUnderWay: () => {
      growth = process.memoryUsage().rss - before
      assert.equal(arrived, 1 + 2, 'the trajectory, and what the credits allow')
      service.goOn()
    },
  })
  assert.deepEqual(await ended, [0, null])
  queue.close()
  await writer
  t.diagnostic(`memory of the writer grew by ${(growth / MB).toFixed(1)} MB`)
  assert.ok(growth < 50 * MB, `memory grew by ${(growth / MB).toFixed()} MB while ${RESULTS} MB waited`)
  const traj = await reload(filename, { results: 'skeleton' })
  assert.equal([...(traj.node('results') as GroupNode).children()].length, RESULTS)
})
