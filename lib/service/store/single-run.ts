import { checkOptions } from '../../options.js'
import { depthLimit, type StoreMode, storeMode } from '../modes.js'
import type { TrajectoryView } from '../nodes.js'
import type { Session } from '../session.js'
import { storeLink, storeNode } from './group.js'

export interface StoreSingleRunOptions {
  readonly recursive?: boolean
  readonly storeData?: StoreMode | number
  /** Counted from the root. */
  readonly maxDepth?: number
}

/** Stores what the current run has added, in order, and then its row in the run table: data first, so that a row that says completed is true. */
export async function storeSingleRun(
  session: Session,
  traj: TrajectoryView,
  options: StoreSingleRunOptions = {},
): Promise<void> {
  checkOptions(options, ['recursive', 'storeData', 'maxDepth'], 'store(SINGLE_RUN)')
  const mode = storeMode(options.storeData)
  const maxDepth = depthLimit(options.maxDepth)
  if (mode === 'nothing') return
  void session.root
  for (const node of traj.newNodes()) {
    const depth = node.fullName.split('.').length
    if (node.stored || depth > maxDepth) continue
    await storeNode(session, node, mode, options.recursive === false ? 0 : maxDepth - depth, true)
  }
  for (const { parent, name, target } of traj.newLinks()) storeLink(session, parent, name, target, mode)
  session.writePlanned()
  session.storeRuns(traj.runs)
}
