import { DataNotInStorageError } from '../../lib/errors.js'
import type { GroupView, LeafView, NodeView, TrajectoryView } from '../../lib/service/nodes.js'
import type { MessageOptions } from '../../lib/service/storage-service.js'
import type { Value } from '../../lib/values/index.js'
import type { StoredTrajectory } from './memory-file.js'

export type LoadMode = 'nothing' | 'skeleton' | 'data' | 'overwrite'

const modeOfBranch: Readonly<Record<string, string>> = {
  config: 'loadParameters',
  parameters: 'loadParameters',
  derived_parameters: 'loadDerivedParameters',
  results: 'loadResults',
}

export function loadRoot(stored: StoredTrajectory, traj: TrajectoryView, options: MessageOptions): void {
  traj.stored = !options.asNew
  if (options.withMetaData) {
    if (!options.asNew) traj.loadIdentity(stored.identity)
    for (const [name, value] of stored.annotations) traj.annotations.load(name, value)
    if (options.asNew || !options.withRunInformation) traj.runs.reset(stored.runs.length)
    else traj.runs.load(stored.runs, stored.runs.length)
    traj.loadExplorations(stored.explorations)
  }
  for (const name of topNames(stored)) {
    if (options.asNew && name === 'config') continue
    const mode = options[modeOfBranch[name] ?? 'loadOtherData'] as LoadMode
    if (mode === 'nothing') continue
    const node = childFor(stored, traj, name)
    loadNode(stored, node, mode)
    if (options.recursive && !node.isLeaf) loadBelow(stored, node as GroupView, mode, Number.POSITIVE_INFINITY)
  }
  for (const [path, target] of stored.links) linkIfLoaded(traj, path, target)
}

const topNames = (stored: StoredTrajectory) => [...stored.nodes.keys()].filter((name) => !name.includes('.'))

function linkIfLoaded(traj: TrajectoryView, path: string, target: string): void {
  const dot = path.lastIndexOf('.')
  const parent = dot < 0 ? traj : traj.node(path.slice(0, dot))
  const node = traj.node(target)
  if (parent !== undefined && node !== undefined) (parent as GroupView).loadLink(path.slice(dot + 1), node)
}

function childFor(stored: StoredTrajectory, group: GroupView, name: string): NodeView {
  const entry = stored.nodes.get(group.fullName === '' ? name : `${group.fullName}.${name}`)!
  return (
    group.child(name) ??
    (entry.isLeaf ? group.loadLeaf(name, entry.className!) : group.loadGroup(name, entry.className))
  )
}

export function loadBelow(stored: StoredTrajectory, group: GroupView, mode: LoadMode, maxDepth: number): void {
  if (maxDepth < 1) return
  const prefix = `${group.fullName}.`
  for (const name of stored.nodes.keys()) {
    const rest = name.startsWith(prefix) ? name.slice(prefix.length) : ''
    if (rest === '' || rest.includes('.')) continue
    const node = childFor(stored, group, rest)
    loadNode(stored, node, mode)
    if (!node.isLeaf) loadBelow(stored, node as GroupView, mode, maxDepth - 1)
  }
}

export function loadNode(stored: StoredTrajectory, node: NodeView, mode: LoadMode, only?: string[]): void {
  const entry = stored.nodes.get(node.fullName)
  if (entry === undefined) throw new DataNotInStorageError(`'${node.fullName}' is not stored.`)
  if (node.comment === '' || mode === 'overwrite') node.comment = entry.comment
  if (node.annotations.size === 0) for (const [name, value] of entry.annotations) node.annotations.load(name, value)
  if (node.isLeaf && mode !== 'skeleton') loadItems(entry.items, node as LeafView, mode, only)
  node.stored = true
}

function loadItems(items: ReadonlyMap<string, Value>, leaf: LeafView, mode: LoadMode, only?: string[]): void {
  const chosen = new Map([...items].filter(([name]) => only?.includes(name) ?? true))
  if (only !== undefined) leaf.fromStorage(chosen, { merge: true })
  else if (mode === 'overwrite' && !leaf.isLocked) leaf.fromStorage(chosen)
  else if (leaf.isEmpty() && items.size > 0) leaf.fromStorage(chosen)
}
