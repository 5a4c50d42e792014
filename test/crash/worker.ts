/**
 * A writer to be killed: goes on with the steps of a file and announces each that was committed by a line with its
 * number. Ends after `steps` more of them, or never.
 */

import { closeSync, openSync, writeSync } from 'node:fs'
import { type Durability, File } from '../../lib/h5/index.js'
import { acknowledgement } from './power-loss/trace.js'
import { Random } from './random.js'
import { advance, nextChange, stateAfter } from './workload.js'
import { prepare, writeChange } from './write-change.js'

export interface Task {
  readonly filename: string
  readonly seed: number
  readonly durability: Durability
  readonly steps?: number
  /** Announcements go into this trace of I/O too. */
  readonly trace?: string
}

const task = JSON.parse(process.argv[2] ?? '') as Task
const { filename, seed, durability } = task

const file = File.open(filename, 'a', { durability })
if (!file.root.attributes.has('steps')) {
  prepare(file)
  file.flush()
}
const state = stateAfter(file.root.attributes.get('steps') as number, seed)
const trace = task.trace === undefined ? undefined : openSync(task.trace, 'a')
announce(state.steps)

const last = state.steps + (task.steps ?? Number.POSITIVE_INFINITY)
const random = new Random(seed + state.steps)
while (state.steps < last) {
  const change = nextChange(state, seed)
  advance(state, change)
  await writeChange(file, change, state.steps)
  announce(state.steps)
  // More often than the timer would.
  if (random.below(30) === 0) file.checkpoint()
}
file.close()
if (trace !== undefined) closeSync(trace)

function announce(steps: number): void {
  say(`${steps}\n`)
  if (trace !== undefined) writeSync(trace, acknowledgement(steps))
}

// The pipe does not block: when it is full, whoever listens is busy.
function say(line: string): void {
  for (;;) {
    try {
      writeSync(1, line)
      return
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
    }
  }
}
