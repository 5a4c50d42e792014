import type { StorageService } from '../service/storage-service.js'
import { type ChannelEnd, channelOver } from './channel.js'
import { KeepOpen } from './keep-open.js'
import { Peer } from './peer.js'
import { RemoteQueue, type RemoteQueueOptions, STORE } from './remote-queue.js'
import { Sender } from './sender.js'
import { answerRequest } from './wire/request.js'

/** Sends messages through a pipe (a message port, a process) to the writer at its other end. */
export class PipeStorageServiceSender extends Sender {
  readonly #peer: Peer

  constructor(pipe: ChannelEnd, options: RemoteQueueOptions = {}) {
    const peer = new Peer(channelOver(pipe))
    super(new RemoteQueue(peer, options))
    this.#peer = peer
  }

  /** Closes the pipe: the writer stops when all is stored. */
  override sendDone(): void {
    super.sendDone()
    this.#peer.close()
  }
}

/** Stores the messages that come through a pipe, until it is closed; errors go back to the sender. */
export class PipeStorageServiceWriter {
  readonly #service: KeepOpen
  readonly #ended: Promise<void>
  #last: Promise<unknown> = Promise.resolve()

  constructor(service: StorageService, pipe: ChannelEnd) {
    this.#service = new KeepOpen(service)
    const channel = channelOver(pipe)
    this.#ended = new Promise((resolve) => channel.onClose(resolve))
    new Peer(channel, { [STORE]: (bytes: Uint8Array) => this.#inTurn(bytes) })
  }

  #inTurn(bytes: Uint8Array): Promise<Uint8Array> {
    const answer = this.#last.then(() => answerRequest(this.#service, bytes))
    this.#last = answer
    return answer
  }

  /** Resolves when the pipe is closed, all that came is stored and the file is closed. */
  async run(): Promise<void> {
    await this.#ended
    await this.#last
    await this.#service.close()
  }
}
