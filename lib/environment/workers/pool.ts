import { WorkerError } from '../../errors.js'
import { fromSendable } from '../../multi/sendable.js'
import type { LoadGate } from './load-gate.js'
import type { StorageSide } from './modes/index.js'
import { COMPUTED, type ComputedValue, type RunReport, type StartOrder } from './protocol.js'
import { WorkerProcess } from './worker-process.js'

export interface PoolOptions {
  readonly workers: number
  readonly start: StartOrder
  readonly side: StorageSide
  /** Milliseconds that a run may take. */
  readonly runTimeout: number | undefined
  readonly maxAttempts: number
  /** Megabytes that a process may hold when it begins another run. */
  readonly maxWorkerMemory: number | undefined
  /** Passed before each run. */
  readonly gate: LoadGate
  /** Asked before each run. */
  readonly stops: () => boolean
  /** Arguments of a run, asked once in order of runs; null when all runs have those of the start. */
  readonly argsOf: (run: number) => readonly unknown[] | null
  /** A run is done in its worker: stores what it left to the main process, and takes note. */
  readonly settle: (run: number, report: RunReport) => Promise<void>
  /** A worker is gone in the middle of a run: whether its data are in the file as a whole; takes out what is there else. */
  readonly reconcile: (run: number) => Promise<boolean>
  readonly onDone: () => void
}

export interface PoolOutcome {
  readonly results: ReadonlyMap<number, unknown>
  readonly failures: ReadonlyMap<number, Error>
}

const MEGABYTE = 2 ** 20

interface Task {
  readonly run: number
  readonly args: readonly unknown[] | null
  attempts: number
}

/** Computes runs in several processes; one that ends takes its run with it, and another one tries again. */
export class Pool {
  readonly #options: PoolOptions
  readonly #pending: number[]
  /** Runs that are to be tried again; they come first. */
  readonly #again: Task[] = []
  readonly #values = new Map<number, unknown>()
  readonly #results = new Map<number, unknown>()
  readonly #failures = new Map<number, Error>()
  #fatal: unknown = null

  constructor(runs: readonly number[], options: PoolOptions) {
    this.#pending = [...runs]
    this.#options = options
  }

  /** Ends when no run is left or no other may start. Throws when workers cannot start at all. */
  async compute(): Promise<PoolOutcome> {
    const lanes = Math.min(this.#options.workers, this.#pending.length)
    await Promise.all(Array.from({ length: lanes }, () => this.#lane()))
    if (this.#fatal !== null) throw this.#fatal
    return { results: this.#results, failures: this.#failures }
  }

  /** One process after another, each for as many runs as it lives. */
  async #lane(): Promise<void> {
    let worker: WorkerProcess | null = null
    try {
      for (let task = await this.#begin(); task !== null; task = await this.#begin()) {
        try {
          worker ??= await this.#startWorker()
          await this.#attempt(worker, task)
          worker = await this.#kept(worker)
        } finally {
          this.#options.gate.leave()
        }
      }
    } catch (error) {
      this.#fatal ??= error
    } finally {
      await worker?.end()
    }
  }

  /** The process for the next run: null when it is gone, or ended because it has grown too large. */
  async #kept(worker: WorkerProcess): Promise<WorkerProcess | null> {
    const { maxWorkerMemory = Number.POSITIVE_INFINITY } = this.#options
    if (worker.isGone) return null
    if (worker.memory <= maxWorkerMemory * MEGABYTE) return worker
    await worker.end()
    return null
  }

  /** The next run, when the machine has room for it; null when no other is to begin. */
  async #begin(): Promise<Task | null> {
    const { gate } = this.#options
    await gate.enter(() => this.#isStopping)
    const task = this.#next()
    if (task === null) gate.leave()
    return task
  }

  get #isStopping(): boolean {
    return this.#fatal !== null || this.#options.stops()
  }

  #next(): Task | null {
    if (this.#isStopping) return null
    const again = this.#again.shift()
    if (again !== undefined) return again
    const run = this.#pending.shift()
    return run === undefined ? null : { run, args: this.#options.argsOf(run), attempts: 0 }
  }

  /** A process that ends while it starts is replaced, too; a module that cannot be loaded is no better in another one. */
  async #startWorker(): Promise<WorkerProcess> {
    for (let attempt = 1; ; attempt++) {
      const worker = this.#fork()
      try {
        await worker.start(this.#options.start)
        return worker
      } catch (error) {
        await worker.end()
        if (!(error instanceof WorkerError) || attempt >= this.#options.maxAttempts) throw error
      }
    }
  }

  #fork(): WorkerProcess {
    const user = {}
    const worker = new WorkerProcess({
      ...this.#options.side.calls(user),
      [COMPUTED]: ({ run, value }: ComputedValue) => void this.#values.set(run, value),
    })
    users.set(worker, user)
    return worker
  }

  async #attempt(worker: WorkerProcess, task: Task): Promise<void> {
    const { run, args } = task
    task.attempts++
    try {
      const report = await worker.run({ run, args }, this.#options.runTimeout)
      await this.#options.settle(run, report)
      this.#complete(run)
    } catch (error) {
      if (error instanceof WorkerError) await this.#lost(worker, task, error)
      else this.#failures.set(run, error as Error)
    }
  }

  #complete(run: number): void {
    this.#results.set(run, fromSendable(this.#values.get(run)))
    this.#values.delete(run)
    this.#options.onDone()
  }

  async #lost(worker: WorkerProcess, task: Task, error: WorkerError): Promise<void> {
    const { side, reconcile, maxAttempts } = this.#options
    await side.forget(users.get(worker) as object, worker.pid)
    if (await reconcile(task.run)) this.#complete(task.run)
    else if (task.attempts < maxAttempts) this.#again.push(task)
    else this.#failures.set(task.run, givenUp(task, error))
  }
}

/** Whose calls are whose: a worker's lock and messages are told apart by it. */
const users = new WeakMap<WorkerProcess, object>()

const givenUp = ({ run, attempts }: Task, error: WorkerError): WorkerError =>
  new WorkerError(`Run ${run} was given up after ${attempts} attempts. ${error.message}`, { cause: error })
