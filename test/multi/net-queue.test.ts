import assert from 'node:assert/strict'
import { describe, it, test } from 'node:test'
import { curveKeyPair, Dealer, Router } from 'zeromq'
import {
  ClosedError,
  InvalidValueError,
  type MessageOptions,
  NetQueueStorageServiceSender,
  NetQueueStorageServiceWriter,
  type NetQueueWriterOptions,
  RefusedError,
  type Result,
  type StorageService,
  TimedOutError,
  Trajectory,
  UnsafeError,
} from '../../lib/index.js'
import { AnswerLog } from '../../lib/multi/zmq/answer-log.js'
import { formatRequest, parseAnswer } from '../../lib/multi/zmq/queue-protocol.js'
import { newFilenames, reload, serviceFor } from '../service/support.js'
import { fc } from '../support/property.js'
import { temporaryFolder } from '../support/temporary.js'
import { sendNoise } from './noise.js'

const inFolder = temporaryFolder()
const newFile = newFilenames()
const FREE = 'tcp://127.0.0.1:*'

async function written<T>(
  service: StorageService,
  work: (url: string, writer: NetQueueStorageServiceWriter) => Promise<T>,
  options: NetQueueWriterOptions = {},
): Promise<T> {
  const writer = await new NetQueueStorageServiceWriter(service, { url: FREE, ...options }).start()
  try {
    return await work(writer.url, writer)
  } finally {
    await writer.close()
  }
}

async function sending<T>(
  options: ConstructorParameters<typeof NetQueueStorageServiceSender>[0],
  work: (traj: Trajectory, sender: NetQueueStorageServiceSender) => Promise<T>,
): Promise<T> {
  const sender = new NetQueueStorageServiceSender(options)
  try {
    return await work(new Trajectory('t', { storageService: sender }) as Trajectory, sender)
  } finally {
    sender.sendDone()
  }
}

/** Counts what is stored, and tells of each message before it is. */
class Watched implements StorageService {
  readonly isOpen = false
  readonly multiprocSafe = false
  readonly #service: StorageService
  readonly #before: (message: string) => unknown
  readonly stored: string[] = []

  constructor(service: StorageService, before: (message: string) => unknown = () => {}) {
    this.#service = service
    this.#before = before
  }

  async store(message: string, subject?: unknown, options?: MessageOptions): Promise<unknown> {
    await this.#before(message)
    const result = await this.#service.store(message, subject, options)
    if (!message.endsWith('_FILE')) this.stored.push(message)
    return result
  }

  load = (message: string, subject?: unknown, options?: MessageOptions) => this.#service.load(message, subject, options)
}

test('several senders store into one file, in messages large and small', async () => {
  const filename = newFile()
  await written(serviceFor(filename), async (url) => {
    await sending({ url }, (traj) => traj.store())
    const one = (name: string) =>
      sending({ url }, async (traj) => {
        traj.stored = true
        const leaves = Array.from({ length: 8 }, (_, i) =>
          traj.addResult(`${name}${i}`, new Float64Array(10 ** (i % 6)).fill(i)),
        )
        await Promise.all(leaves.map((leaf) => traj.store([leaf])))
      })
    await Promise.all(['a', 'b', 'c'].map(one))
  })
  const traj = await reload(filename)
  for (const name of ['a3', 'b4', 'c5']) {
    const data = traj.get<Result>(name).get(name) as Float64Array
    assert.deepEqual([data.length, data[0]], [10 ** Number(name[1]), Number(name[1])])
  }
})

test('nothing that comes in ends the writer', () =>
  written(serviceFor(newFile()), async (url) => {
    using raw = closing(new Dealer({ receiveTimeout: 5000 }), url)
    const sound = formatRequest({ sender: 's', number: 1, oldest: 1, bytes: Buffer.from('no message') })
    const noise = fc.array(fc.uint8Array({ maxLength: 40 }).map(Buffer.from), { minLength: 1, maxLength: 6 })
    const nearly = fc
      .tuple(fc.nat(sound.length - 1), fc.uint8Array({ maxLength: 20 }).map(Buffer.from))
      .map(([at, frame]) => sound.map((known, i) => (i === at ? frame : known)))
    await fc.assert(
      fc.asyncProperty(fc.oneof(noise, nearly), async (frames) => {
        await raw.end.send(frames as Buffer[])
        assert.ok(parseAnswer(await raw.end.receive()), 'an answer comes')
      }),
      { numRuns: 200 },
    )
    await sending({ url }, (traj) => traj.store())
  }))

