import { LOAD_OPTIONS, type LoadOptions, loadMessageOptions } from './load-options.js'
import { Trajectory, type TrajectoryOptions } from './trajectory.js'

/**
 * Loads a trajectory from a file: by name, by index among the names, or the newest one.
 * Options that loading does not know are those of the trajectory and its storage service.
 */
export async function loadTrajectory(
  filename: string,
  options: LoadOptions & TrajectoryOptions = {},
): Promise<Trajectory> {
  const isLoading = (key: string) => (LOAD_OPTIONS as readonly string[]).includes(key)
  const entries = Object.entries(options)
  const loading = Object.fromEntries(entries.filter(([key]) => isLoading(key))) as LoadOptions
  const own = Object.fromEntries(entries.filter(([key]) => !isLoading(key))) as TrajectoryOptions
  loadMessageOptions(loading)
  const traj = new Trajectory(undefined, { ...own, ...(own.storageService === undefined ? { filename } : {}) })
  await traj.loadAny(loading)
  return traj
}
