import { FairLock, LockWrapper, PeerLock } from '../../../multi/index.js'
import { ACQUIRE, RELEASE } from '../../../multi/peer-lock.js'
import { HDF5StorageService } from '../../../service/hdf5-storage-service.js'
import { idle, type Mode, type User } from './mode.js'

/** Workers use the file themselves, one at a time; they can load, too. */
export const lock: Mode = {
  sharesFile: true,
  inWorker: (peer, { service, timeout }) =>
    new LockWrapper(new HDF5StorageService(service ?? {}), new PeerLock(peer, timeout)),
  inMain: (_, { timeout }) => {
    const fair = new FairLock<User>()
    const main = {}
    return {
      ...idle,
      calls: (user) => ({ [ACQUIRE]: () => fair.acquire(user, timeout), [RELEASE]: () => fair.release(user) }),
      forget: (user) => fair.forget(user),
      exclusively: async (work) => {
        await fair.acquire(main, timeout)
        return work().finally(() => fair.release(main))
      },
    }
  },
}
