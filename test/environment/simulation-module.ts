import type { Trajectory } from '../../lib/trajectory/index.js'

export default function simulate(traj: Trajectory, factor = 1): number {
  const z = (traj.$.x as number) * factor
  traj.addResult('z', z)
  return z
}
