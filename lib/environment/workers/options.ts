import { InvalidTypeError, InvalidValueError, UnsupportedError } from '../../errors.js'
import { type CurveClientKeys, type CurveServerKeys, checkClientKeys, checkServerKeys } from '../../multi/index.js'
import { describe } from '../../options.js'
import type { Caps } from './load-gate.js'
import { modeOf, type WrapMode } from './modes/index.js'

/** How runs are computed in several processes. */
export interface WorkerOptions {
  /** Number of processes; 0, the default, computes runs in this one. */
  readonly workers?: number
  /** How runs in workers reach the file; 'queue' by default. */
  readonly wrapMode?: WrapMode
  /**
   * Mode 'netlock': of a lock server that is there already. Mode 'netqueue': where the writer listens, so that other hosts
   * can send, too. By default a server is started that listens to this machine alone.
   */
  readonly url?: string
  /** Keys of a client of the lock server at `url`; in mode 'netqueue' those of the writer, and who else may send to it. */
  readonly curve?: CurveClientKeys | CurveServerKeys
  /** Mode 'netqueue': allows an address that other machines reach, without any authentication. */
  readonly insecure?: boolean
  /** How often a run is tried whose process ends before it is done. */
  readonly maxAttempts?: number
  /** Milliseconds that a run may take; its process is ended then. No limit by default. */
  readonly runTimeout?: number
  /** No run begins beside others while more of the processors is in use, in percent of all cores; 100 by default. */
  readonly cpuCap?: number
  /** The same for memory. */
  readonly memoryCap?: number
  /** The same for swap space, on Linux. */
  readonly swapCap?: number
  /** Megabytes: a process that holds more after a run is replaced by a fresh one. No limit by default. */
  readonly maxWorkerMemory?: number
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
  'curve',
  'insecure',
  'maxAttempts',
  'runTimeout',
  'cpuCap',
  'memoryCap',
  'swapCap',
  'maxWorkerMemory',
  'freezeInput',
  'queueMaxSize',
  'storageTimeout',
] as const satisfies readonly (keyof WorkerOptions)[]

type Resolved = 'runTimeout' | 'maxWorkerMemory' | 'url' | 'curve' | 'cpuCap' | 'memoryCap' | 'swapCap'

export interface WorkerSettings extends Required<Omit<WorkerOptions, Resolved>> {
  readonly caps: Caps
  readonly url: string | undefined
  readonly curve: CurveClientKeys | CurveServerKeys | undefined
  readonly runTimeout: number | undefined
  readonly maxWorkerMemory: number | undefined
}

/** With defaults. Throws `InvalidTypeError`, `InvalidValueError`. */
export function workerSettings(options: WorkerOptions): WorkerSettings {
  const { workers = 0, wrapMode = 'queue', freezeInput = false, insecure = false, url, curve } = options
  const { maxAttempts = 3, queueMaxSize = 2 * Math.max(1, workers), storageTimeout = 600_000 } = options
  const { runTimeout, maxWorkerMemory } = options
  checkCount('workers', workers, 0)
  checkCount('maxAttempts', maxAttempts, 1)
  checkCount('queueMaxSize', queueMaxSize, 1)
  checkCount('storageTimeout', storageTimeout, 1)
  if (runTimeout !== undefined) checkCount('runTimeout', runTimeout, 1)
  if (maxWorkerMemory !== undefined) checkCount('maxWorkerMemory', maxWorkerMemory, 1)
  for (const [name, value] of Object.entries({ freezeInput, insecure })) {
    if (typeof value !== 'boolean') throw new InvalidTypeError(`${name} is true or false, but got ${describe(value)}.`)
  }
  modeOf(wrapMode)
  checkServer(options, wrapMode)
  return {
    caps: capsOf(options),
    ...{ workers, wrapMode, url, curve, insecure, freezeInput },
    ...{ runTimeout, maxWorkerMemory, maxAttempts, queueMaxSize, storageTimeout },
  }
}

/** What only modes with a server know. */
function checkServer({ url, curve, insecure }: WorkerOptions, wrapMode: WrapMode): void {
  if (url !== undefined && (typeof url !== 'string' || !['netlock', 'netqueue'].includes(wrapMode))) {
    throw new InvalidValueError(`url is an address for wrapMode 'netlock' or 'netqueue', but got ${describe(url)}.`)
  }
  if (insecure !== undefined && wrapMode !== 'netqueue') {
    throw new InvalidValueError(`insecure is for wrapMode 'netqueue', but the mode is '${wrapMode}'.`)
  }
  if (curve === undefined) return
  if (wrapMode === 'netqueue') checkServerKeys(curve as CurveServerKeys)
  else if (wrapMode === 'netlock' && url !== undefined) checkClientKeys(curve as CurveClientKeys)
  else throw new InvalidValueError(`curve is for wrapMode 'netqueue', or for 'netlock' with the url of a server.`)
}

/** Throws for a cap that is no percentage, and for one of swap space where that is not known. */
function capsOf({ cpuCap = 100, memoryCap = 100, swapCap = 100 }: WorkerOptions): Caps {
  for (const [name, cap] of Object.entries({ cpuCap, memoryCap, swapCap })) {
    if (typeof cap !== 'number') throw new InvalidTypeError(`${name} is a number, but got ${describe(cap)}.`)
    if (!(cap > 0 && cap <= 100))
      throw new InvalidValueError(`${name} is above 0 and at most 100 percent, but got ${cap}.`)
  }
  if (swapCap < 100 && process.platform !== 'linux') {
    throw new UnsupportedError(
      `swapCap is for Linux: how much swap space is in use is not known on ${process.platform}.`,
    )
  }
  return { cpu: cpuCap, memory: memoryCap, swap: swapCap }
}

function checkCount(name: string, value: unknown, least: number): void {
  if (typeof value !== 'number') throw new InvalidTypeError(`${name} is a number, but got ${describe(value)}.`)
  if (Number.isInteger(value) && value >= least) return
  throw new InvalidValueError(`${name} is an integer of ${least} or more, but got ${value}.`)
}
