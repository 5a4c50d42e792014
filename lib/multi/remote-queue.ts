import { InvalidValueError } from '../errors.js'
import { checkOptions } from '../options.js'
import type { Peer } from './peer.js'
import { Semaphore } from './semaphore.js'
import { ANSWER_TIMEOUT_MS, type RequestQueue } from './storage-queue.js'

/** The call by which messages reach the other end. */
export const STORE = 'store'

export interface RemoteQueueOptions {
  /** So many messages are under way at most: what a slow writer has to keep is bounded by it. */
  readonly credits?: number
  /** Milliseconds until the writer must have answered. */
  readonly timeout?: number
}

/** The queue at the other end of a channel. */
export class RemoteQueue implements RequestQueue {
  readonly #peer: Peer
  readonly #credits: Semaphore
  readonly #timeout: number

  constructor(peer: Peer, options: RemoteQueueOptions = {}) {
    const { credits = 2, timeout = ANSWER_TIMEOUT_MS } = checkOptions(options, ['credits', 'timeout'], 'A sender')
    if (!Number.isInteger(credits) || credits < 1) {
      throw new InvalidValueError(`A sender has at least 1 credit, but got ${credits}.`)
    }
    this.#peer = peer
    this.#credits = new Semaphore(credits)
    this.#timeout = timeout
  }

  async put(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
    await this.#credits.enter(this.#timeout, `The writer took no message for ${this.#timeout / 1000} s: it is stalled.`)
    try {
      const what = 'the writer to store a message'
      return (await this.#peer.call(STORE, bytes, { timeout: this.#timeout, what })) as Uint8Array
    } finally {
      this.#credits.leave()
    }
  }

  close(): void {
    this.#credits.close('The sender was told that nothing more comes.')
  }
}
