import assert from 'node:assert/strict'
import { closeSync, openSync, writeFileSync } from 'node:fs'
import { describe, it, test } from 'node:test'
import { curveKeyPair, Dealer, Request } from 'zeromq'
import { native } from '../../lib/h5/native.js'
import {
  CorruptError,
  FencedLock,
  InvalidTypeError,
  InvalidValueError,
  LimitError,
  LockerClient,
  LockerServer,
  LockLostError,
  RefusedError,
  TimedOutError,
  TimeOutLockerServer,
} from '../../lib/index.js'
import { LockTable } from '../../lib/multi/zmq/lock-table.js'
import { parseRequest } from '../../lib/multi/zmq/protocol.js'
import { fc } from '../support/property.js'
import { temporaryFolder } from '../support/temporary.js'
import { afterTimeout, conversation } from './golden.js'
import { sendNoise } from './noise.js'

const inFolder = temporaryFolder()
const FREE = 'tcp://127.0.0.1:*'

async function served<T>(server: LockerServer, work: (url: string) => Promise<T>): Promise<T> {
  await server.start()
  try {
    return await work(server.url)
  } finally {
    await server.close()
  }
}

async function withClient<T>(url: string, work: (client: LockerClient) => Promise<T>): Promise<T> {
  const client = new LockerClient({ url, replyTimeout: 2222 })
  try {
    return await work(client)
  } finally {
    client.close()
  }
}

test('the wire is that of pypet', () =>
  served(new LockerServer({ url: FREE, longPoll: 0 }), async (url) => {
    using socket = closing(new Request({ receiveTimeout: 5000 }), url)
    for (const [request, reply] of [...conversation, ['DONE:::n:::a:::99', 'CLOSED'] as const]) {
      await socket.end.send(request)
      assert.equal(String((await socket.end.receive())[0]), reply, request)
    }
  }))

function closing<S extends Request | Dealer>(end: S, url: string): { end: S; [Symbol.dispose](): void } {
  end.connect(url)
  return { end, [Symbol.dispose]: () => end.close() }
}

test('a lock that was held too long goes to the next who asks', () => {
  let now = 0
  const table = new LockTable(1000, null, () => now)
  const ask = (text: string) => table.answer(parseRequest([Buffer.from(text)])!)
  assert.equal(ask('LOCK:::n:::a:::2'), 'GO')
  now = 999
  assert.equal(ask('LOCK:::n:::b:::3'), 'WAIT')
  now = 1000
  for (const [request, reply] of afterTimeout) assert.equal(ask(request), reply)
})

test('a request that comes again is answered as it was', () => {
  const table = new LockTable(null)
  const ask = (text: string) => table.answer(parseRequest([Buffer.from(text)])!)
  assert.deepEqual([ask('LOCK:::n:::a:::1'), ask('LOCK:::n:::a:::1')], ['GO', 'GO'])
  assert.deepEqual([ask('UNLOCK:::n:::a:::2'), ask('UNLOCK:::n:::a:::2')], ['RELEASED', 'RELEASED'])
})

test('nothing that comes in ends the server', () =>
  served(new LockerServer({ url: FREE }), async (url) => {
    using socket = closing(new Dealer({ receiveTimeout: 5000 }), url)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 4 }), async (frames) => {
        await socket.end.send(['', ...frames.map((frame) => Buffer.from(frame))])
        assert.match(String((await socket.end.receive()).at(-1)), /^MSG_ERROR/)
      }),
      { numRuns: 200 },
    )
    await withClient(url, (client) => client.ping())
  }))

test('bytes that are no ZeroMQ do not end the server', () =>
  served(new LockerServer({ url: FREE }), async (url) => {
    await sendNoise(url)
    await withClient(url, (client) => client.ping())
  }))

