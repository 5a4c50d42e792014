import { COMMENT, OVERVIEW } from '../../constants/names.js'
import { InvalidValueError } from '../../errors.js'
import { decodeAttributes } from '../../h5/attributes.js'
import type { Group } from '../../h5/group.js'
import { ListedGroup } from '../../h5/listed-group.js'
import { isHiddenName } from '../../h5/pytables.js'
import { checkOptions } from '../../options.js'
import { loadAnnotations } from '../annotations.js'
import { isLeafMarked } from '../attributes.js'
import { refuseDamaged } from '../damage.js'
import { depthLimit, type LoadMode, loadMode, strongest } from '../modes.js'
import type { GroupView, LeafView, TrajectoryView } from '../nodes.js'
import { loadExplorations } from '../overview/explorations.js'
import { checkFormat, loadInfo } from '../overview/info.js'
import { countRuns, loadRuns } from '../overview/runs.js'
import type { Session } from '../session.js'
import { childFor } from './child.js'
import { loadBelow } from './group.js'
import { loadData, loadNodeAttributes } from './leaf.js'
import { PendingLinks } from './links.js'

export interface LoadTrajectoryOptions {
  /** Takes parameters only, for a trajectory that is in no file yet. */
  readonly asNew?: boolean
  /** Of parameters and config. */
  readonly loadParameters?: LoadMode | number
  readonly loadDerivedParameters?: LoadMode | number
  readonly loadResults?: LoadMode | number
  /** Of what stands outside of the four branches. */
  readonly loadOtherData?: LoadMode | number
  /** Without it only the branches themselves. */
  readonly recursive?: boolean
  /** Counted from the root. */
  readonly maxDepth?: number
  /** Without it the number of runs only. */
  readonly withRunInformation?: boolean
  readonly withMetaData?: boolean
  /** Loads newer formats too. */
  readonly force?: boolean
}

const optionNames = [
  'asNew',
  'loadParameters',
  'loadDerivedParameters',
  'loadResults',
  'loadOtherData',
  'recursive',
  'maxDepth',
  'withRunInformation',
  'withMetaData',
  'force',
] as const

interface Request {
  readonly asNew: boolean
  readonly modes: Readonly<Record<string, LoadMode>>
  readonly other: LoadMode
}

/** Loads a trajectory: what it is, its runs and explorations, then its branches, each as much as its mode says. */
export async function loadTrajectory(
  session: Session,
  traj: TrajectoryView,
  options: LoadTrajectoryOptions = {},
): Promise<void> {
  checkOptions(options, optionNames, 'load(TRAJECTORY)')
  const request = requestOf(options)
  const maxDepth = depthLimit(options.maxDepth)
  using root = session.open('')
  using overview = session.open(OVERVIEW)
  checkFormat(overview, options.force ?? false)
  if (options.withMetaData ?? true) loadMetaData(root, overview, traj, request, options.withRunInformation ?? true)
  traj.stored = !request.asNew
  const links = new PendingLinks()
  await loadBranches(session, root, traj, request, { links, maxDepth, recursive: options.recursive ?? true })
  links.resolve(session, traj, strongest(Object.values(request.modes)) === 'overwrite')
}

function requestOf(options: LoadTrajectoryOptions): Request {
  const asNew = options.asNew ?? false
  const rest = asNew ? 'nothing' : 'skeleton'
  const parameters = loadMode(options.loadParameters ?? 'data', 'loadParameters')
  const derived = loadMode(options.loadDerivedParameters ?? rest, 'loadDerivedParameters')
  const results = loadMode(options.loadResults ?? rest, 'loadResults')
  const other = loadMode(options.loadOtherData ?? rest, 'loadOtherData')
  if (asNew && (parameters !== 'data' || [derived, results, other].some((mode) => mode !== 'nothing'))) {
    throw new InvalidValueError(
      "Loading as new takes parameters with 'data' and 'nothing' of derived parameters, results and other data",
    )
  }
  const config = asNew ? 'nothing' : parameters
  return { asNew, modes: { config, parameters, derived_parameters: derived, results }, other }
}

function loadMetaData(root: Group, overview: Group, traj: TrajectoryView, request: Request, withRuns: boolean): void {
  const info = loadInfo(overview)
  const attributes = root.attributes.exact()
  const whole = attributes.get(COMMENT)
  const comment = typeof whole === 'string' && whole !== '' ? whole : info.comment
  if (request.asNew) {
    if (traj.comment === '') traj.comment = comment
  } else {
    traj.loadIdentity({ ...info, comment })
  }
  const replace = strongest([...Object.values(request.modes), request.other]) === 'overwrite'
  loadAnnotations(attributes, traj, replace)
  const stored = countRuns(overview)
  if (withRuns && stored !== null && !request.asNew) traj.runs.load(loadRuns(overview), stored)
  else traj.runs.reset(stored ?? info.length)
  traj.loadExplorations(loadExplorations(overview) ?? [])
}

interface Reach {
  readonly links: PendingLinks
  readonly maxDepth: number
  readonly recursive: boolean
}

async function loadBranches(
  session: Session,
  root: Group,
  traj: TrajectoryView,
  request: Request,
  { links, maxDepth, recursive }: Reach,
): Promise<void> {
  if (maxDepth < 1) return
  for (const child of root.list({ attributes: true })) {
    const mode = request.modes[child.name] ?? request.other
    if (child.name === OVERVIEW || isHiddenName(child.name) || mode === 'nothing') continue
    refuseDamaged(child, root.path)
    if (child.kind === 'softlink') links.add(traj, child.name, child.target ?? '')
    if (child.kind !== 'group') continue
    const attributes = decodeAttributes(child.attributes ?? [])
    const isLeaf = isLeafMarked(attributes)
    const node = childFor(traj, child.name, attributes, isLeaf)
    loadNodeAttributes(session, node, attributes, mode)
    node.stored = true
    using group = root.get(child.name) as Group
    if (isLeaf && mode !== 'skeleton') await loadData(session, ListedGroup.of(group), node as LeafView, mode)
    if (!isLeaf && recursive)
      await loadBelow({ session, mode, links }, ListedGroup.of(group), node as GroupView, maxDepth - 1)
  }
}
