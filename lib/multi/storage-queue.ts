import { InvalidValueError, TimedOutError } from '../errors.js'
import { checkOptions } from '../options.js'
import { Semaphore } from './semaphore.js'

/** Where senders put packed messages; the promise is kept when the writer has answered. */
export interface RequestQueue {
  put(request: Uint8Array<ArrayBuffer>): Promise<Uint8Array>
  /** Nothing more will be put. */
  close(): void
}

export interface StorageQueueOptions {
  /** So many messages wait at most; a sender waits while the queue is full. */
  readonly maxSize?: number
  /** Milliseconds that a sender waits, for room and then for the answer. */
  readonly timeout?: number
}

/** A message in the queue, and who waits for its answer. */
export interface QueuedRequest {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly answer: (answer: Uint8Array) => void
}

export const ANSWER_TIMEOUT_MS = 600_000

/** A bounded queue of messages between senders and one writer, first come, first served. */
export class StorageQueue implements RequestQueue {
  readonly #room: Semaphore
  readonly #timeout: number
  readonly #requests = new Set<QueuedRequest>()
  #wake: (() => void) | null = null
  #closed = false

  constructor(options: StorageQueueOptions = {}) {
    const { maxSize = 16, timeout = ANSWER_TIMEOUT_MS } = checkOptions(options, ['maxSize', 'timeout'], 'StorageQueue')
    if (!Number.isInteger(maxSize) || maxSize < 1) {
      throw new InvalidValueError(`A queue holds at least 1 message, but maxSize is ${maxSize}.`)
    }
    if (!(timeout > 0)) throw new InvalidValueError(`A sender waits for some milliseconds, but timeout is ${timeout}.`)
    this.#room = new Semaphore(maxSize)
    this.#timeout = timeout
  }

  /** Throws `TimedOutError` when there is no room or no answer in time, `ClosedError` when no writer will take it. */
  async put(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
    const seconds = this.#timeout / 1000
    await this.#room.enter(
      this.#timeout,
      `The queue of the storage service was full for ${seconds} s: its writer is stalled.`,
    )
    return new Promise((resolve, reject) => {
      const request: QueuedRequest = {
        bytes,
        answer: (answer) => {
          clearTimeout(timer)
          resolve(answer)
        },
      }
      const timer = setTimeout(() => {
        if (this.#requests.delete(request)) this.#room.leave()
        reject(new TimedOutError(`The writer of the storage service did not answer within ${seconds} s.`))
      }, this.#timeout)
      this.#requests.add(request)
      this.#wake?.()
    })
  }

  /** The next message; null once the queue is closed and empty. */
  async take(): Promise<QueuedRequest | null> {
    while (this.#requests.size === 0) {
      if (this.#closed) return null
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
      this.#wake = null
    }
    const [request] = this.#requests as Iterable<QueuedRequest>
    this.#requests.delete(request as QueuedRequest)
    this.#room.leave()
    return request as QueuedRequest
  }

  close(): void {
    this.#closed = true
    this.#room.close('The queue of the storage service is closed: its writer takes no more messages.')
    this.#wake?.()
  }

  get isClosed(): boolean {
    return this.#closed
  }
}
