import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MessageChannel } from 'node:worker_threads'
import {
  ClosedError,
  InvalidTypeError,
  InvalidValueError,
  LockLostError,
  LockWrapper,
  PipeStorageServiceSender,
  QueueStorageServiceSender,
  StorageQueue,
  TimedOutError,
  Trajectory,
} from '../../lib/index.js'
import { channelOver, FairLock, Peer } from '../../lib/multi/index.js'
import { newFilenames, serviceFor } from '../service/support.js'

const newFile = newFilenames()

test('a queue whose writer is stalled refuses with a sentence, for want of room and of an answer', async () => {
  const queue = new StorageQueue({ maxSize: 1, timeout: 50 })
  const sender = new QueueStorageServiceSender(queue)
  const traj = new Trajectory('t', { storageService: sender })
  const all = await Promise.allSettled([traj.store(), traj.store()])
  const sentences = all.map((one) => (one.status === 'rejected' ? one.reason : null))
  for (const error of sentences) assert.ok(error instanceof TimedOutError)
  assert.match(String(sentences[0]), /did not answer within 0\.05 s/)
  assert.equal(traj.stored, false)
  sender.sendDone()
  await assert.rejects(traj.store(), ClosedError)
  assert.equal(await queue.take(), null)
})

test('what is under way to a stalled writer is bounded by the credits', async () => {
  const { port1, port2 } = new MessageChannel()
  let bytesThere = 0
  const answers: (() => void)[] = []
  const store = (bytes: Uint8Array) => {
    bytesThere += bytes.length
    return new Promise<never>((_, reject) => answers.push(() => reject(new InvalidTypeError('stalled'))))
  }
  const arrived = new Promise<void>((resolve) => {
    new Peer(channelOver(port2), {
      store: (bytes: Uint8Array) => {
        if (answers.length === 1) resolve()
        return store(bytes)
      },
    })
  })
  const sender = new PipeStorageServiceSender(port1, { credits: 2 })
  const traj = new Trajectory('t', { storageService: sender })
  const size = 1 << 20
  const leaves = Array.from({ length: 30 }, (_, i) => traj.addResult(`r${i}`, new Uint8Array(size)))
  traj.stored = true
  const stores = Promise.allSettled(leaves.map((leaf) => traj.store([leaf])))
  await arrived
  assert.ok(bytesThere < 2.1 * size, `${bytesThere} bytes are there`)
  sender.sendDone()
  const refused = (await stores).filter((one) => one.status === 'rejected' && one.reason instanceof ClosedError)
  assert.equal(refused.length, 30)
})

test('a lock that is not free in time refuses with a sentence, and goes on for the others', async () => {
  const lock = new FairLock<object>()
  const [holder, late, next] = [{}, {}, {}]
  await lock.acquire(holder, 50)
  await assert.rejects(lock.acquire(late, 50), (error: Error) => {
    assert.ok(error instanceof TimedOutError)
    assert.match(error.message, /The lock of the file was not free for 0\.05 s: its holder is stalled/)
    return true
  })
  assert.throws(() => lock.release(late), LockLostError)
  lock.forget(holder)
  await lock.acquire(next, 50)
})

test('options of queues and senders, and locks, are checked', () => {
  assert.throws(() => new StorageQueue({ maxSize: 0 }), InvalidValueError)
  assert.throws(() => new StorageQueue({ timeout: 0 }), InvalidValueError)
  const { port1, port2 } = new MessageChannel()
  assert.throws(() => new PipeStorageServiceSender(port1, { credits: 0 }), InvalidValueError)
  for (const port of [port1, port2]) port.close()
  assert.throws(() => new LockWrapper(serviceFor(newFile()), {} as never), InvalidTypeError)
  assert.equal(new LockWrapper(serviceFor(newFile())).isOpen, false)
})

test('a lock that cannot be released is not forgotten over the error of the message', async () => {
  const lock = {
    acquire: () => {},
    release: () => {
      throw new Error('lost')
    },
  }
  const service = new LockWrapper(serviceFor(newFile()), lock)
  await assert.rejects(service.load('TRAJECTORY', new Trajectory('t')), /There is no file .*; and then: lost/)
})
