/**
 * One of many that store into one file: for each line it is given it stores a trajectory, as soon as nobody else has
 * the file, and says how that ended by a line of its own.
 */

import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { LockedError, Trajectory } from '../../../lib/index.js'
import { numbers } from '../random.js'

export interface Job {
  readonly filename: string
  readonly name: string
  readonly seed: number
}

/** Of an answer: the trajectory is stored, or why it is not. */
export type Answer = { readonly stored: string } | { readonly wrong: string }

/** The values that a trajectory of a job has. */
export const valuesOf = ({ seed }: Job): Float64Array => numbers(seed, 1 + (seed % 5000))

const say = (answer: Answer | 'ready'): unknown => writeSync(1, `${JSON.stringify(answer)}\n`)

async function store(job: Job): Promise<void> {
  const traj = new Trajectory(job.name, { filename: job.filename })
  traj.addParameter('seed', job.seed)
  traj.addResult('values', { data: valuesOf(job) })
  for (;;) {
    try {
      await traj.store()
      return
    } catch (error) {
      if (!(error instanceof LockedError)) throw error
      await delay(1)
    }
  }
}

if (process.argv[2] === 'work') {
  say('ready')
  for await (const line of createInterface({ input: process.stdin })) {
    const job = JSON.parse(line) as Job
    try {
      await store(job)
      say({ stored: job.name })
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      say({ wrong: `${job.name}: ${code} ${message}` })
    }
  }
}
