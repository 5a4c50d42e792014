import { InvalidTypeError, InvalidValueError } from '../../errors.js'
import { describe } from '../../options.js'
import { modeOf, type WrapMode } from './modes.js'

/** How runs are computed in several processes. */
export interface WorkerOptions {
  /** Number of processes; 0, the default, computes runs in this one. */
  readonly workers?: number
  /** How runs in workers reach the file; 'queue' by default. */
  readonly wrapMode?: WrapMode
  /** Of a lock server that is there already, for mode 'netlock'; by default one is started on this machine. */
  readonly url?: string
  /** How often a run is tried whose process ends before it is done. */
  readonly maxAttempts?: number
  /** Milliseconds that a run may take; its process is ended then. No limit by default. */
  readonly runTimeout?: number
  /** Sends the arguments once to each worker instead of with each run. */
  readonly freezeInput?: boolean
  /** So many messages wait for the writer at most. */
  readonly queueMaxSize?: number
  /** Milliseconds that a worker waits for the writer or the lock. */
  readonly storageTimeout?: number
}

export const WORKER_OPTIONS = [
  'workers',
  'wrapMode',
  'url',
  'maxAttempts',
  'runTimeout',
  'freezeInput',
  'queueMaxSize',
  'storageTimeout',
] as const satisfies readonly (keyof WorkerOptions)[]

export interface WorkerSettings extends Required<Omit<WorkerOptions, 'runTimeout' | 'url'>> {
  readonly url: string | undefined
  readonly runTimeout: number | undefined
}

/** With defaults. Throws `InvalidTypeError`, `InvalidValueError`. */
export function workerSettings(options: WorkerOptions): WorkerSettings {
  const { workers = 0, wrapMode = 'queue', freezeInput = false, runTimeout, url } = options
  const { maxAttempts = 3, queueMaxSize = 2 * Math.max(1, workers), storageTimeout = 600_000 } = options
  checkCount('workers', workers, 0)
  checkCount('maxAttempts', maxAttempts, 1)
  checkCount('queueMaxSize', queueMaxSize, 1)
  checkCount('storageTimeout', storageTimeout, 1)
  if (runTimeout !== undefined) checkCount('runTimeout', runTimeout, 1)
  if (typeof freezeInput !== 'boolean') {
    throw new InvalidTypeError(`freezeInput is true or false, but got ${describe(freezeInput)}.`)
  }
  modeOf(wrapMode)
  if (url !== undefined && (typeof url !== 'string' || wrapMode !== 'netlock')) {
    throw new InvalidValueError(`url is the address of a lock server for wrapMode 'netlock', but got ${describe(url)}.`)
  }
  return { workers, wrapMode, url, freezeInput, runTimeout, maxAttempts, queueMaxSize, storageTimeout }
}

function checkCount(name: string, value: unknown, least: number): void {
  if (typeof value !== 'number') throw new InvalidTypeError(`${name} is a number, but got ${describe(value)}.`)
  if (Number.isInteger(value) && value >= least) return
  throw new InvalidValueError(`${name} is an integer of ${least} or more, but got ${value}.`)
}