test('bytes that are no ZeroMQ do not end the writer', () =>
  written(serviceFor(newFile()), async (url) => {
    await sendNoise(url)
    await sending({ url }, (traj) => traj.store())
  }))

function closing<S extends Dealer>(end: S, url: string): { end: S; [Symbol.dispose](): void } {
  end.connect(url)
  return { end, [Symbol.dispose]: () => end.close() }
}

test('a message that comes again is answered as it was, and stored once', async () => {
  const service = new Watched(serviceFor(newFile()))
  await written(service, async (url) => {
    using raw = closing(new Dealer({ receiveTimeout: 5000 }), url)
    const twice = formatRequest({ sender: 's', number: 1, oldest: 1, bytes: Buffer.from('damaged') })
    await raw.end.send(twice as Buffer[])
    await raw.end.send(twice as Buffer[])
    const answers = [await raw.end.receive(), await raw.end.receive()].map((frames) => parseAnswer(frames))
    assert.deepEqual(answers[0], answers[1])
  })
})

test('answers are kept as long as their senders may ask for them, and no longer', () => {
  const log = new AnswerLog(2)
  const answer = Buffer.from('x')
  for (const number of [1, 2, 3]) log.keep('s', number, 1, answer)
  assert.deepEqual(
    [1, 2, 3, 4].map((number) => log.get('s', number) === answer),
    [false, true, true, false],
  )
  log.keep('s', 4, 4, answer)
  assert.equal(log.get('s', 3), undefined)
  for (let i = 0; i < 1000; i++) log.keep(`other${i}`, 1, 1, answer)
  assert.equal(log.get('s', 4), undefined)
})

describe('a writer that is away', () => {
  it('is waited for: what was under way is stored by the next one, and nothing twice', async () => {
    const [filename, url] = [newFile(), `ipc://${inFolder('socket')}`]
    const begin = (service: StorageService) => new NetQueueStorageServiceWriter(service, { url }).start()
    const first = await begin(serviceFor(filename))
    await sending({ url }, async (traj) => {
      await traj.store()
      await first.close()
      const stores = [1, 2, 3].map((i) => traj.store([traj.addResult(`r${i}`, i)]))
      const service = new Watched(serviceFor(filename))
      const second = await begin(service)
      await Promise.all(stores)
      assert.deepEqual(service.stored, ['LIST', 'LIST', 'LIST'])
      await second.close()
    })
    const traj = await reload(filename)
    assert.deepEqual([traj.$.r1, traj.$.r2, traj.$.r3], [1, 2, 3])
  })

  it('is not waited for without end, and the sender can be used again', async () => {
    const url = `ipc://${inFolder('nobody')}`
    await sending({ url, offlineTimeout: 50 }, async (traj) => {
      await assert.rejects(traj.store(), (error: Error) => {
        assert.ok(error instanceof TimedOutError)
        assert.match(error.message, /No writer was there at ipc:.*nobody for 0\.05 s/)
        return true
      })
      assert.equal(traj.stored, false)
      await written(serviceFor(newFile()), () => traj.store(), { url })
      assert.equal(traj.stored, true)
    })
  })

  it('gets a message again whose answer was lost with its connection, and does not store it twice', async () => {
    const filename = newFile()
    const service = new Watched(serviceFor(filename))
    await written(service, async (url) => {
      // Between the two: breaks the connection to the sender when the first answer comes.
      await using between = await relay(url)
      await sending({ url: between.url }, (traj) => traj.store())
      assert.equal(between.broken, 1)
    })
    assert.deepEqual(service.stored, ['TRAJECTORY'])
  })
})

/** Passes frames on between a sender and a writer; at the first answer, all its connections break. */
async function relay(url: string) {
  const writer = new Dealer({ linger: 0 })
  writer.connect(url)
  const address = `ipc://${inFolder('relay')}`
  let sender = await listening()
  let broken = 0
  async function listening(): Promise<Router> {
    const socket = new Router({ linger: 0 })
    await socket.bind(address)
    void forward(socket)
    return socket
  }
  let latest: Buffer = Buffer.alloc(0)
  async function forward(socket: Router): Promise<void> {
    for await (const [id, ...frames] of socket) {
      latest = id as Buffer
      await writer.send(frames)
    }
  }
  const back = (async () => {
    for await (const frames of writer) {
      if (broken++ > 0) {
        await sender.send([latest, ...frames])
        continue
      }
      await sender.unbind(address)
      sender.close()
      sender = await listening()
    }
  })()
  return {
    url: address,
    get broken() {
      return Math.min(broken, 1)
    },
    async [Symbol.asyncDispose]() {
      sender.close()
      writer.close()
      await back
    },
  }
}

