import { randomFillSync } from 'node:crypto'
import type { Trajectory } from '../../../lib/index.js'

const KILOBYTE = 1024

/** A number; or so many kilobytes of noise, which no compressor makes smaller. */
export default function simulate(traj: Trajectory, kilobytes: number): void {
  const x = traj.$.x as number
  if (kilobytes === 0) traj.addResult('z', x * 2, 'Twice x')
  else traj.addResult('noise', randomFillSync(new Float64Array((kilobytes * KILOBYTE) / 8)), 'Noise')
}
