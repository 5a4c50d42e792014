import type { Router } from 'zeromq'
import { ClosedError, CorruptError } from '../../errors.js'
import { checkOptions } from '../../options.js'
import type { StorageService } from '../../service/storage-service.js'
import { KeepOpen } from '../keep-open.js'
import { OneFile } from '../one-file.js'
import { answerRequest } from '../wire/request.js'
import { checkAddress } from './address.js'
import { AnswerLog } from './answer-log.js'
import { type CurveServerKeys, checkServerKeys, type Guarded, guard } from './curve.js'
import { loadZeroMq } from './load.js'
import {
  DEFAULT_QUEUE_URL,
  formatAnswer,
  formatRefusal,
  MAX_CREDITS,
  parseRequest,
  SOCKET_OPTIONS,
} from './queue-protocol.js'

export interface NetQueueWriterOptions {
  /** `tcp://127.0.0.1:7778` by default; port `*` takes a free one. */
  readonly url?: string
  /** Encrypts, and lets in the senders alone whose keys are on the list. */
  readonly curve?: CurveServerKeys
  /** Allows an address that other machines reach, without any authentication. */
  readonly insecure?: boolean
}

/** So many messages of one connection wait here; more wait at their sender. */
const WAITING = 2

/**
 * Stores the messages of `NetQueueStorageServiceSender`s, one after another; an error goes back to the sender of its
 * message. A message that comes again, because its answer was lost, is answered as it was and not stored again.
 */
export class NetQueueStorageServiceWriter {
  readonly #service: KeepOpen
  readonly #address: string
  readonly #curve: CurveServerKeys | undefined
  readonly #answers = new AnswerLog(MAX_CREDITS)
  readonly #gone = new Set<string>()
  #storing: Promise<unknown> = Promise.resolve()
  #socket: Router | null = null
  #guard: Guarded | null = null
  #url = ''
  #ended: Promise<void> = Promise.resolve()

  /** Throws `InvalidValueError` for an address that strangers reach, `UnknownOptionError`. */
  constructor(service: StorageService, options: NetQueueWriterOptions = {}) {
    checkOptions(options, ['url', 'curve', 'insecure'], 'NetQueueStorageServiceWriter')
    const { url = DEFAULT_QUEUE_URL, curve, insecure = false } = options
    if (curve !== undefined) checkServerKeys(curve)
    checkAddress(url, insecure || curve !== undefined, 'store what he likes')
    this.#service = new KeepOpen(new OneFile(service))
    this.#address = url
    this.#curve = curve
  }

  /** Where it listens, with the port that was found. */
  get url(): string {
    return this.#url
  }

  /** Resolves when it listens. `UnsupportedError` without ZeroMQ; throws when the address is taken. */
  async start(): Promise<this> {
    const { Router } = await loadZeroMq()
    this.#guard = this.#curve === undefined ? null : await guard(this.#curve)
    const socket = new Router({ ...SOCKET_OPTIONS, ...this.#guard?.options, receiveHighWaterMark: WAITING })
    await socket.bind(this.#address)
    this.#socket = socket
    this.#url = socket.lastEndpoint ?? this.#address
    this.#ended = this.#serve(socket)
    return this
  }

  async #serve(socket: Router): Promise<void> {
    for await (const [address, ...frames] of socket) {
      const answer = await this.#answerTo(frames)
      // An answer to who is gone is dropped.
      if (!socket.closed) await socket.send([address as Buffer, ...answer])
    }
  }

  async #answerTo(frames: readonly Buffer[]): Promise<(string | Buffer)[]> {
    const request = parseRequest(frames)
    if (request === null) return formatRefusal(0, new CorruptError('This is no message to a writer of trajectories.'))
    const { sender, number, oldest, bytes } = request
    if (this.#gone.has(sender)) return formatRefusal(number, new ClosedError(`The sender ${sender} was given up.`))
    const known = this.#answers.get(sender, number)
    if (known !== undefined) return formatAnswer(number, known)
    try {
      const storing = answerRequest(this.#service, bytes)
      this.#storing = storing.catch(() => {})
      const answer = await storing
      this.#answers.keep(sender, number, oldest, answer)
      return formatAnswer(number, answer)
    } catch (error) {
      return formatRefusal(number, error as Error)
    }
  }

  /** Gives up a sender that is known to be gone: once this resolves, nothing of it is stored any more. */
  async forget(sender: string): Promise<void> {
    this.#gone.add(sender)
    this.#answers.forget(sender)
    await this.#storing
  }

  /** Ends when the message that is being stored is done, and closes the file. What waits is not stored, nor answered. */
  async close(): Promise<void> {
    this.#socket?.close()
    await this.#ended
    await this.#service.close()
    this.#guard?.close()
  }
}
