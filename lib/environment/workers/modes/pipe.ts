import { KeepOpen } from '../../../multi/index.js'
import { STORE } from '../../../multi/remote-queue.js'
import { answerRequest } from '../../../multi/wire/request.js'
import { idle, type Mode } from './mode.js'
import { toMain } from './queue.js'
import { UnderWay } from './under-way.js'

/** Each worker has a pipe to the service. */
export const pipe: Mode = {
  sharesFile: false,
  inWorker: toMain,
  inMain: (service) => {
    const kept = new KeepOpen(service)
    const underWay = new UnderWay()
    return {
      ...idle,
      calls: (user) => ({ [STORE]: (bytes: Uint8Array) => underWay.track(user, answerRequest(kept, bytes)) }),
      forget: (user) => underWay.settled(user),
      close: () => kept.close(),
    }
  },
}
