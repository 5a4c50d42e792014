import { appendFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import type { Trajectory } from '../../../lib/index.js'

/** Takes some milliseconds, says in a log that it began, and stores some of its data before it is done. */
export default async function simulate(traj: Trajectory, log: string): Promise<number> {
  const x = traj.$.x as number
  appendFileSync(log, `began ${x}\n`)
  await traj.store([traj.addResult('early', x, 'before the end')])
  await setTimeout(20)
  traj.addResult('trace', new Float64Array(x % 4 === 0 ? 16_384 : 16).fill(x), 'all alike')
  traj.addDerivedParameter('twice', 2 * x)
  return x
}