describe('clients', () => {
  it('exclude each other, also within one process, and get ascending tokens', () =>
    served(new LockerServer({ url: FREE }), async (url) => {
      let inside = 0
      const tokens: number[] = []
      const work = (client: LockerClient) =>
        Array.from({ length: 25 }).reduce<Promise<void>>(async (before) => {
          await before
          tokens.push((await client.acquire())!)
          assert.equal(++inside, 1)
          await Promise.resolve()
          inside--
          await client.release()
        }, Promise.resolve())
      await Promise.all(Array.from({ length: 4 }, () => withClient(url, work)))
      assert.deepEqual(
        tokens,
        Array.from({ length: 100 }, (_, i) => i + 1),
      )
    }))

  it('say so when they do not hold the lock, and when nobody answers', async () => {
    await served(new LockerServer({ url: FREE }), (url) =>
      withClient(url, (client) => assert.rejects(client.release(), LockLostError)),
    )
    const client = new LockerClient({ url: 'tcp://127.0.0.1:9', attempts: 2, replyTimeout: 50 })
    await assert.rejects(client.ping(), TimedOutError)
    await assert.rejects(client.acquire(), /it seems to be offline/)
    client.close()
  })

  it('survive a server that is started again, which gives no lock away', async () => {
    const stateFile = inFolder('state.json')
    // A free port could be taken by somebody else meanwhile.
    const first = await new LockerServer({ url: `ipc://${inFolder('socket')}`, stateFile }).start()
    const { url } = first
    const options = { url, replyTimeout: 500 }
    const [holder, other] = [new LockerClient(options), new LockerClient({ ...options, timeout: 300 })]
    await holder.acquire()
    await first.close()
    const second = await new LockerServer({ url, stateFile, longPoll: 100 }).start()
    await assert.rejects(other.acquire(), TimedOutError)
    await holder.release()
    assert.equal(await other.acquire(), 2)
    for (const client of [holder, other]) client.close()
    await second.close()
    writeFileSync(stateFile, 'no state')
    assert.throws(() => new LockerServer({ stateFile }), CorruptError)
  })

  it('that are gone free their lock where the server is told', async () => {
    const server = new LockerServer({ url: FREE })
    await served(server, (url) =>
      withClient(url, async (client) => {
        const dead = new LockerClient({ url })
        await dead.acquire()
        const waiting = client.acquire()
        server.forget((id) => id === dead.id)
        assert.equal(await waiting, 2)
        dead.close()
      }),
    )
  })

  it('can renew a lease', () =>
    served(new TimeOutLockerServer({ url: FREE, timeout: 60_000 }), (url) =>
      withClient(url, async (client) => {
        assert.equal(await client.renew(), false)
        await client.acquire()
        assert.equal(await client.renew(), true)
      }),
    ))
})

test('a lease is renewed while its holder is there, and no longer', (t) => {
  t.mock.timers.enable({ apis: ['setInterval', 'Date'] })
  const lease = 60_000
  return served(new TimeOutLockerServer({ url: FREE, timeout: lease, longPoll: 0 }), (url) =>
    withClient(url, async (holder) => {
      await holder.acquire()
      for (let i = 0; i < 10; i++) {
        t.mock.timers.tick(lease / 3)
        // Its requests go one after another: renewing is done now.
        await holder.ping()
      }
      const other = new LockerClient({ url, timeout: 100 })
      await assert.rejects(other.acquire(), TimedOutError)
      holder.close()
      t.mock.timers.tick(lease)
      assert.equal(await other.acquire(), 2)
      await assert.rejects(holder.release(), LockLostError)
      other.close()
    }),
  )
})

