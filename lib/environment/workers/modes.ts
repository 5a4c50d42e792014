import { rmSync } from 'node:fs'
import { InvalidValueError } from '../../errors.js'
import {
  FairLock,
  FencedLock,
  KeepOpen,
  LockerClient,
  LockerServer,
  LockWrapper,
  type Peer,
  PeerLock,
  QueueStorageServiceWriter,
  ReferenceWrapper,
  RemoteQueue,
  Sender,
  StorageQueue,
} from '../../multi/index.js'
import { ACQUIRE, RELEASE } from '../../multi/peer-lock.js'
import { STORE } from '../../multi/remote-queue.js'
import { answerRequest } from '../../multi/wire/request.js'
import { HDF5StorageService, type HDF5StorageServiceOptions } from '../../service/hdf5-storage-service.js'
import type { StorageService } from '../../service/storage-service.js'

/** A worker as the storage side of a mode sees it. */
export type User = object

/** What the main process does for storage while workers run. */
export interface StorageSide {
  /** The calls of one worker. */
  readonly calls: (user: User) => Record<string, (argument: never) => unknown>
  /** The file for the main process itself. */
  readonly exclusively: <T>(work: () => Promise<T>) => Promise<T>
  /** A worker is gone. */
  readonly forget: (user: User, pid: number) => void
  /** Of the lock server. */
  readonly url?: string
  readonly close: () => Promise<void>
}

export interface Mode {
  /** Whether workers open the file themselves, so that the main process must not keep it open. */
  readonly sharesFile: boolean
  readonly inMain: (service: StorageService, options: ModeOptions) => StorageSide | Promise<StorageSide>
  readonly inWorker: (peer: Peer, options: WorkerSide) => StorageService
}

export interface ModeOptions {
  /** Of a lock server that is there already. */
  readonly url: string | undefined
  readonly maxSize: number
  readonly timeout: number
}

export interface WorkerSide {
  readonly url: string | undefined
  readonly service: HDF5StorageServiceOptions | null
  readonly timeout: number
}

class RemoteSender extends Sender {}

const remote: Mode['inWorker'] = (peer, { timeout }) => new RemoteSender(new RemoteQueue(peer, { timeout }))
const ownFile: Mode['inWorker'] = (_, { service }) => new HDF5StorageService(service ?? {})
const idle = { exclusively: <T>(work: () => Promise<T>) => work(), forget: () => {}, close: async () => {} }

/** A server of our own listens to this machine alone. */
const FREE_URL = 'tcp://127.0.0.1:*'
const fenceOf = (filename: string): string => `${filename}.fence`

const netLock = ({ url, timeout }: { url: string | undefined; timeout: number }, filename: string) => {
  const client = new LockerClient({ ...(url === undefined ? {} : { url }), timeout })
  const fenced = new FencedLock(client, fenceOf(filename), timeout)
  return { acquire: () => fenced.acquire(), release: () => fenced.release(), close: () => client.close() }
}

/** How runs in workers reach the file. */
const modes = {
  /** All messages go through one bounded queue to one writer. */
  queue: {
    sharesFile: false,
    inWorker: remote,
    inMain: (service, options) => {
      const { maxSize, timeout } = options
      const queue = new StorageQueue({ maxSize, timeout })
      const ended = new QueueStorageServiceWriter(service, queue).run()
      const close = () => {
        queue.close()
        return ended
      }
      return { ...idle, calls: () => ({ [STORE]: (bytes: Uint8Array<ArrayBuffer>) => queue.put(bytes) }), close }
    },
  },
  /** Each worker has a pipe to the service. */
  pipe: {
    sharesFile: false,
    inWorker: remote,
    inMain: (service) => {
      const kept = new KeepOpen(service)
      const calls = () => ({ [STORE]: (bytes: Uint8Array) => answerRequest(kept, bytes) })
      return { ...idle, calls, close: () => kept.close() }
    },
  },
  /** Workers use the file themselves, one at a time; they can load, too. */
  lock: {
    sharesFile: true,
    inWorker: (peer, side) => new LockWrapper(ownFile(peer, side), new PeerLock(peer, side.timeout)),
    inMain: (_, { timeout }) => {
      const lock = new FairLock<User>()
      const main = {}
      return {
        ...idle,
        calls: (user) => ({ [ACQUIRE]: () => lock.acquire(user, timeout), [RELEASE]: () => lock.release(user) }),
        forget: (user) => lock.forget(user),
        exclusively: async (work) => {
          await lock.acquire(main, timeout)
          return work().finally(() => lock.release(main))
        },
      }
    },
  },
  /** As 'lock', by a lock server over ZeroMQ, which processes of other hosts and of Python can use too. */
  netlock: {
    sharesFile: true,
    inWorker: (peer, side) => new LockWrapper(ownFile(peer, side), netLock(side, side.service?.filename ?? '')),
    inMain: async (service, { url, timeout }) => {
      const server = url === undefined ? await new LockerServer({ url: FREE_URL }).start() : null
      const filename = (service as HDF5StorageService).filename
      const lock = netLock({ url: url ?? server?.url, timeout }, filename)
      // Tokens begin anew with a server of our own.
      if (server !== null) rmSync(fenceOf(filename), { force: true })
      return {
        calls: () => ({}),
        url: url ?? server?.url ?? '',
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
  },
  /** Workers keep what a run stores until it is done; then the main process stores it. */
  local: {
    sharesFile: false,
    inWorker: () => new ReferenceWrapper(),
    inMain: () => ({ ...idle, calls: () => ({}) }),
  },
  /** Workers use the file themselves and nobody keeps them apart. */
  none: {
    sharesFile: true,
    inWorker: ownFile,
    inMain: () => ({ ...idle, calls: () => ({}) }),
  },
} as const satisfies Record<string, Mode>

export type WrapMode = keyof typeof modes

export const wrapModes = Object.keys(modes) as WrapMode[]

/** Throws `InvalidValueError` for a mode there is none of. */
export function modeOf(name: string): Mode {
  if (Object.hasOwn(modes, name)) return modes[name as WrapMode]
  throw new InvalidValueError(`wrapMode is one of ${wrapModes.join(', ')}, but got '${name}'.`)
}