test('what a stalled writer has to keep is bounded by the credits, and waiting for it is bounded', async () => {
  let began = 0
  let goOn = () => {}
  const stalled = new Promise<void>((resolve) => {
    goOn = resolve
  })
  const service = new Watched(serviceFor(newFile()), (message) => {
    if (message !== 'LIST') return
    began++
    return stalled
  })
  await written(service, (url) =>
    sending({ url, credits: 2, timeout: 1000 }, async (traj) => {
      await traj.store()
      const leaves = Array.from({ length: 5 }, (_, i) => traj.addResult(`r${i}`, i))
      const outcomes = await Promise.allSettled(leaves.map((leaf) => traj.store([leaf])))
      const errors = outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.name : null))
      assert.deepEqual([errors, began], [Array(5).fill('TimedOutError'), 1])
      goOn()
    }),
  )
})

test('a sender that is given up stores nothing any more', () =>
  written(serviceFor(newFile()), (url, writer) =>
    sending({ url }, async (traj, sender) => {
      await traj.store()
      await writer.forget(sender.id)
      await assert.rejects(traj.store([traj.addResult('late', 1)]), (error: Error) => {
        assert.ok(error instanceof ClosedError)
        assert.match(error.message, /was given up/)
        return true
      })
    }),
  ))

test('a message names no file of the host that has the writer', () =>
  written(serviceFor(newFile()), (url) =>
    sending({ url }, async (traj, sender) => {
      const elsewhere = inFolder('elsewhere.hdf5')
      await assert.rejects(sender.store('TRAJECTORY', traj, { filename: elsewhere }), UnsafeError)
      await traj.store()
      await assert.rejects(sender.store('BACKUP', traj, { backupFilename: elsewhere }), /got the option backupFilename/)
      const list = [['BACKUP', traj, { backupFilename: elsewhere }]]
      await assert.rejects(sender.store('LIST', list, { trajectoryName: 't' }), UnsafeError)
    }),
  ))

describe('keys', () => {
  const { publicKey, secretKey } = curveKeyPair()
  const ours = curveKeyPair()
  const curve = { publicKey, secretKey, allowed: [ours.publicKey] }

  it('let in the senders on the list alone, with a sentence for the others', () =>
    written(
      serviceFor(newFile()),
      async (url) => {
        await sending({ url, curve: { ...ours, serverKey: publicKey } }, (traj) => traj.store())
        await sending({ url, curve: { ...curveKeyPair(), serverKey: publicKey } }, (traj) =>
          assert.rejects(traj.store(), RefusedError),
        )
        // ZeroMQ does not always tell these why nobody answers.
        const misled = { ...ours, serverKey: curveKeyPair().publicKey }
        for (const keys of [{ curve: misled }, {}]) {
          await sending({ url, offlineTimeout: 500, ...keys }, (traj) => assert.rejects(traj.store(), / keys /))
        }
      },
      { curve },
    ))

  it('are asked for at an address that others reach', async () => {
    const service = serviceFor(newFile())
    const url = 'tcp://0.0.0.0:*'
    assert.throws(() => new NetQueueStorageServiceWriter(service, { url }), /could store what he likes.*pass curve/)
    assert.ok(new NetQueueStorageServiceWriter(service, { url, insecure: true }))
    assert.ok(new NetQueueStorageServiceWriter(service, { url, curve }))
  })

  it('and other options are checked', () => {
    assert.throws(() => new NetQueueStorageServiceSender({ credits: 0 }), InvalidValueError)
    assert.throws(() => new NetQueueStorageServiceSender({ timeout: 0 }), InvalidValueError)
    assert.throws(() => new NetQueueStorageServiceSender({ curve: { ...ours, serverKey: 'x' } }), InvalidValueError)
    assert.throws(() => new NetQueueStorageServiceSender({ adress: 'x' } as never), { code: 'ERR_UNKNOWN_OPTION' })
  })
})
