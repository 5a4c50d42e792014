import { InvalidTypeError, InvalidValueError } from '../errors.js'
import type { Parameter } from '../leaf/index.js'
import { type Range, rangeOf } from '../leaf/range.js'
import { checkOptions } from '../options.js'
import type { StorageService } from '../service/storage-service.js'
import { GroupNode, type LeafNode } from '../tree/index.js'
import { type NamePlan, planNames } from './merge-names.js'
import { type ParameterMerge, type ParameterMergeOptions, planParameters } from './merge-parameters.js'
import { recordMerge } from './merge-record.js'
import { loadItems } from './storing.js'
import { parameterSummary } from './summary.js'
import type { Trajectory } from './trajectory.js'

export interface MergeOptions extends ParameterMergeOptions {
  /** Copies both trajectories to backup files first; the default when both are in files. */
  readonly backup?: boolean
  /** Moves data instead of copying it. */
  readonly moveData?: boolean
  readonly deleteOtherTrajectory?: boolean
  /** Records the merge in the config. */
  readonly keepInfo?: boolean
  readonly keepOtherTrajectoryInfo?: boolean
  /** Takes over the other's records of environments and merges. */
  readonly mergeConfig?: boolean
  /** More merges follow: leaves the last, full store to the caller. */
  readonly consecutiveMerge?: boolean
}

/** What a merge did. */
export interface MergeReport {
  /** Indices of the runs that joined. */
  readonly runs: readonly number[]
  /** Full names in the other that were left out because the name was taken, or links to what all runs share. */
  readonly skipped: readonly string[]
}

const OPTIONS = [
  'trialParameter',
  'removeDuplicates',
  'ignoreData',
  'backup',
  'moveData',
  'deleteOtherTrajectory',
  'keepInfo',
  'keepOtherTrajectoryInfo',
  'mergeConfig',
  'consecutiveMerge',
] as const satisfies readonly (keyof MergeOptions)[]

const RECORDS = ['git', 'environment', 'merge'] as const

/**
 * Joins the runs, results and derived parameters of `other` to `own`. Everything is planned before anything is changed;
 * when storing fails, `own` is in memory as it was.
 */
export async function merge(own: Trajectory, other: Trajectory, options: MergeOptions): Promise<MergeReport> {
  checkOptions(options, OPTIONS, 'merge')
  other.forbidInRun('merge')
  checkWildcards(own, other)
  if (own.stored !== other.stored) {
    throw new InvalidTypeError(`'${own.name}' and '${other.name}' are merged when both are stored, or neither is.`)
  }
  await loadWhatCounts(own, other, options)
  own.restoreDefault()
  other.restoreDefault()
  const parameters = planParameters(own, other, options)
  const lengthBefore = own.length
  const newIndices = new Map(parameters.usedRuns.map((run, i) => [run, lengthBefore + i]))
  const names = planNames(own, other, newIndices, options.ignoreData ?? [])
  if (own.stored && (options.backup ?? true)) {
    await other.backup()
    if (own !== other) await own.backup()
  }
  const undo = extendRuns(own, other, parameters)
  try {
    await transfer(own, other, { parameters, names, lengthBefore }, options)
  } catch (error) {
    undo()
    throw error
  }
  addLinks(own, names)
  if (options.mergeConfig ?? true) mergeRecords(own, other)
  const numbers = { mergedRuns: parameters.usedRuns.length, lengthBefore }
  if (options.keepInfo ?? true) recordMerge(own, other, numbers, options)
  if (own.stored && !options.consecutiveMerge) await own.store()
  return { runs: [...newIndices.values()], skipped: names.skipped }
}

function checkWildcards(own: Trajectory, other: Trajectory): void {
  const namesOf = (traj: Trajectory) => traj.wildcards.all.map(({ names }) => [...names].sort().join(' ')).sort()
  if (namesOf(own).join() === namesOf(other).join()) return
  throw new InvalidTypeError(`'${own.name}' and '${other.name}' have different wildcards and cannot be merged.`)
}

async function loadWhatCounts(own: Trajectory, other: Trajectory, options: MergeOptions): Promise<void> {
  const trajectories = own === other || options.consecutiveMerge ? [other] : [own, other]
  for (const traj of trajectories) {
    if (traj.stored) await traj.loadSkeleton()
  }
  for (const traj of new Set([own, other])) {
    const shared = traj.allParameters().filter(({ run, stored }) => stored && (run === '' || run === traj.runName(-1)))
    if (shared.length > 0) await loadItems(traj, shared, { onlyEmpties: true })
  }
}

