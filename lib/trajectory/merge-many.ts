import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { InvalidValueError } from '../errors.js'
import { loadTrajectory } from './load-trajectory.js'
import type { MergeOptions, MergeReport } from './merge.js'
import type { Trajectory, TrajectoryOptions } from './trajectory.js'

/** Merges several trajectories one after another, with one backup before and one store after. */
export async function mergeMany(
  own: Trajectory,
  others: Iterable<Trajectory>,
  options: Omit<MergeOptions, 'consecutiveMerge'> = {},
): Promise<MergeReport[]> {
  const reports: MergeReport[] = []
  const { backup = true, ...each } = options
  if (own.stored && backup) await own.backup()
  if (own.stored) await own.loadSkeleton()
  for (const other of others) reports.push(await own.merge(other, { ...each, backup: false, consecutiveMerge: true }))
  if (own.stored) await own.store()
  return reports
}

export interface MergeFolderOptions extends Omit<MergeOptions, 'consecutiveMerge'> {
  /** Which files are taken. */
  readonly extension?: string
  /** Deletes the other files when all are merged. */
  readonly deleteOtherFiles?: boolean
  /** Options of the trajectories. */
  readonly trajectory?: TrajectoryOptions
}

/**
 * Merges all files of a folder into the first one by name, taking of each the trajectory whose name is last, and gives
 * the merged trajectory. Throws `InvalidValueError` for a folder without such files.
 */
export async function mergeAllInFolder(folder: string, options: MergeFolderOptions = {}): Promise<Trajectory> {
  const { extension = '.hdf5', deleteOtherFiles = false, trajectory = {}, ...mergeOptions } = options
  const files = (await readdir(folder)).filter((name) => name.endsWith(extension)).sort()
  const [first, ...rest] = files.map((name) => join(folder, name))
  if (first === undefined) throw new InvalidValueError(`There is no file '*${extension}' in ${folder}.`)
  const own = await loadTrajectory(first, { ...trajectory, index: -1 })
  const others: Trajectory[] = []
  for (const file of rest) others.push(await loadTrajectory(file, { ...trajectory, index: -1 }))
  await mergeMany(own, others, mergeOptions)
  if (deleteOtherFiles) for (const file of rest) await rm(file)
  return own
}
