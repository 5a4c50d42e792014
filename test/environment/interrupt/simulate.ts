import { appendFileSync, existsSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import type { Trajectory } from '../../../lib/index.js'

/** Stores something, says that it began, and ends when the gate is open. */
export default async function simulate(traj: Trajectory, log: string, gate: string): Promise<number> {
  const x = traj.$.x as number
  await traj.store([traj.addResult('early', x)])
  appendFileSync(log, `began ${x} ${process.pid}\n`)
  while (!existsSync(gate)) await setTimeout(2)
  traj.addResult('late', x)
  return x
}
