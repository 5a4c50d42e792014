import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Environment, type MessageOptions, type StorageService } from '../../lib/index.js'
import { newFilenames, reload, serviceFor } from '../service/support.js'

const newFile = newFilenames()
const module = fileURLToPath(new URL('./worker-simulations.ts', import.meta.url))

/** Kills the worker whose message comes first while it is being stored, and goes on when its death is known. */
class KillsFirst implements StorageService {
  readonly multiprocSafe = false
  readonly #service: StorageService
  readonly #marker: string
  #isDone = false
  #isLoading = false

  constructor(service: StorageService, marker: string) {
    this.#service = service
    this.#marker = marker
  }

  get isOpen(): boolean {
    return this.#service.isOpen
  }

  async store(message: string, subject?: unknown, options?: MessageOptions): Promise<unknown> {
    if (!this.#isDone && existsSync(this.#marker)) {
      this.#isDone = true
      const pid = Number(readFileSync(this.#marker, 'utf8'))
      process.kill(pid, 'SIGKILL')
      while (isThere(pid)) await setTimeout(1)
      // Who does not wait for this message looks into the file now.
      for (let turn = 0; turn < 500 && !this.#isLoading; turn++) await new Promise(setImmediate)
    }
    return this.#service.store(message, subject, options)
  }

  load(message: string, subject?: unknown, options?: MessageOptions): Promise<unknown> {
    this.#isLoading = true
    return this.#service.load(message, subject, options)
  }
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

for (const wrapMode of ['queue', 'pipe', 'netqueue'] as const) {
  test(`what a dead worker had sent is not taken for that of its successor, in mode '${wrapMode}'`, async () => {
    const [filename, marker] = [newFile(), newFile()]
    const storageService = new KillsFirst(serviceFor(filename), marker)
    const env = new Environment({ trajectory: 't', storageService, workers: 1, wrapMode })
    env.traj.addParameter('x', 0)
    env.traj.explore({ x: [0] })
    const results = await env.run({ module, exportName: 'storesRandom' }, { args: [marker] })
    const stored = (await reload(filename)).$.results.runs.run_00000000.random
    assert.deepEqual(results, [[0, stored]])
  })
}
