import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Answer, Job } from './worker.js'

const program = fileURLToPath(new URL('worker.ts', import.meta.url))

/** A process that waits for something to store. */
export class Racer {
  readonly #child: ChildProcess
  readonly #ended: Promise<unknown>
  readonly #lines: AsyncIterator<string>
  readonly #ready: Promise<unknown>

  constructor() {
    this.#child = spawn(process.execPath, ['--import', 'tsx', program, 'work'], { stdio: ['pipe', 'pipe', 'inherit'] })
    // Of one that was killed before it read its job.
    this.#child.stdin!.on('error', () => {})
    this.#ended = once(this.#child, 'close')
    this.#lines = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]()
    this.#ready = this.#lines.next()
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  async ready(): Promise<this> {
    await this.#ready
    return this
  }

  /** What it says to a job; null when it dies before. */
  async store(job: Job): Promise<Answer | null> {
    this.#child.stdin!.write(`${JSON.stringify(job)}\n`)
    const { value, done } = await this.#lines.next()
    return done ? null : (JSON.parse(value) as Answer)
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }

  async end(): Promise<void> {
    this.kill()
    await this.#ended
  }
}
