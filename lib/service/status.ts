import { debuglog } from 'node:util'
import { InvalidTypeError, InvalidValueError } from '../errors.js'
import { describe } from '../options.js'
import type { GroupView, NodeView } from './nodes.js'
import type { Direction } from './requests.js'

/** How far a message has come that takes long. */
export interface StorageStatus {
  readonly direction: Direction
  readonly message: string
  readonly trajectoryName: string
  /** Nodes that were stored or loaded so far. */
  readonly done: number
  /** Nodes in all; null where that shows at the end only, as in loading. */
  readonly total: number | null
  /** Seconds since the message began. */
  readonly elapsed: number
  /** Nodes a second. */
  readonly rate: number
  /** Seconds until the end at this rate; null without a total. */
  readonly remaining: number | null
}

export type OnStorageStatus = (status: StorageStatus) => void

/** The line is shown where NODE_DEBUG names `trajstore`. */
const log = debuglog('trajstore')

/** What a status is told of. */
export interface StatusOf {
  readonly direction: Direction
  readonly message: string
  readonly trajectoryName: string
  /** Called when the first status is due. */
  readonly total: () => number | null
}

/** Counts the nodes of a message, and tells how far it is each time that `displayTime` seconds have gone by. */
export class Status {
  readonly #of: StatusOf
  readonly #interval: number
  readonly #report: OnStorageStatus | undefined
  readonly #started = performance.now()
  #last = this.#started
  #done = 0
  #total: number | null | undefined

  constructor(of: StatusOf, displayTime: number, report: OnStorageStatus | undefined) {
    this.#of = of
    this.#interval = displayTime * 1000
    this.#report = report
  }

  /** One more node is done. */
  count(): void {
    this.#done++
    const now = performance.now()
    if (now - this.#last < this.#interval) return
    this.#last = now
    const status = this.#statusAt(now)
    log('%s', statusLine(status))
    this.#report?.(status)
  }

  #statusAt(now: number): StorageStatus {
    this.#total ??= this.#of.total()
    const { direction, message, trajectoryName } = this.#of
    const [done, total, elapsed] = [this.#done, this.#total, (now - this.#started) / 1000]
    const rate = elapsed > 0 ? done / elapsed : 0
    const remaining = total === null || rate === 0 ? null : Math.max(0, total - done) / rate
    return { direction, message, trajectoryName, done, total, elapsed, rate, remaining }
  }
}

/** One line, as `trajectory: stored 1200 of 5000 nodes in 20 s, 60 a second, 63 s left`. */
export function statusLine({
  direction,
  trajectoryName,
  done,
  total,
  elapsed,
  rate,
  remaining,
}: StorageStatus): string {
  const what = direction === 'store' ? 'stored' : 'loaded'
  const all = total === null ? '' : ` of ${total}`
  const left = remaining === null ? '' : `, ${Math.round(remaining)} s left`
  return `${trajectoryName}: ${what} ${done}${all} nodes in ${Math.round(elapsed)} s, ${Math.round(rate)} a second${left}`
}

/** Seconds between two statuses, from 0 on; throws `InvalidValueError`. */
export function checkDisplayTime(value: unknown): number {
  if (typeof value === 'number' && value >= 0) return value
  throw new InvalidValueError(`displayTime must be a number of seconds, 0 or more; got ${describe(value)}`)
}

/** Throws `InvalidTypeError`. */
export function checkOnProgress(value: unknown): OnStorageStatus | undefined {
  if (value === undefined || value === null || typeof value === 'function')
    return (value ?? undefined) as OnStorageStatus
  throw new InvalidTypeError(`onProgress must be a function; got ${describe(value)}`)
}

/** How many nodes a subject has, itself among them; null for a list and for what is no node. */
export function nodesOf(subject: unknown): number | null {
  if (typeof subject !== 'object' || subject === null || !('isLeaf' in subject)) return null
  let count = 0
  const waiting = [subject as NodeView]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    count++
    if (!node.isLeaf) waiting.push(...(node as GroupView).children())
  }
  return count
}
