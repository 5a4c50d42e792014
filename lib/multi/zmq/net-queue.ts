import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { Dealer } from 'zeromq'
import { ClosedError, CorruptError, InvalidValueError, LimitError, RefusedError, TimedOutError } from '../../errors.js'
import { checkOptions } from '../../options.js'
import { Semaphore } from '../semaphore.js'
import { ANSWER_TIMEOUT_MS, type RequestQueue } from '../storage-queue.js'
import { unpackError } from '../wire/errors.js'
import { type CurveClientKeys, checkClientKeys, clientCurve, onRefusal } from './curve.js'
import { loadZeroMq } from './load.js'
import {
  DEFAULT_QUEUE_URL,
  formatRequest,
  MAX_CREDITS,
  MAX_MESSAGE_BYTES,
  parseAnswer,
  SOCKET_OPTIONS,
} from './queue-protocol.js'

export interface NetQueueOptions {
  /** Of the writer; `tcp://127.0.0.1:7778` by default. */
  readonly url?: string
  /** So many messages are under way at most. */
  readonly credits?: number
  /** Milliseconds until the writer must have answered. */
  readonly timeout?: number
  /** Milliseconds for which the writer may be away. */
  readonly offlineTimeout?: number
  /** For a writer that asks who its senders are. */
  readonly curve?: CurveClientKeys
}

const OPTIONS = ['url', 'credits', 'timeout', 'offlineTimeout', 'curve'] as const

/** How often a message is sent whose connection breaks each time. */
const ATTEMPTS = 9

interface UnderWay {
  readonly bytes: Uint8Array
  readonly resolve: (answer: Uint8Array) => void
  readonly reject: (error: Error) => void
  sent: number
}

/**
 * The queue of a writer that is reached over ZeroMQ. What is not answered when a connection breaks is sent again over
 * the next one: the writer knows it by its number.
 */
export class NetQueue implements RequestQueue {
  /** Tells senders apart, also those of one process. */
  readonly id = `${hostname()}__${process.pid}__${randomUUID()}`
  readonly #options: Required<Omit<NetQueueOptions, 'curve'>>
  readonly #curve: CurveClientKeys | undefined
  readonly #credits: Semaphore
  readonly #underWay = new Map<number, UnderWay>()
  #count = 0
  #socket: Dealer | null = null
  #sending: Promise<unknown> = Promise.resolve()
  /** Runs while the writer is away. */
  #patience: NodeJS.Timeout | undefined

  constructor(options: NetQueueOptions = {}) {
    checkOptions(options, OPTIONS, 'NetQueueStorageServiceSender')
    const { url = DEFAULT_QUEUE_URL, credits = 2, timeout = ANSWER_TIMEOUT_MS, offlineTimeout = 20_000 } = options
    if (!Number.isInteger(credits) || credits < 1 || credits > MAX_CREDITS) {
      throw new InvalidValueError(`A sender has between 1 and ${MAX_CREDITS} credits, but got ${credits}.`)
    }
    for (const [name, value] of Object.entries({ timeout, offlineTimeout })) {
      if (!(value > 0)) throw new InvalidValueError(`${name} is a number of milliseconds, but got ${value}.`)
    }
    if (options.curve !== undefined) checkClientKeys(options.curve)
    this.#curve = options.curve
    this.#options = { url, credits, timeout, offlineTimeout }
    this.#credits = new Semaphore(credits)
  }

  /** Throws `TimedOutError`, `RefusedError`, `LimitError` for more than 1 GiB at once, `UnsupportedError` without ZeroMQ. */
  async put(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
    const { timeout, url } = this.#options
    if (bytes.length > MAX_MESSAGE_BYTES - 1024) {
      throw new LimitError(
        `A message over the network has at most 1 GiB, but got ${bytes.length} bytes: store it in parts.`,
      )
    }
    await this.#credits.enter(timeout, `The writer at ${url} took no message for ${timeout / 1000} s: it is stalled.`)
    try {
      const zeromq = await loadZeroMq()
      return await this.#answered(bytes, () => this.#connect(zeromq))
    } finally {
      this.#credits.leave()
    }
  }

