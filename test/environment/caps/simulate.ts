import { appendFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import type { Trajectory } from '../../../lib/index.js'

/** Says when it begins and ends; in between others could begin. */
export default async function simulate(traj: Trajectory, log: string): Promise<void> {
  const x = traj.$.x as number
  appendFileSync(log, `began ${x}\n`)
  await setTimeout(20)
  appendFileSync(log, `ended ${x}\n`)
}
