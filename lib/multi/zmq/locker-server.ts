import type { Router } from 'zeromq'
import { InvalidValueError } from '../../errors.js'
import { checkOptions, describe } from '../../options.js'
import { checkAddress } from './address.js'
import { type CurveServerKeys, checkServerKeys, type Guarded, guard } from './curve.js'
import { type Limits, usualLimits } from './held-locks.js'
import { loadZeroMq } from './load.js'
import { LockTable } from './lock-table.js'
import {
  DEFAULT_URL,
  isTooLong,
  LIMIT,
  type LockRequest,
  MAX_REQUEST_BYTES,
  parseRequest,
  quoteRequest,
  reply,
} from './protocol.js'
import { readState, writeState } from './state-file.js'

export interface LockerServerOptions {
  /** `tcp://127.0.0.1:7777` by default; port `*` takes a free one. */
  readonly url?: string
  /** Milliseconds for which a request for a busy lock is kept, first come, first served; 0 answers at once. */
  readonly longPoll?: number
  /** Where held locks are kept, so that a server that is started again does not give them away. */
  readonly stateFile?: string
  /** Encrypts, and lets in the clients alone whose keys are on the list. */
  readonly curve?: CurveServerKeys
  /** Allows an address that other machines reach, without any authentication. */
  readonly insecure?: boolean
  /** Whether the request DONE ends the server. */
  readonly allowDone?: boolean
  /** Locks that are held at a time; more are refused (`LimitError` at the client). 10 000 by default. */
  readonly maxLocks?: number
  /** The same for each client; 1000 by default. */
  readonly maxLocksPerClient?: number
}

interface Waiter {
  readonly envelope: readonly Uint8Array[]
  readonly request: LockRequest
  readonly timer: NodeJS.Timeout
}

const OPTIONS = [
  'url',
  'longPoll',
  'stateFile',
  'curve',
  'insecure',
  'allowDone',
  'maxLocks',
  'maxLocksPerClient',
] as const

/** A message that is larger is not received: its connection ends. */
const MAX_MESSAGE_BYTES = 64 << 10

/** Requests that are kept until a lock is free; further ones are told to ask again. */
const MAX_WAITING = 10_000

/** Gives locks to clients over ZeroMQ, on the wire of pypet: clients of Python and of Node share them. */
export class LockerServer {
  readonly #options: Required<Pick<LockerServerOptions, 'url' | 'longPoll' | 'insecure' | 'allowDone'>>
  readonly #stateFile: string | undefined
  readonly #curve: CurveServerKeys | undefined
  readonly #table: LockTable
  readonly #waiting = new Map<string, Waiter[]>()
  #waitingCount = 0
  #socket: Router | null = null
  #guard: Guarded | null = null
  #url = ''
  #ended: Promise<void> = Promise.resolve()

  constructor(options: LockerServerOptions = {}, lease: number | null = null) {
    checkOptions(options, OPTIONS, 'LockerServer')
    const { url = DEFAULT_URL, longPoll = 1500, stateFile, curve, insecure = false, allowDone = true } = options
    if (!(longPoll >= 0 && longPoll <= 2000)) {
      throw new InvalidValueError(`longPoll is between 0 and 2000 ms, as clients wait 2222, but got ${longPoll}.`)
    }
    if (curve !== undefined) checkServerKeys(curve)
    checkAddress(url, insecure || curve !== undefined, 'take and free locks')
    this.#options = { url, longPoll, insecure, allowDone }
    this.#stateFile = stateFile
    this.#curve = curve
    const state = stateFile === undefined ? null : readState(stateFile)
    this.#table = new LockTable(lease, state, undefined, limitsOf(options))
  }

  /** Where it listens, with the port that was found. */
  get url(): string {
    return this.#url
  }

