import type { GroupView, LeafView, NodeView, TrajectoryView } from '../../lib/service/nodes.js'
import type { MemoryFile, StoredNode, StoredTrajectory } from './memory-file.js'

export type StoreMode = 'nothing' | 'skip' | 'data' | 'overwrite'

/** Identity, runs and explorations. */
export function storeMeta(file: MemoryFile, traj: TrajectoryView): StoredTrajectory {
  const known = file.trajectories.get(traj.name)
  const { name, timestamp, time, comment } = traj
  const stored: StoredTrajectory = {
    identity: { name, timestamp, time, comment, version: '0.7.0', python: '3.11.2' },
    runs: known?.runs.slice(0, traj.runs.length) ?? [],
    explorations: [...traj.exploredParameters().keys()],
    nodes: known?.nodes ?? new Map(),
    links: known?.links ?? new Map(),
  }
  for (let index = stored.runs.length; index < traj.runs.length; index++) stored.runs.push(traj.runs.get(index))
  const updated = traj.runs.updated()
  for (const index of updated) stored.runs[index] = traj.runs.get(index)
  traj.runs.markStored(updated)
  file.trajectories.set(name, stored)
  return stored
}

export function storeNode(stored: StoredTrajectory, node: NodeView, mode: StoreMode, overwrite?: string[]): void {
  if (mode === 'nothing' || (mode === 'skip' && node.stored)) return
  for (const parent of parentsOf(node.fullName)) {
    if (!stored.nodes.has(parent)) stored.nodes.set(parent, bare(false, null))
  }
  const known = stored.nodes.get(node.fullName)
  const entry = known ?? bare(node.isLeaf, node.storedClassName)
  if (known === undefined || mode === 'overwrite') {
    entry.className = node.storedClassName
    entry.comment = node.comment || entry.comment
  }
  entry.comment ||= node.isLeaf ? '' : node.comment
  for (const [name, value] of node.annotations.entries()) entry.annotations.set(name, value)
  if (node.isLeaf) storeItems(entry, node as LeafView, mode, overwrite)
  stored.nodes.set(node.fullName, entry)
  node.stored = true
}

function storeItems(entry: StoredNode, leaf: LeafView, mode: StoreMode, overwrite: string[] = []): void {
  for (const [name, value] of leaf.toStorage()) {
    const replaces = mode === 'overwrite' || overwrite.includes(name)
    if (replaces || !entry.items.has(name)) entry.items.set(name, value)
  }
}

const bare = (isLeaf: boolean, className: string | null): StoredNode => ({
  isLeaf,
  className,
  comment: '',
  annotations: new Map(),
  items: new Map(),
})

const parentsOf = (fullName: string): string[] => {
  const parts = fullName.split('.')
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('.'))
}

export function storeBelow(stored: StoredTrajectory, group: GroupView, mode: StoreMode, maxDepth: number): void {
  if (mode === 'nothing' || maxDepth < 1) return
  for (const child of group.children()) {
    storeNode(stored, child, mode)
    if (!child.isLeaf) storeBelow(stored, child as GroupView, mode, maxDepth - 1)
  }
  for (const [name, target] of group.links()) {
    stored.links.set(group.fullName === '' ? name : `${group.fullName}.${name}`, target.fullName)
  }
}
