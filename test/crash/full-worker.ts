/**
 * A writer that meets a full disk: stores leaves until a commit fails, reads what it had, gets space, and goes on.
 * Prints what it saw, as JSON. Space comes from removing `ballast`, or from lifting the limit of file sizes.
 */

import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { type Durability, File, IoError } from '../../lib/h5/index.js'
import { verify } from './verify.js'
import { advance, type Change, nextChange, type State, stateAfter } from './workload.js'
import { prepare, writeChange } from './write-change.js'

export interface FullTask {
  readonly filename: string
  readonly seed: number
  readonly durability: Durability
  /** Goes back to the last commit, or commits again when there is space. */
  readonly reaction: 'abort' | 'retry'
  /** What takes the space; null when file sizes are limited, to so many bytes. */
  readonly ballast: string | null
  readonly limit: number
}

export interface FullOutcome {
  /** Steps that were committed before the disk was full, and at the end. */
  readonly before: number
  readonly after: number
  /** The code of the error; and of the one that closing met, if any. */
  readonly code: string
}

const task = JSON.parse(process.argv[2] ?? '') as FullTask
const { filename, seed, durability, reaction } = task
const MORE = 30

const file = File.open(filename, 'a', { durability })
prepare(file)
file.flush()
let state = stateAfter(0, seed)
if (task.ballast === null) limitFiles(String(task.limit))

const failed = await writeUntilFull()
const before = state.steps
if (reaction === 'abort') {
  file.rollback()
  if (verify(file, seed) !== before) throw new Error('going back did not lead to the last commit')
  freeSpace()
} else {
  freeSpace()
  file.flush()
  advance(state, failed.change)
  if (verify(file, seed) !== state.steps) throw new Error('trying again did not complete the step')
}
for (let step = 0; step < MORE; step++) await writeNext()
file.close()
console.log(JSON.stringify({ before, after: state.steps, code: failed.error.code } satisfies FullOutcome))

async function writeNext(): Promise<void> {
  const change = nextChange(state, seed)
  await writeChange(file, change, state.steps + 1)
  advance(state, change)
}

/** Leaves the change that failed in the file's memory, written but not committed. */
async function writeUntilFull(): Promise<{ change: Change; error: IoError }> {
  for (;;) {
    const change = nextChange(state, seed)
    try {
      await writeNext()
    } catch (error) {
      if (!(error instanceof IoError)) throw error
      state = stateAfter(state.steps, seed) satisfies State
      return { change, error }
    }
  }
}

function freeSpace(): void {
  if (task.ballast === null) limitFiles('unlimited')
  else rmSync(task.ballast)
}

function limitFiles(size: string): void {
  const { status, stderr } = spawnSync('prlimit', ['--pid', String(process.pid), `--fsize=${size}:unlimited`])
  if (status !== 0) throw new Error(`expected prlimit to limit file sizes, got: ${stderr}`)
}
