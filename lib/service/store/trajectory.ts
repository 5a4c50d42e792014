import { COMMENT } from '../../constants/names.js'
import { ServiceStateError } from '../../errors.js'
import { checkOptions } from '../../options.js'
import { storeAnnotations } from '../annotations.js'
import { configuredSettings } from '../config-leaves.js'
import { depthLimit, type StoreMode, storeMode } from '../modes.js'
import type { GroupView, LeafView, NodeView, TrajectoryView } from '../nodes.js'
import { storeExplorations } from '../overview/explorations.js'
import { storeInfo } from '../overview/info.js'
import { Overview } from '../overview/overview.js'
import { storeSettings } from '../overview/settings-table.js'
import type { Session } from '../session.js'
import { storeBelow } from './group.js'

export interface StoreTrajectoryOptions {
  /** Meta data only: no nodes. */
  readonly onlyInit?: boolean
  readonly storeData?: StoreMode | number
  /** Counted from the root: 1 are the branches. */
  readonly maxDepth?: number
}

/** Stores the trajectory: what it is, its runs and settings, then the tree. */
export async function storeTrajectory(
  session: Session,
  traj: TrajectoryView,
  options: StoreTrajectoryOptions = {},
): Promise<void> {
  checkOptions(options, ['onlyInit', 'storeData', 'maxDepth'], 'store(TRAJECTORY)')
  const mode = options.onlyInit ? 'nothing' : storeMode(options.storeData)
  const maxDepth = depthLimit(options.maxDepth)
  if (!traj.stored && !session.isNew) {
    throw new ServiceStateError(
      `'${session.file.filename}' has a trajectory '${traj.name}' already, and this one was never stored; ` +
        'load that one, give this one another name or file, or pass overwriteFile to begin a new file',
      { filename: session.file.filename },
    )
  }
  if (session.isNew) session.begin(configuredSettings(traj))
  storeMetaData(session, traj, mode)
  if (mode !== 'nothing') await storeBelow(session, traj, mode, maxDepth, true)
  traj.stored = true
}

/** Identity, runs, settings, comment and annotations of the root, explorations, and the tables that are to be there. */
function storeMetaData(session: Session, traj: TrajectoryView, mode: StoreMode): void {
  session.ensure('')
  using group = session.open('')
  const overview = Overview.create(group, session.settings, (branch) => expectedRows(session, traj, branch))
  storeInfo(overview, traj)
  session.storeRuns(traj.runs)
  storeSettings(overview, session.settings)
  storeExplorations(overview, [...traj.exploredParameters().keys()])
  overview.close()
  if (traj.comment !== '') group.attributes.set(COMMENT, traj.comment)
  else if (group.attributes.has(COMMENT)) group.attributes.delete(COMMENT)
  storeAnnotations(group, traj, mode === 'overwrite')
}

/** pypet's hint for the size of chunks: what is there and what the runs are to bring. */
function expectedRows(session: Session, traj: TrajectoryView, branch: string): number {
  const perRun: Record<string, number> = {
    results: session.settings.resultsPerRun,
    derived_parameters: session.settings.derivedParametersPerRun,
  }
  const inMemory = traj.child(branch)
  return (perRun[branch] ?? 0) * traj.runs.length + (inMemory ? countLeaves(inMemory, 10000) : 0)
}

function countLeaves(node: NodeView, limit: number): number {
  if (node.isLeaf) return (node as LeafView).isEmpty() ? 0 : 1
  let count = 0
  for (const child of (node as GroupView).children()) {
    count += countLeaves(child, limit - count)
    if (count >= limit) break
  }
  return count
}
