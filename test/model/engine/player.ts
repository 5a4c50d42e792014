import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface, type Interface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { Answer, Command } from './child.js'

/** How a process ended that was to answer. */
export interface Death {
  readonly died: string
}

/** Without an answer for so long, a round hangs. */
const HANGS_AFTER_MS = 10 * 60_000

/** A child process that plays rounds; a new one when the last has died. */
export class Player {
  #child: ChildProcess | undefined
  #answers: Interface | undefined
  #errors = ''
  #commands = 0

  async ask(command: Command): Promise<Answer | Death> {
    const child = this.#running()
    this.#commands++
    child.stdin?.write(`${JSON.stringify(command)}\n`)
    const timer = setTimeout(() => child.kill('SIGKILL'), HANGS_AFTER_MS)
    try {
      return await new Promise((resolve) => {
        this.#answers?.once('line', (line) => resolve(JSON.parse(line) as Answer))
        child.once('close', (code, signal) => {
          this.#child = undefined
          resolve({ died: `${signal ?? `exit code ${code}`}${this.#errors ? `\n${this.#errors}` : ''}` })
        })
      })
    } finally {
      clearTimeout(timer)
      child.removeAllListeners('close')
    }
  }

  /** Commands since the process was started. */
  get commands(): number {
    return this.#child ? this.#commands : 0
  }

  async close(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (!child) return
    child.stdin?.end()
    await new Promise((resolve) => child.once('close', resolve))
  }

  #running(): ChildProcess {
    if (this.#child) return this.#child
    const file = fileURLToPath(new URL('child.ts', import.meta.url))
    const child = spawn(process.execPath, ['--import', 'tsx', file], { stdio: ['pipe', 'ignore', 'pipe', 'pipe'] })
    this.#child = child
    this.#commands = 0
    this.#errors = ''
    // Writing to a process that is dead already is told by its end.
    child.stdin?.on('error', () => {})
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errors = (this.#errors + text).slice(-20_000)
    })
    this.#answers = createInterface({ input: child.stdio[3] as Readable })
    return child
  }
}