  /** Resolves when it listens. `UnsupportedError` without ZeroMQ; throws when the address is taken. */
  async start(): Promise<this> {
    const { Router } = await loadZeroMq()
    this.#guard = this.#curve === undefined ? null : await guard(this.#curve)
    const socket = new Router({
      ...this.#guard?.options,
      linger: 0,
      mandatory: true,
      maxMessageSize: MAX_MESSAGE_BYTES,
    })
    await socket.bind(this.#options.url)
    this.#socket = socket
    this.#url = socket.lastEndpoint ?? this.#options.url
    this.#ended = this.#serve(socket)
    return this
  }

  /** Resolves when the server has ended. */
  get ended(): Promise<void> {
    return this.#ended
  }

  async close(): Promise<void> {
    for (const waiters of this.#waiting.values()) for (const { timer } of waiters) clearTimeout(timer)
    this.#waiting.clear()
    this.#socket?.close()
    await this.#ended
    this.#guard?.close()
  }

  /** Frees what clients hold that are known to be gone. */
  forget(isGone: (client: string) => boolean): void {
    const freed = this.#table.forget(isGone)
    this.#save()
    for (const lock of freed) this.#serveWaiters(lock)
  }

  async #serve(socket: Router): Promise<void> {
    for await (const frames of socket) {
      // A client may put frames of its own in front: they go back as they came, up to the empty one.
      const empty = frames.findIndex((frame, i) => i > 0 && frame.length === 0)
      const envelope = frames.slice(0, empty < 0 ? 1 : empty + 1)
      const body = frames.slice(envelope.length)
      const request = parseRequest(body)
      if (isTooLong(frames)) {
        await this.#send(envelope, reply(LIMIT, `A request has at most ${MAX_REQUEST_BYTES} bytes`))
      } else if (request === null) {
        const text = `Request \`${quoteRequest(body)}\` not understood (or wrong number of delimiters)`
        await this.#send(envelope, reply('MSG_ERROR', text))
      } else if (await this.#take(envelope, request)) return this.#socket?.close()
    }
  }

  /** Whether the server is to end. */
  async #take(envelope: readonly Uint8Array[], request: LockRequest): Promise<boolean> {
    if (request.command === 'DONE' && !this.#options.allowDone) {
      await this.#send(envelope, reply('MSG_ERROR', 'This server is not ended by clients'))
      return false
    }
    if (request.command === 'LOCK' && this.#options.longPoll > 0) {
      const wait = this.#table.waitFor(request)
      if (wait !== null && this.#waitingCount < MAX_WAITING) {
        this.#keep(envelope, request, wait.leaseLeft)
        return false
      }
    }
    await this.#answer(envelope, request)
    if (request.command === 'UNLOCK') this.#serveWaiters(request.lock)
    return request.command === 'DONE'
  }

  async #answer(envelope: readonly Uint8Array[], request: LockRequest): Promise<void> {
    const text = this.#table.answer(request)
    if (text.startsWith('GO') || text === 'RELEASED') this.#save()
    const arrived = await this.#send(envelope, text)
    // Who asked is gone: the lock goes to the next one.
    if (!arrived && text.startsWith('GO')) this.forget((client) => client === request.client)
  }

  #save(): void {
    if (this.#stateFile !== undefined) writeState(this.#stateFile, this.#table.state)
  }

  async #send(envelope: readonly Uint8Array[], text: string): Promise<boolean> {
    try {
      await this.#socket?.send([...(envelope as Buffer[]), text])
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EHOSTUNREACH' || this.#socket?.closed) return false
      throw error
    }
  }

  #keep(envelope: readonly Uint8Array[], request: LockRequest, leaseLeft: number | null): void {
    const wait = Math.min(this.#options.longPoll, leaseLeft === null ? this.#options.longPoll : leaseLeft + 1)
    const waiters = this.#waiting.get(request.lock) ?? []
    const timer = setTimeout(() => {
      waiters.splice(waiters.indexOf(waiter), 1)
      this.#leave(request.lock, waiters)
      void this.#answer(envelope, request)
    }, wait)
    const waiter: Waiter = { envelope, request, timer }
    waiters.push(waiter)
    this.#waitingCount++
    this.#waiting.set(request.lock, waiters)
  }

  #serveWaiters(lock: string): void {
    const waiters = this.#waiting.get(lock) ?? []
    while (waiters.length > 0 && this.#table.waitFor((waiters[0] as Waiter).request) === null) {
      const { envelope, request, timer } = waiters.shift() as Waiter
      clearTimeout(timer)
      this.#leave(lock, waiters)
      void this.#answer(envelope, request)
    }
  }

  /** One waits no more; nothing is kept of locks for which nobody waits. */
  #leave(lock: string, waiters: readonly Waiter[]): void {
    this.#waitingCount--
    if (waiters.length === 0 && this.#waiting.get(lock) === waiters) this.#waiting.delete(lock)
  }
}

function limitsOf(options: LockerServerOptions): Limits {
  const limit = (name: keyof Limits): number => {
    const given = options[name] ?? usualLimits[name]
    if (Number.isInteger(given) && given > 0) return given
    throw new InvalidValueError(`${name} is an integer of 1 or more, but got ${describe(given)}.`)
  }
  return { maxLocks: limit('maxLocks'), maxLocksPerClient: limit('maxLocksPerClient') }
}

/** As `LockerServer`, and a lock that was held for longer than `timeout` milliseconds goes to the next who asks. */
export class TimeOutLockerServer extends LockerServer {
  constructor(options: LockerServerOptions & { readonly timeout: number }) {
    const { timeout, ...rest } = options
    if (!(timeout > 0)) throw new InvalidValueError(`timeout is a number of milliseconds, but got ${timeout}.`)
    super(rest, timeout)
  }
}
