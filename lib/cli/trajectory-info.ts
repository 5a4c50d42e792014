import type { File } from '../h5/index.js'
import type { Parameter, Trajectory } from '../index.js'
import { distinctValues } from '../leaf/distinct.js'
import { toPlain } from '../values/index.js'
import { loadAnyTrajectory } from './any-trajectory.js'
import { type ResultItem, resultItems } from './run-results.js'

/** An explored parameter: how many values it has, and between which they lie when they are numbers. */
export interface Explored {
  readonly name: string
  readonly distinct: number
  readonly least?: number | bigint
  readonly most?: number | bigint
}

export interface TrajectoryInfo {
  readonly name: string
  readonly comment: string
  /** When it was made: '2026_01_31_12h00m00s'. */
  readonly time: string
  readonly timestamp: number
  readonly runs: number
  readonly completed: number
  readonly explored: readonly Explored[]
  /** Of the first completed run, and those that belong to no run. */
  readonly results: readonly ResultItem[]
}

/** What is to be known of a trajectory at first sight; results are not loaded. */
export async function trajectoryInfo(file: File, name: string): Promise<TrajectoryInfo> {
  const traj = await loadAnyTrajectory(file.filename, name, { results: 'nothing', other: 'nothing' })
  const completed = Array.from({ length: traj.length }, (_, run) => run).filter((run) => traj.isCompleted(run))
  const [first] = completed
  return {
    name,
    comment: traj.comment,
    time: traj.time,
    timestamp: traj.timestamp,
    runs: traj.length,
    completed: completed.length,
    explored: exploredOf(traj),
    results: resultItems(file, name, first === undefined ? undefined : traj.runName(first)),
  }
}

const exploredOf = (traj: Trajectory): Explored[] =>
  Array.from(traj.exploredParameters(), ([name, parameter]) => ({
    name,
    ...(parameter?.isExplored ? spreadOf(parameter) : { distinct: 0 }),
  }))

function spreadOf(parameter: Parameter): Omit<Explored, 'name'> {
  const { distinct } = distinctValues(Array.from({ length: parameter.length }, (_, run) => parameter.typedAt(run)))
  const numbers = distinct.map(toPlain).filter(isNumber)
  const [first] = numbers
  if (first === undefined || numbers.length < distinct.length) return { distinct: distinct.length }
  let [least, most] = [first, first]
  // Not by Math.min, which takes no bigints.
  for (const one of numbers) {
    if (one < least) least = one
    if (one > most) most = one
  }
  return { distinct: distinct.length, least, most }
}

const isNumber = (value: unknown): value is number | bigint => typeof value === 'number' || typeof value === 'bigint'