  #answered(bytes: Uint8Array, connect: () => void): Promise<Uint8Array> {
    const { timeout, url } = this.#options
    const number = ++this.#count
    let timer: NodeJS.Timeout | undefined
    const answer = new Promise<Uint8Array>((resolve, reject) => {
      const late = () =>
        reject(new TimedOutError(`The writer at ${url} did not answer within ${timeout / 1000} s: it is stalled.`))
      timer = setTimeout(late, timeout)
      this.#underWay.set(number, { bytes, resolve, reject, sent: 0 })
    })
    if (this.#socket === null) connect()
    else this.#send(this.#socket, number)
    return answer.finally(() => {
      clearTimeout(timer)
      this.#underWay.delete(number)
    })
  }

  /** A new socket, over which all goes that is under way. */
  #connect(zeromq: typeof import('zeromq')): void {
    const { url, offlineTimeout } = this.#options
    const keys = this.#curve === undefined ? {} : clientCurve(this.#curve)
    const socket = new zeromq.Dealer({ ...SOCKET_OPTIONS, reconnectInterval: 50, ...keys })
    this.#socket = socket
    let hasMet = false
    socket.events.on('handshake', () => {
      hasMet = true
      if (this.#socket === socket) this.#stopWaiting()
    })
    socket.events.on('disconnect', () => {
      // Before they have met, ZeroMQ tries again by itself, and nothing was sent.
      if (this.#socket !== socket || !hasMet) return
      socket.close()
      this.#connect(zeromq)
    })
    onRefusal(socket, (event) => this.#socket === socket && this.#fail(refused(url, event)))
    socket.connect(url)
    this.#patience ??= setTimeout(() => this.#fail(offline(url, offlineTimeout)), offlineTimeout)
    void this.#receive(socket)
    for (const number of this.#underWay.keys()) this.#send(socket, number)
  }

  #stopWaiting(): void {
    clearTimeout(this.#patience)
    this.#patience = undefined
  }

  #send(socket: Dealer, number: number): void {
    const { url } = this.#options
    const one = this.#underWay.get(number) as UnderWay
    if (++one.sent > ATTEMPTS) {
      one.reject(new TimedOutError(`The connection to the writer at ${url} broke ${ATTEMPTS} times over one message.`))
      return
    }
    const [oldest = number] = this.#underWay.keys()
    const frames = formatRequest({ sender: this.id, number, oldest, bytes: one.bytes })
    this.#sending = this.#sending
      .then(() => socket.send(frames))
      .catch((error: Error) => {
        // What a closed socket did not send goes over the next one.
        if (!socket.closed) one.reject(error)
      })
  }

  async #receive(socket: Dealer): Promise<void> {
    try {
      for await (const frames of socket) this.#take(frames)
    } catch (error) {
      if (this.#socket === socket) this.#fail(error as Error)
    }
  }

  #take(frames: readonly Buffer[]): void {
    const answer = parseAnswer(frames)
    if (answer === null) throw new CorruptError(`What answers at ${this.#options.url} is no writer of trajectories.`)
    if (answer.kind === 'answer') this.#underWay.get(answer.number)?.resolve(answer.bytes)
    else this.#underWay.get(answer.number)?.reject(unpackError(answer.error))
  }

  /** All that is under way fails; what comes next tries anew. */
  #fail(error: Error): void {
    this.#stopWaiting()
    this.#socket?.close()
    this.#socket = null
    for (const { reject } of this.#underWay.values()) reject(error)
  }

  /** What is not answered yet is refused here, though the writer may have it. */
  close(): void {
    const sentence = 'The sender was told that nothing more comes.'
    this.#credits.close(sentence)
    this.#fail(new ClosedError(sentence))
  }
}

const offline = (url: string, timeout: number): TimedOutError =>
  new TimedOutError(
    `No writer was there at ${url} for ${timeout / 1000} s: it seems to be offline, or to want other keys (curve).`,
  )

const refused = (url: string, event: string): RefusedError =>
  new RefusedError(
    `The writer at ${url} and this sender do not accept each other's keys (${event}): check curve here, and curve.allowed of the writer.`,
  )
