/** A random walk: the simulation that the pages name and do not show. */
export default function simulate(traj, steps) {
  let position = 0
  for (let step = 0; step < steps; step++) position += traj.$.drift
  traj.addResult('position', position)
  return position
}
