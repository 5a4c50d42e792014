import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface, type Interface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { addonPath } from '../lib/h5/native.js'
import { buildOurs } from './build-ours.js'
import { buildLimit } from './peers/build-limit.js'
import type { Answer, Request } from './protocol.js'
import type { PeerName } from './trials.js'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const python = process.env.TRAJSTORE_PYTHON ?? '/usr/bin/python3'

type Command = readonly [string, ...string[]]

/** Built once, when it is first needed. */
let program: string | undefined
const ours = (...args: string[]): Command => {
  program ??= buildOurs()
  return [process.execPath, program, ...args]
}

const commands: Record<PeerName | 'ours', () => Command> = {
  ours: () => ours(),
  'plain driver': () => ours('--plain'),
  'the first tenth': () => ours('--first'),
  'one process': () => ours('--alone'),
  libhdf5: () => [buildLimit()],
  h5wasm: () => [process.execPath, '--import', 'tsx', here('peers/with_h5wasm.ts')],
  PyTables: () => [python, here('peers/with_pytables.py')],
  h5py: () => [python, here('peers/with_h5py.py')],
  pypet: () => [python, here('peers/with_pypet.py')],
}

/** A process that does operations on request: ours or a peer's. */
export class Side implements AsyncDisposable {
  readonly name: PeerName | 'ours'
  readonly #child: ChildProcess
  readonly #lines: AsyncIterator<string>
  readonly #reader: Interface

  constructor(name: PeerName | 'ours') {
    this.name = name
    const [command, ...args] = commands[name]()
    const env = { ...process.env, TRAJSTORE_ADDON: addonPath }
    this.#child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], env })
    this.#reader = createInterface({ input: this.#child.stdout! })
    this.#lines = this.#reader[Symbol.asyncIterator]()
  }

  async ask(request: Request): Promise<Answer> {
    this.#child.stdin!.write(`${JSON.stringify(request)}\n`)
    const { value, done } = await this.#lines.next()
    if (done) throw new Error(`${this.name} ended before it answered ${request.operation}`)
    return JSON.parse(value) as Answer
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.stdin!.end()
    if (this.#child.exitCode === null) await once(this.#child, 'exit')
    this.#reader.close()
  }
}

/** Sides, each started when it is first needed. */
export class Sides implements AsyncDisposable {
  readonly #sides = new Map<PeerName | 'ours', Side>()

  get(name: PeerName | 'ours'): Side {
    const side = this.#sides.get(name) ?? new Side(name)
    this.#sides.set(name, side)
    return side
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#sides.values()].map((side) => side[Symbol.asyncDispose]()))
    this.#sides.clear()
  }
}
