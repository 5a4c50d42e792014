import { type File, Table } from '../h5/index.js'
import type { Trajectory } from '../index.js'
import { chooseTrajectory, trajectoryNames } from '../service/trajectories.js'
import { loadAnyTrajectory } from './any-trajectory.js'
import { type Call, type OptionSpec, operand, textOption } from './command.js'

/** The option by which commands choose a trajectory. */
export const trajectoryOption = {
  trajectory: { type: 'string', short: 't', describe: 'the trajectory, by default the newest' },
} as const satisfies Record<string, OptionSpec>

export { trajectoryNames }

/** The trajectory's name that a call means; `DataNotInStorageError` when there is none. */
export const chosenTrajectory = (call: Call, file: File): string =>
  chooseTrajectory(file, textOption(call, 'trajectory'), undefined)

/** Names and runs, parameters with their values; results stay in the file. */
export async function openTrajectory(call: Call, filename = operand(call)): Promise<Trajectory> {
  return loadAnyTrajectory(filename, textOption(call, 'trajectory'))
}

/** The runs of a trajectory, by its table of runs; 0 when it has none. */
export function runCount(file: File, trajectory: string): number {
  const path = `/${trajectory}/overview/runs`
  if (!file.has(path)) return 0
  using table = file.get(path)
  return table instanceof Table ? table.nrows : 0
}
