import { OVERVIEW } from '../../constants/names.js'
import { checkOptions } from '../../options.js'
import { nameList } from '../modes.js'
import type { TrajectoryView } from '../nodes.js'
import { storeExplorations } from '../overview/explorations.js'
import { storeInfo } from '../overview/info.js'
import type { Session } from '../session.js'

export interface PrepareMergeOptions {
  /** Full names of parameters that get longer ranges; they are written anew by messages that follow. */
  readonly changedParameters: readonly string[]
  /** Number of runs before. */
  readonly oldLength: number
}

/** Makes room for the runs of another trajectory: meta data and rows of the run table. */
export function prepareMerge(session: Session, traj: TrajectoryView, options: PrepareMergeOptions): void {
  checkOptions(options, ['changedParameters', 'oldLength'], 'store(PREPARE_MERGE)')
  nameList(options.changedParameters, 'changedParameters')
  using overview = session.open(OVERVIEW)
  storeInfo(overview, traj)
  storeExplorations(overview, [...traj.exploredParameters().keys()])
  session.storeRuns(traj.runs)
}