describe('keys', () => {
  const { publicKey, secretKey } = curveKeyPair()
  const ours = curveKeyPair()
  const curve = { publicKey, secretKey, allowed: [ours.publicKey] }
  const client = { ...ours, serverKey: publicKey }

  it('let in the clients on the list alone, with a sentence for the others', () =>
    served(new LockerServer({ url: FREE, curve }), async (url) => {
      const clients = (keys?: typeof client) =>
        new LockerClient({ url, ...(keys === undefined ? {} : { curve: keys }) })
      const known = clients(client)
      assert.equal(await known.acquire(), 1)
      await known.release()
      const stranger = clients({ ...curveKeyPair(), serverKey: publicKey })
      const misled = clients({ ...ours, serverKey: curveKeyPair().publicKey })
      const plain = clients()
      await assert.rejects(stranger.ping(), RefusedError)
      await assert.rejects(stranger.acquire(), /do not accept each other's keys .*: check curve here/)
      // ZeroMQ does not always tell these why nobody answers.
      for (const refused of [misled, plain]) await assert.rejects(refused.ping(), / keys /)
      for (const one of [known, stranger, misled, plain]) one.close()
    }))

  it('are asked for at an address that others reach', async () => {
    assert.throws(() => new LockerServer({ url: 'tcp://0.0.0.0:*' }), /pass curve with keys/)
    await served(new LockerServer({ url: 'tcp://0.0.0.0:*', curve }), async (url) => {
      const known = new LockerClient({ url: url.replace('0.0.0.0', '127.0.0.1'), curve: client })
      await known.ping()
      known.close()
    })
  })

  it('are checked, and do not show in sentences', () => {
    const wrong = { ...curve, secretKey: 'too-short' }
    assert.throws(
      () => new LockerServer({ url: FREE, curve: wrong }),
      /^(?!.*too-short).*curve.secretKey is a key of 40/,
    )
    assert.throws(() => new LockerServer({ url: FREE, curve: { ...curve, allowed: 'all' as never } }), InvalidTypeError)
    assert.throws(() => new LockerServer({ url: FREE, curve: { ...curve, allowed: ['x'] } }), InvalidValueError)
    assert.throws(() => new LockerClient({ curve: { ...client, serverKey: '' } }), InvalidValueError)
  })
})

test('who was overtaken does not pass the fence, and the next waits for who is inside', async () => {
  const filename = inFolder('x.fence')
  const lock = (token: number) => new FencedLock({ acquire: async () => token, release: async () => {} }, filename, 100)
  const [slow, next] = [lock(3), lock(4)]
  const paused = lock(3)
  await slow.acquire()
  await assert.rejects(next.acquire(), TimedOutError)
  await slow.release()
  await next.acquire()
  await next.release()
  await assert.rejects(paused.acquire(), /token 3 was overtaken by token 4/)
})

test('the lock of the kernel belongs to one descriptor', () => {
  const filename = inFolder('locked')
  const [one, other] = [openSync(filename, 'a+'), openSync(filename, 'a+')]
  assert.deepEqual([native.lockDescriptor(one, true), native.lockDescriptor(other, true)], [true, false])
  assert.deepEqual([native.lockDescriptor(one, false), native.lockDescriptor(other, true)], [true, true])
  for (const descriptor of [one, other]) closeSync(descriptor)
})

test('an address that strangers reach needs a word', () => {
  for (const url of ['tcp://*:7777', 'tcp://0.0.0.0:7777', 'tcp://example.org:1']) {
    assert.throws(() => new LockerServer({ url }), InvalidValueError)
    assert.ok(new LockerServer({ url, insecure: true }))
  }
})

describe('a server keeps no more than it is meant to', () => {
  it('gives so many locks to a client, and so many to all', () =>
    served(new LockerServer({ url: FREE, maxLocks: 3, maxLocksPerClient: 2 }), async (url) => {
      using one = closing(new Request({ receiveTimeout: 5000 }), url)
      const ask = async (text: string): Promise<string> => {
        await one.end.send(text)
        return String((await one.end.receive())[0])
      }
      assert.equal(await ask('LOCK:::a:::one:::1'), 'GO')
      assert.equal(await ask('LOCK:::b:::one:::2'), 'GO')
      assert.match(await ask('LOCK:::c:::one:::3'), /^LIMIT_ERROR:::A client holds at most 2 locks/)
      assert.equal(await ask('LOCK:::c:::two:::4'), 'GO')
      assert.match(await ask('LOCK:::d:::two:::5'), /^LIMIT_ERROR:::This server gives at most 3 locks/)
      assert.equal(await ask('UNLOCK:::a:::one:::6'), 'RELEASED')
      // The same request as the one that was refused.
      assert.equal(await ask('LOCK:::d:::two:::5'), 'GO')
      await assert.rejects(
        withClient(url, (client) => client.acquire()),
        (error: Error) =>
          error instanceof LimitError && /'_DEFAULT_' was refused: .*at most 3 locks/.test(error.message),
      )
    }))

  it('counts a lock that goes over to another client', () => {
    let now = 0
    const table = new LockTable(10, null, () => now, { maxLocks: 1, maxLocksPerClient: 1 })
    const ask = (command: string, client: string, request: string, lock = 'a') =>
      table.answer({ command, lock, client, request })
    assert.equal(ask('LOCK', 'one', '1'), 'GO')
    now = 11
    assert.match(ask('LOCK', 'two', '2'), /^GO:::.*timed out/)
    assert.match(ask('LOCK', 'one', '3', 'b'), /^LIMIT_ERROR:::This server/)
    assert.match(ask('LOCK', 'two', '4', 'b'), /^LIMIT_ERROR:::A client/)
    assert.equal(ask('UNLOCK', 'two', '5'), 'RELEASED')
    assert.equal(ask('LOCK', 'one', '6', 'b'), 'GO')
  })

  it('answers a request that is too long, and ends the connection of a much longer one', () =>
    served(new LockerServer({ url: FREE }), async (url) => {
      const named = (bytes: number) =>
        new LockerClient({ url, lockName: 'x'.repeat(bytes), attempts: 1, replyTimeout: 300 })
      for (const [bytes, expected] of [
        [5000, LimitError],
        [1 << 20, TimedOutError],
      ] as const) {
        const client = named(bytes)
        await assert.rejects(client.acquire(), expected)
        client.close()
      }
      await withClient(url, (client) => client.ping())
    }))

  it('has limits that are numbers', () => {
    for (const limit of [0, 1.5, Number.NaN, '3' as never]) {
      assert.throws(() => new LockerServer({ url: FREE, maxLocks: limit }), InvalidValueError)
      assert.throws(() => new LockerServer({ url: FREE, maxLocksPerClient: limit }), InvalidValueError)
    }
  })
})
