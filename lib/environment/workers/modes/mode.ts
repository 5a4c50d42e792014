import type { CurveClientKeys, CurveServerKeys, Peer } from '../../../multi/index.js'
import type { HDF5StorageServiceOptions } from '../../../service/hdf5-storage-service.js'
import type { StorageService } from '../../../service/storage-service.js'

/** A worker as the storage side of a mode sees it. */
export type User = object

/** What the main process does for storage while workers run. */
export interface StorageSide {
  /** The calls of one worker. */
  readonly calls: (user: User) => Record<string, (argument: never) => unknown>
  /** The file for the main process itself. */
  readonly exclusively: <T>(work: () => Promise<T>) => Promise<T>
  /** A worker is gone; once this is done, nothing of it is stored any more. */
  readonly forget: (user: User, pid: number) => unknown
  /** How workers reach a server. */
  readonly access?: ServerAccess
  readonly close: () => Promise<void>
}

/** How wrappers in workers reach a server. */
export interface ServerAccess {
  readonly url: string
  readonly curve: CurveClientKeys | undefined
}

export interface Mode {
  /** Whether workers open the file themselves, so that the main process must not keep it open. */
  readonly sharesFile: boolean
  readonly inMain: (service: StorageService, options: ModeOptions) => StorageSide | Promise<StorageSide>
  readonly inWorker: (peer: Peer, options: WorkerSide) => StorageService | Promise<StorageService>
}

export interface ModeOptions {
  readonly url: string | undefined
  readonly curve: CurveServerKeys | CurveClientKeys | undefined
  readonly insecure: boolean
  readonly maxSize: number
  readonly timeout: number
}

export interface WorkerSide {
  readonly access: ServerAccess | undefined
  readonly service: HDF5StorageServiceOptions | null
  /** Milliseconds to wait for the writer or the lock. */
  readonly timeout: number
}

/** Of a main process whose workers need nothing of it. */
export const idle = {
  calls: () => ({}),
  exclusively: <T>(work: () => Promise<T>) => work(),
  forget: () => {},
  close: async () => {},
}

/** A server of our own listens to this machine alone. */
export const FREE_URL = 'tcp://127.0.0.1:*'
