import { Sender } from '../sender.js'
import { NetQueue, type NetQueueOptions } from './net-queue.js'

/** Sends messages over ZeroMQ to a `NetQueueStorageServiceWriter`, also from other hosts: each is acknowledged after its commit. */
export class NetQueueStorageServiceSender extends Sender {
  /** Tells senders apart, also those of one process. */
  readonly id: string

  /** Connects with the first message. Throws `InvalidValueError`, `UnknownOptionError`. */
  constructor(options: NetQueueOptions = {}) {
    const queue = new NetQueue(options)
    super(queue)
    this.id = queue.id
  }
}
