import { FencedLock, HDF5StorageService, LockerClient, LockWrapper } from '../../../lib/index.js'

/** The file under the lock of a server, with a fence or without; `granted` is called when the server gives the lock. */
export function lockedService(granted: () => void = () => {}): { service: LockWrapper; close: () => void } {
  const [url = '', filename = '', isFenced] = process.argv.slice(2)
  const client = new LockerClient({ url })
  const noted = { acquire: () => client.acquire().finally(granted), release: () => client.release() }
  const lock = isFenced === 'true' ? new FencedLock(noted, `${filename}.fence`, 60_000) : noted
  return { service: new LockWrapper(new HDF5StorageService({ filename }), lock), close: () => client.close() }
}
