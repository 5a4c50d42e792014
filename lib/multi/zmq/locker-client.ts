import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import type { Request } from 'zeromq'
import { LimitError, LockLostError, RefusedError, TimedOutError } from '../../errors.js'
import { checkOptions } from '../../options.js'
import type { Lock } from '../lock-wrapper.js'
import { type CurveClientKeys, checkClientKeys, clientCurve, onRefusal } from './curve.js'
import { loadZeroMq } from './load.js'
import { DEFAULT_LOCK, DEFAULT_URL, EXTENDED, formatRequest, LIMIT, type ParsedReply, parseReply } from './protocol.js'

export interface LockerClientOptions {
  readonly url?: string
  readonly lockName?: string
  /** Milliseconds until the lock must have been given. */
  readonly timeout?: number
  /** How often a request is sent, and how many milliseconds each waits for an answer. */
  readonly attempts?: number
  readonly replyTimeout?: number
  /** For a server that asks who its clients are. */
  readonly curve?: CurveClientKeys
}

const OPTIONS = ['url', 'lockName', 'timeout', 'attempts', 'replyTimeout', 'curve'] as const

/** How long to wait before asking for a busy lock again. */
const PAUSE_MS = 10

/** So often in a lease it is renewed. */
const RENEWALS = 3

type Reply = ParsedReply & { readonly resent: boolean }

/**
 * A lock that a `LockerServer`, ours or pypet's, gives. It survives a server that is away for a while. Where locks are
 * lent for a time, that is prolonged while the lock is held and this process is not stalled.
 */
export class LockerClient implements Lock {
  readonly #options: Required<Omit<LockerClientOptions, 'curve'>>
  readonly #curve: CurveClientKeys | undefined
  #id = newId()
  #pid = process.pid
  #socket: Request | null = null
  #refusal: string | null = null
  #count = 0
  #last: Promise<unknown> = Promise.resolve()
  #renewing: NodeJS.Timeout | undefined
  /** Why renewing failed, for who finds the lock lost. */
  #renewalError: unknown

  constructor(options: LockerClientOptions = {}) {
    checkOptions(options, OPTIONS, 'LockerClient')
    const { url = DEFAULT_URL, lockName = DEFAULT_LOCK, timeout = 600_000 } = options
    const { attempts = 9, replyTimeout = 2222, curve } = options
    if (curve !== undefined) checkClientKeys(curve)
    this.#curve = curve
    this.#options = { url, lockName, timeout, attempts, replyTimeout }
  }

  /** Tells clients apart, also those of one process. */
  get id(): string {
    return this.#id
  }

  /**
   * Resolves with the fencing token when the lock is held (null from a server without); `TimedOutError`,
   * `LockLostError`, `LimitError` when the server gives no more locks.
   */
  async acquire(): Promise<number | null> {
    const { timeout, lockName } = this.#options
    const until = performance.now() + timeout
    while (performance.now() < until) {
      const answer = await this.#ask('LOCK')
      // The answer to the first sending was lost on its way; a server without memory takes the second for another one.
      if (answer.kind === 'GO' || (answer.kind === 'LOCK_ERROR' && answer.resent)) {
        this.#keepRenewing(answer.lease)
        return answer.token
      }
      if (answer.kind === LIMIT) throw new LimitError(`The lock '${lockName}' was refused: ${answer.reason}.`)
      if (answer.kind !== 'WAIT') throw new LockLostError(`The lock '${lockName}' was refused: ${answer.whole}`)
      await delay(PAUSE_MS)
    }
    throw new TimedOutError(`The lock '${lockName}' was not free for ${timeout / 1000} s.`)
  }

  /** Throws `LockLostError` when the lock was not held, or went to somebody else meanwhile. */
  async release(): Promise<void> {
    clearInterval(this.#renewing)
    const answer = await this.#ask('UNLOCK')
    if (answer.kind === 'RELEASED' || (answer.kind === 'RELEASE_ERROR' && answer.resent)) return
    throw new LockLostError(`The lock '${this.#options.lockName}' could not be released: ${answer.whole}`, {
      cause: this.#renewalError,
    })
  }

  #keepRenewing(lease: number | null): void {
    clearInterval(this.#renewing)
    this.#renewalError = undefined
    if (lease === null) return
    const renew = () =>
      this.renew().catch((error: unknown) => {
        this.#renewalError = error
      })
    // It keeps no process alive that has nothing else to do.
    this.#renewing = setInterval(renew, lease / RENEWALS).unref()
  }

  /** Holds the lock for another lease; false when it is lost, or the server does not know of renewing. */
  async renew(): Promise<boolean> {
    return (await this.#ask('RENEW')).kind === 'RENEWED'
  }

  /** Throws `TimedOutError` when no server answers. */
  async ping(): Promise<void> {
    await this.#ask('PING')
  }

  /** Ends the server. */
  async sendDone(): Promise<void> {
    await this.#ask('DONE')
  }

  close(): void {
    clearInterval(this.#renewing)
    this.#disconnect()
  }

  #disconnect(): void {
    this.#socket?.close()
    this.#socket = null
  }

  /** One request after another: renewing goes on beside what the user asks. */
  #ask(command: string): Promise<Reply> {
    const turn = this.#last.then(() => this.#answered(command))
    this.#last = turn.catch(() => {})
    return turn
  }

  /** Sends the same bytes until an answer comes: the server knows them again. */
  async #answered(command: string): Promise<Reply> {
    const { url, lockName, attempts, replyTimeout } = this.#options
    if (this.#pid !== process.pid) this.#startAnew()
    const request = `${EXTENDED}${Date.now() / 1000}-${this.#count++}`
    const text = formatRequest({ command, lock: lockName, client: this.#id, request })
    for (let attempt = 0; attempt < attempts; attempt++) {
      const frame = await this.#sent(text)
      if (frame !== null) return { ...parseReply(frame), resent: attempt > 0 }
    }
    throw new TimedOutError(
      `No lock server answered at ${url} within ${(attempts * replyTimeout) / 1000} s: it seems to be offline, or to want other keys (curve).`,
    )
  }

  #startAnew(): void {
    this.#disconnect()
    this.#id = newId()
    this.#pid = process.pid
  }

  /** Null when no answer came in time; the socket is another one then. */
  async #sent(text: string): Promise<Uint8Array | null> {
    this.#socket ??= await this.#connected()
    try {
      await this.#socket.send(text)
      const [frame] = await this.#socket.receive()
      return frame as Uint8Array
    } catch (error) {
      this.#throwRefusal()
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      this.#disconnect()
      return null
    }
  }

  async #connected(): Promise<Request> {
    const { Request } = await loadZeroMq()
    const { url, replyTimeout } = this.#options
    const socket = new Request({
      linger: 0,
      receiveTimeout: replyTimeout,
      sendTimeout: replyTimeout,
      reconnectInterval: 50,
      ...(this.#curve === undefined ? {} : clientCurve(this.#curve)),
    })
    this.#refusal = null
    onRefusal(socket, (event) => {
      this.#refusal = event
      // Ends the wait for an answer that will not come.
      if (this.#socket === socket) this.#disconnect()
    })
    socket.connect(url)
    return socket
  }

  #throwRefusal(): void {
    if (this.#refusal === null) return
    throw new RefusedError(
      `The lock server at ${this.#options.url} and this client do not accept each other's keys (${this.#refusal}): check curve here, and curve.allowed of the server.`,
    )
  }
}

/** As `LockerClient`, which looks at its process at every use already; the name is pypet's. */
export class ForkAwareLockerClient extends LockerClient {}

const newId = (): string => `${hostname()}__${process.pid}__${randomUUID()}`
