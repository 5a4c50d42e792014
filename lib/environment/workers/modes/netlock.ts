import { rmSync } from 'node:fs'
import { type CurveClientKeys, FencedLock, LockerClient, LockerServer, LockWrapper } from '../../../multi/index.js'
import { HDF5StorageService } from '../../../service/hdf5-storage-service.js'
import { FREE_URL, type Mode, type ServerAccess } from './mode.js'

const fenceOf = (filename: string): string => `${filename}.fence`

function netLock({ url, curve }: ServerAccess, filename: string, timeout: number) {
  const client = new LockerClient({ url, timeout, ...(curve === undefined ? {} : { curve }) })
  const fenced = new FencedLock(client, fenceOf(filename), timeout)
  return { acquire: () => fenced.acquire(), release: () => fenced.release(), close: () => client.close() }
}

/** As 'lock', by a lock server over ZeroMQ, which processes of other hosts and of Python can use too. */
export const netlock: Mode = {
  sharesFile: true,
  inWorker: (_, { access, service, timeout }) =>
    new LockWrapper(
      new HDF5StorageService(service ?? {}),
      netLock(access as ServerAccess, service?.filename ?? '', timeout),
    ),
  inMain: async (service, { url, curve, timeout }) => {
    const server = url === undefined ? await new LockerServer({ url: FREE_URL }).start() : null
    const access = { url: url ?? (server as LockerServer).url, curve: curve as CurveClientKeys | undefined }
    const { filename } = service as HDF5StorageService
    const lock = netLock(access, filename, timeout)
    // Tokens begin anew with a server of our own.
    if (server !== null) rmSync(fenceOf(filename), { force: true })
    return {
      calls: () => ({}),
      access,
      forget: (_, pid) => server?.forget((client) => client.split('__')[1] === String(pid)),
      exclusively: async (work) => {
        await lock.acquire()
        return work().finally(() => lock.release())
      },
      close: async () => {
        lock.close()
        await server?.close()
        if (server !== null) rmSync(fenceOf(filename), { force: true })
      },
    }
  },
}
