/** One run: a random walk with a drift. It is a module of its own, so that any process can load it. */
export default function simulate(traj, steps) {
  const { drift, seed } = traj.$
  const path = new Float64Array(steps)
  let state = seed
  for (let i = 1; i < steps; i++) {
    state = (state * 16807) % 2147483647
    path[i] = path[i - 1] + drift + (state / 2147483647 - 0.5)
  }
  traj.addResult('path', path, 'Positions step by step')
  return path[steps - 1]
}