/** Gives the merged parameters their longer ranges and the runs their rows; what is given back undoes it. */
function extendRuns(own: Trajectory, other: Trajectory, { merged, usedRuns }: ParameterMerge): () => void {
  const length = own.length
  const explorations = [...own.exploredParameters().keys()]
  const before = merged.map(({ own: parameter }) => [parameter, parameter.saveRange(), parameter.isLocked] as const)
  const ranges = merged.map(({ own: parameter, otherAt }): readonly [Parameter, Range] => {
    const mine = Array.from({ length }, (_, run) => parameter.typedAt(run))
    return [parameter, rangeOf([...mine, ...usedRuns.map(otherAt)])]
  })
  const rows = usedRuns.map((run) => other.runs.get(run))
  for (const [parameter, range] of ranges) {
    parameter.restoreRange(range)
    parameter.lock()
  }
  const names = ranges.map(([parameter]) => parameter.fullName)
  own.loadExplorations([...new Set([...explorations, ...names])])
  own.runs.resize(length + usedRuns.length)
  const explored = [...own.exploredParameters().values()].filter((parameter) => parameter?.isExplored) as Parameter[]
  explored.sort((a, b) => (a.name + a.location < b.name + b.location ? -1 : 1))
  for (const [i, { idx: _idx, name: _name, ...row }] of rows.entries()) {
    own.runs.set(length + i, { ...row, parameterSummary: parameterSummary(explored, length + i) })
  }
  return () => {
    for (const [parameter, range, locked] of before) {
      parameter.restoreRange(range)
      if (!locked) parameter.unlock()
    }
    own.loadExplorations(explorations)
    own.runs.resize(length)
  }
}

interface Transfer {
  readonly parameters: ParameterMerge
  readonly names: NamePlan
  readonly lengthBefore: number
}

/** Brings the leaves over: in the file without loading them, else in memory. */
async function transfer(own: Trajectory, other: Trajectory, plan: Transfer, options: MergeOptions): Promise<void> {
  const leaves = [...plan.names.renames].map(([from, to]) => [other.node(from) as LeafNode, to] as const)
  if (own.stored) await transferInFile(own, other, plan, options)
  for (const [leaf, name] of leaves) plant(own, leaf, name)
  if (!own.stored && options.moveData) for (const [leaf] of leaves) leaf.parent?.removeChild(leaf.name)
}

async function transferInFile(
  own: Trajectory,
  other: Trajectory,
  plan: Transfer,
  options: MergeOptions,
): Promise<void> {
  const { merged } = plan.parameters
  const otherFilename = filenameOf(other.service)
  const sameFile = other.service === own.service || otherFilename === filenameOf(own.service)
  const changed = merged.map(({ own: parameter }) => parameter)
  const prepare = { changedParameters: changed.map(({ fullName }) => fullName), oldLength: plan.lengthBefore }
  const place = {
    otherTrajectoryName: other.name,
    ...(sameFile || otherFilename === null ? {} : { otherFilename }),
  }
  const merge = { ...place, renames: Object.fromEntries(plan.names.renames), moveNodes: options.moveData ?? false }
  // What is most likely to fail comes first, for it undoes itself; what cannot be undone comes last. In between the
  // changed parameters go back to the file at once: a crash before the last store must not lose them.
  const messages = [
    ['MERGE', null, merge],
    ['PREPARE_MERGE', own, prepare],
    ...changed.map((parameter) => ['LEAF', parameter, { storeData: 'overwrite' }]),
    ...(options.deleteOtherTrajectory ? [['MERGE', null, { ...place, renames: {}, deleteTrajectory: true }]] : []),
  ]
  await own.service.store('LIST', messages, { trajectoryName: own.name })
  if (options.deleteOtherTrajectory) other.stored = false
}

const filenameOf = (service: StorageService): string | null => {
  const { filename } = service as { filename?: unknown }
  return typeof filename === 'string' ? filename : null
}

/** Puts a leaf like the other's into the tree: with its data in memory, or as a skeleton of what the file has now. */
function plant(own: Trajectory, leaf: LeafNode, name: string): void {
  const parts = name.split('.')
  let group: GroupNode = own
  for (const part of parts.slice(0, -1)) {
    const child = group.child(part)
    const next = child ?? group.loadGroup(part, null)
    if (!(next instanceof GroupNode))
      throw new InvalidValueError(`'${next.fullName}' is a leaf where a group is needed.`)
    if (child === undefined) next.stored = own.stored
    group = next
  }
  const twin = leaf.clone()
  if (leaf.hasAnnotations) for (const [key, value] of leaf.annotations.entries()) twin.annotations.load(key, value)
  group.insert(twin, parts.at(-1)!)
  twin.stored = own.stored
}

function addLinks(own: Trajectory, { links }: NamePlan): void {
  for (const [name, target] of links) {
    const node = own.node(target)
    if (node !== undefined && own.node(name) === undefined) own.addLink(name, node)
  }
}

/** Records of the other's environments and merges join ours. */
function mergeRecords(own: Trajectory, other: Trajectory): void {
  for (const leaf of other.leaves({ withLinks: false })) {
    const [branch, kind] = leaf.fullName.split('.')
    const isRecord = branch === 'config' && (RECORDS as readonly string[]).includes(kind ?? '')
    if (!isRecord || leaf.isEmpty() || own.node(leaf.fullName) !== undefined) continue
    own.addNode(leaf.clone())
  }
}
