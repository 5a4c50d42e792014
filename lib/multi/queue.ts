import type { StorageService } from '../service/storage-service.js'
import { KeepOpen } from './keep-open.js'
import { Sender } from './sender.js'
import type { StorageQueue } from './storage-queue.js'
import { answerRequest } from './wire/request.js'

/** Puts messages into a queue, whose writer stores them: each is acknowledged after its commit. */
export class QueueStorageServiceSender extends Sender {}

/** Stores the messages of a queue, one after another. An error goes back to the sender of its message. */
export class QueueStorageServiceWriter {
  readonly #service: KeepOpen
  readonly #queue: StorageQueue

  constructor(service: StorageService, queue: StorageQueue) {
    this.#service = new KeepOpen(service)
    this.#queue = queue
  }

  /** Works until the queue is closed and empty, and closes the file then. */
  async run(): Promise<void> {
    for (;;) {
      const request = await this.#queue.take()
      if (request === null) break
      request.answer(await answerRequest(this.#service, request.bytes))
    }
    await this.#service.close()
  }
}
