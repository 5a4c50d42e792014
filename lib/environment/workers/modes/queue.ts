import { QueueStorageServiceWriter, RemoteQueue, Sender, StorageQueue } from '../../../multi/index.js'
import { STORE } from '../../../multi/remote-queue.js'
import { idle, type Mode } from './mode.js'
import { UnderWay } from './under-way.js'

class RemoteSender extends Sender {}

/** Messages go to the main process. */
export const toMain: Mode['inWorker'] = (peer, { timeout }) => new RemoteSender(new RemoteQueue(peer, { timeout }))

/** All messages go through one bounded queue to one writer. */
export const queue: Mode = {
  sharesFile: false,
  inWorker: toMain,
  inMain: (service, { maxSize, timeout }) => {
    const messages = new StorageQueue({ maxSize, timeout })
    const ended = new QueueStorageServiceWriter(service, messages).run()
    const underWay = new UnderWay()
    return {
      ...idle,
      calls: (user) => ({
        [STORE]: (bytes: Uint8Array<ArrayBuffer>) => underWay.track(user, messages.put(bytes)),
      }),
      forget: (user) => underWay.settled(user),
      close: () => {
        messages.close()
        return ended
      },
    }
  },
}
