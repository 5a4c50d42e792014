import { passingOptions } from '../options.js'
import type { Natural } from '../tree/index.js'
import { LOAD_OPTIONS, type LoadOptions, loadMessageOptions } from './load-options.js'
import { Trajectory, type TrajectoryOptions } from './trajectory.js'

/**
 * Loads a trajectory from a file: by name, by index among the names, or the newest one.
 * Options that loading does not know are those of the trajectory and its storage service.
 */
export async function loadTrajectory<Schema extends object = Natural>(
  filename: string,
  options: LoadOptions & TrajectoryOptions = {},
): Promise<Trajectory<Schema>> {
  const isLoading = (key: string) => (LOAD_OPTIONS as readonly string[]).includes(key)
  const entries = Object.entries(options)
  const loading = Object.fromEntries(entries.filter(([key]) => isLoading(key))) as LoadOptions
  const own = Object.fromEntries(entries.filter(([key]) => !isLoading(key))) as TrajectoryOptions
  loadMessageOptions(loading)
  const place = own.storageService === undefined ? { filename } : {}
  const make = () => new Trajectory<Schema>(undefined, { ...own, ...place })
  const traj = passingOptions(make, LOAD_OPTIONS, 'loadTrajectory')
  await traj.loadAny(loading)
  return traj
}
