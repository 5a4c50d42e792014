import { ExistsError } from '../errors.js'
import { Parameter } from '../leaf/index.js'
import { GroupNode, type LeafNode, type TreeNode } from '../tree/index.js'
import type { TrajectoryRuns } from './trajectory-runs.js'

/** Where the nodes of another trajectory will stand in this one. */
export interface NamePlan {
  /** Full names there to full names here. */
  readonly renames: ReadonlyMap<string, string>
  /** Links to be made here: full name and the full name of the target. */
  readonly links: readonly (readonly [name: string, target: string])[]
  /** Full names that were left out because the name is taken here, or cannot be told. */
  readonly skipped: readonly string[]
}

/** Translates a full name of the other; null for what belongs to a run that does not join or to none in particular. */
export type Renamer = (fullName: string) => string | null

const DUMMY = -1

/** `newIndices` says which run here each run there becomes. */
export function renamerFor(
  own: TrajectoryRuns,
  other: TrajectoryRuns,
  newIndices: ReadonlyMap<number, number>,
): Renamer {
  const translated = (parts: readonly string[], from: number, to: number) =>
    parts.map((part) => {
      const wildcard = other.wildcards.all.find(({ names }) => other.wildcards.translate(names[0]!, from) === part)
      return wildcard === undefined ? part : own.wildcards.translate(wildcard.names[0]!, to)
    })
  return (fullName) => {
    const parts = fullName.split('.')
    const run = parts.map((part) => other.runIndexOf(part)).find((index) => index !== null)
    if (run === undefined || run === null) return fullName
    if (run === DUMMY) return null
    const index = newIndices.get(run)
    return index === undefined ? null : translated(parts, run, index).join('.')
  }
}

/** Plans results and derived parameters, and all links, of the other. */
export function planNames(
  own: TrajectoryRuns,
  other: TrajectoryRuns,
  newIndices: ReadonlyMap<number, number>,
  ignoreData: readonly string[],
): NamePlan {
  const rename = renamerFor(own, other, newIndices)
  const ignored = new Set(ignoreData)
  const renames = new Map<string, string>()
  const links: (readonly [string, string])[] = []
  const skipped: string[] = []
  for (const leaf of leavesToMerge(other)) {
    const { fullName } = leaf
    if (ignored.has(fullName)) continue
    if (belongsToDummy(other, fullName)) {
      planShared(own, other, leaf, [...newIndices.values()], { renames, links, skipped })
      continue
    }
    const target = rename(fullName)
    if (target === null) continue
    if (own.node(target) === undefined) renames.set(fullName, target)
    else if (target !== fullName) throw new ExistsError(takenName(own, other, fullName, target), { path: target })
    else if (leaf.branch !== 'derived_parameters') skipped.push(fullName)
  }
  for (const [name, target] of linksOf(other)) {
    if (ignored.has(name) || ignored.has(target)) continue
    const [from, to] = [rename(name), rename(target)]
    // What is there stays, wherever it leads.
    if (from !== null && to !== null && !isTaken(own, from)) links.push([from, to])
    else if (from !== null && to !== null) skipped.push(name)
    else if (belongsToDummy(other, name) || belongsToDummy(other, target)) skipped.push(name)
  }
  return { renames, links, skipped }
}

/** Whether there is a node or a link of that name, or one of them stands where a group would have to be made. */
function isTaken(own: GroupNode, fullName: string): boolean {
  let group = own
  for (const part of fullName.split('.')) {
    if (group.link(part) !== undefined) return true
    const child = group.child(part)
    if (child === undefined) return false
    if (!(child instanceof GroupNode)) return true
    group = child
  }
  return true
}

const takenName = (own: TreeNode, other: TreeNode, fullName: string, target: string): string =>
  `'${fullName}' of '${other.name}' would become '${target}', but '${own.name}' holds data of that name; ` +
  'delete it, or leave the data out with ignoreData'

function* leavesToMerge(other: TrajectoryRuns): Generator<LeafNode> {
  for (const leaf of other.leaves({ withLinks: false })) {
    if (leaf.branch === 'results' || leaf.branch === 'derived_parameters') yield leaf
  }
}

const belongsToDummy = (traj: TrajectoryRuns, fullName: string): boolean =>
  fullName.split('.').some((part) => traj.runIndexOf(part) === DUMMY)

/** What all runs of the other share: kept if the name is free; a derived parameter that differs goes to the new runs. */
function planShared(
  own: TrajectoryRuns,
  other: TrajectoryRuns,
  leaf: LeafNode,
  newRuns: readonly number[],
  plan: { renames: Map<string, string>; links: (readonly [string, string])[]; skipped: string[] },
): void {
  const { fullName } = leaf
  const known = own.node(fullName)
  if (known === undefined && leaf.branch === 'results') plan.renames.set(fullName, fullName)
  else if (known !== undefined && (leaf.branch === 'results' || sameContent(known, leaf))) plan.skipped.push(fullName)
  else {
    const [first, ...rest] = newRuns.map((run) => inRun(own, other, fullName, run))
    plan.renames.set(fullName, first!)
    for (const name of rest) plan.links.push([name, first!])
  }
}

const sameContent = (one: TreeNode, other: LeafNode): boolean =>
  one instanceof Parameter && other instanceof Parameter && !other.isExplored && one.equals(other)

const inRun = (own: TrajectoryRuns, other: TrajectoryRuns, fullName: string, run: number): string =>
  fullName
    .split('.')
    .map((part) => (other.runIndexOf(part) === DUMMY ? own.wildcards.runName(run) : part))
    .join('.')

function* linksOf(traj: TrajectoryRuns): Generator<[name: string, target: string]> {
  for (const group of [traj as GroupNode, ...groupsBelow(traj)]) {
    const prefix = group.isRoot ? '' : `${group.fullName}.`
    for (const [name, target] of group.links()) yield [`${prefix}${name}`, target.fullName]
  }
}

const groupsBelow = (traj: TrajectoryRuns): GroupNode[] =>
  [...traj.nodes({ withLinks: false })].filter((node): node is GroupNode => !node.isLeaf)
