import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Task } from './worker.js'

const program = fileURLToPath(new URL('worker.ts', import.meta.url))

/** A running writer, and what it has acknowledged so far. */
export class Writer {
  readonly child: ChildProcess
  /** Steps; -1 before it has opened the file. */
  acknowledged = -1
  errors = ''
  #rest = ''
  readonly #ended: Promise<unknown>
  readonly #started: Promise<unknown>

  constructor(task: Task, environment: Readonly<Record<string, string>> = {}) {
    this.child = spawn(process.execPath, ['--import', 'tsx', program, JSON.stringify(task)], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    })
    this.#ended = once(this.child, 'close')
    this.#started = Promise.race([once(this.child.stdout!, 'data'), this.#ended])
    this.child.stdout?.setEncoding('latin1').on('data', (text: string) => this.#hear(text))
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.errors += text
    })
  }

  /** A number counts when its line is whole. */
  #hear(text: string): void {
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop() ?? ''
    const last = lines.at(-1)
    if (last !== undefined) this.acknowledged = Number(last)
  }

  /** Once it has the file open. */
  async started(): Promise<void> {
    await this.#started
  }

  /** Kills it, and waits for what it said last. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL')
    await this.#ended
  }

  async ended(): Promise<void> {
    await this.#ended
    if (this.child.exitCode !== 0) throw new Error(`the writer failed: ${this.errors}`)
  }
}
