import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { ClosedError, TimedOutError, WorkerError } from '../../errors.js'
import { channelOver, type Handlers, Peer } from '../../multi/index.js'
import { RUN, type RunOrder, type RunReport, START, START_TIMEOUT_MS, type StartOrder } from './protocol.js'

/** From source the worker is TypeScript, as this file is. */
const WORKER = fileURLToPath(import.meta.url).replace(/worker-process(\.\w+)$/, 'worker$1')

/** Of what a worker wrote last to stderr. */
const LAST_LINES = 8

/** How long a worker that was told to end may take before it is killed. */
const END_TIMEOUT_MS = 5000

/** A child of the worker may hold its stderr open. */
const DRAIN_TIMEOUT_MS = 500

/** A forked process that computes runs, seen from the main process. */
export class WorkerProcess {
  readonly #child: ChildProcess
  readonly #peer: Peer
  readonly #exited: Promise<string>
  #stderr = ''
  #memory = 0

  constructor(handlers: Handlers) {
    this.#child = fork(WORKER, [], { serialization: 'advanced', stdio: ['ignore', 'inherit', 'pipe', 'ipc'] })
    this.#child.stderr?.on('data', (chunk: Buffer) => this.#keep(chunk))
    this.#exited = new Promise((resolve) => {
      this.#child.on('error', ({ message }) => resolve(message))
      this.#child.on('exit', (code, signal) => {
        const how = signal === null ? `exit code ${code}` : `signal ${signal}`
        // What it wrote may still be on its way; 'close' of the child does not come for one that was disconnected.
        void this.#drained().then(() => resolve(how))
      })
    })
    this.#peer = new Peer(channelOver(this.#child), handlers)
  }

  get pid(): number {
    return this.#child.pid ?? -1
  }

  /** Bytes that it held after its last run. */
  get memory(): number {
    return this.#memory
  }

  get isGone(): boolean {
    return !this.#child.connected
  }

  async #drained(): Promise<void> {
    const { stderr } = this.#child
    if (stderr === null || stderr.closed) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, DRAIN_TIMEOUT_MS)
      stderr.once('close', () => {
        clearTimeout(timer)
        resolve()
      })
    })
  }

  #keep(chunk: Buffer): void {
    process.stderr.write(chunk)
    const lines = `${this.#stderr}${chunk}`.split('\n')
    this.#stderr = lines.slice(-LAST_LINES - 1).join('\n')
  }

  /** Throws what the start throws: a module that cannot be loaded, or has no simulation. */
  async start(order: StartOrder): Promise<void> {
    await this.#called(START, order, START_TIMEOUT_MS, 'a worker to load its module')
  }

  /** Throws what the run throws; `WorkerError` when the process ends, or is ended because it takes too long. */
  async run(order: RunOrder, timeout: number | undefined): Promise<RunReport> {
    const report = (await this.#called(RUN, order, timeout, `run ${order.run}`)) as RunReport
    this.#memory = report.memory
    return report
  }

  async #called(name: string, argument: unknown, timeout: number | undefined, what: string): Promise<unknown> {
    try {
      return await this.#peer.call(name, argument, timeout === undefined ? { what } : { what, timeout })
    } catch (error) {
      if (error instanceof TimedOutError && !this.isGone) {
        await this.kill()
        throw new WorkerError(`${error.message} Its process was ended.${this.#lastWords()}`, { cause: error })
      }
      if (!(error instanceof ClosedError) || !this.isGone) throw error
      const how = await this.kill()
      throw new WorkerError(`A process ended in the middle of ${what}: ${how}.${this.#lastWords()}`, { cause: error })
    }
  }

  #lastWords(): string {
    const lines = this.#stderr.trim()
    return lines === '' ? '' : ` It wrote last: ${lines}`
  }

  /** Ends the process at once, and says how it ended. */
  async kill(): Promise<string> {
    this.#child.kill('SIGKILL')
    return this.#exited
  }

  /** Lets the process end. */
  async end(): Promise<void> {
    this.#peer.close()
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), END_TIMEOUT_MS)
    await this.#exited
    clearTimeout(timer)
  }
}
