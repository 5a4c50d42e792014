import type { HDF5StorageServiceOptions } from '../../service/hdf5-storage-service.js'
import type { RunInformation } from '../../service/nodes.js'
import type { Properties } from '../../tree/index.js'
import type { ServerAccess, WrapMode } from './modes/index.js'

/** What the main process asks of a worker. */
export interface StartOrder {
  readonly moduleUrl: string
  readonly exportName: string
  readonly mode: WrapMode
  /** Of the file, for modes in which workers use it themselves. */
  readonly service: HDF5StorageServiceOptions | null
  /** How to reach a server, for modes that have one. */
  readonly access: ServerAccess | undefined
  readonly trajectory: Uint8Array<ArrayBuffer>
  readonly trajectoryName: string
  readonly properties: Properties
  /** What the wildcards are called and what they give for run 0: functions do not cross, so the module must have them. */
  readonly wildcards: readonly WildcardSample[]
  readonly environmentHexsha: string
  readonly store: boolean
  readonly cleanUp: boolean
  /** Arguments of all runs, or null when each run brings its own. */
  readonly args: readonly unknown[] | null
  /** Milliseconds to wait for the writer or the lock. */
  readonly timeout: number
}

export type WildcardSample = readonly [name: string, inFirstRun: string]

export interface RunOrder {
  readonly run: number
  readonly args: readonly unknown[] | null
}

/** What a worker answers when a run is done. */
export interface RunReport {
  readonly row: RunInformation
  /** Messages that the main process is to store, in mode 'local'. */
  readonly requests: readonly Uint8Array[]
  /** Bytes that the worker holds in all. */
  readonly memory: number
}

/** What the run gave back; said before its data are stored, so that it is not lost with the worker after that. */
export interface ComputedValue {
  readonly run: number
  readonly value: unknown
}

/** The names of the calls, and how long a worker may take to come up. */
export const START = 'start'
export const RUN = 'run'
export const COMPUTED = 'computed'
export const START_TIMEOUT_MS = 120_000
