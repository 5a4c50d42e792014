import { UnsupportedError } from '../errors.js'
import type { TrajectoryView } from '../service/nodes.js'
import type { MessageOptions, StorageService } from '../service/storage-service.js'
import { packRun } from './segment.js'
import type { RequestQueue } from './storage-queue.js'
import { packRequest } from './wire/request.js'

/** Stores by sending messages to a writer elsewhere: what is sent is the subject as it is at the call. */
export abstract class Sender implements StorageService {
  readonly isOpen = false
  readonly multiprocSafe = true
  readonly #queue: RequestQueue

  constructor(queue: RequestQueue) {
    this.#queue = queue
  }

  /**
   * Resolves when the writer has committed the message, and marks what was stored. Throws what the writer's service
   * threw; `TimedOutError`, `ClosedError` when no answer comes.
   */
  async store(message: string, subject?: unknown, options: MessageOptions = {}): Promise<unknown> {
    const isRun = message === 'SINGLE_RUN'
    const request = isRun ? await packRun(subject as TrajectoryView, options) : packRequest(message, subject, options)
    const { bytes, accept } = request
    return accept(await this.#queue.put(bytes))
  }

  async load(message: string): Promise<never> {
    throw new UnsupportedError(
      `Messages to a writer go one way: '${message}' cannot be loaded here. Use wrapMode 'lock' for runs that load.`,
    )
  }

  /** Tells the writer that nothing more comes. */
  sendDone(): void {
    this.#queue.close()
  }
}
