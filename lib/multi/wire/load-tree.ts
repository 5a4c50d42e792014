import type { GroupView, LeafView, NodeView, TrajectoryView } from '../../service/nodes.js'
import { type Packable, pack, unpack } from './pack.js'
import { packTree, Selection } from './pack-tree.js'
import type { PackedNode, PackedTree } from './packed-tree.js'
import { unpackValue } from './values.js'
import { RunsInMessage } from './views.js'

/** A whole trajectory as bytes: all its nodes in memory with their data, links, runs and explorations. */
export function packTrajectory(traj: TrajectoryView): Uint8Array<ArrayBuffer> {
  const selection = new Selection()
  selection.allRuns = true
  selection.addAll(traj)
  return pack(packTree(selection) as unknown as Packable)
}

/** Makes an empty trajectory equal to the one that was packed, with marks of what is stored. */
export function loadPacked(traj: TrajectoryView, bytes: Uint8Array): void {
  const { root, nodes, links } = unpack(bytes) as unknown as PackedTree
  traj.loadIdentity({ ...root, python: '' })
  for (const [name, value] of root.annotations) traj.annotations.load(name, unpackValue(value))
  const runs = new RunsInMessage(root.runs)
  traj.runs.load(
    Array.from({ length: runs.length }, (_, index) => runs.get(index)),
    runs.length,
  )
  traj.loadExplorations(root.explorations)
  for (const node of nodes) loadNode(traj, node)
  for (const [parent, name, target] of links) {
    ;(traj.node(parent) as GroupView).loadLink(name, traj.node(target) as NodeView)
  }
  traj.stored = root.stored
}

function loadNode(traj: TrajectoryView, packed: PackedNode): void {
  const { fullName, className, comment, stored, leaf, annotations } = packed
  const dot = fullName.lastIndexOf('.')
  const parent = traj.node(fullName.slice(0, Math.max(0, dot))) as GroupView
  const name = fullName.slice(dot + 1)
  const node = leaf === null ? parent.loadGroup(name, className) : parent.loadLeaf(name, className ?? '')
  node.comment = comment
  for (const [note, value] of annotations) node.annotations.load(note, unpackValue(value))
  if (leaf !== null && !leaf.isEmpty) {
    ;(node as LeafView).fromStorage(new Map(leaf.items.map(([item, value]) => [item, unpackValue(value)])))
  }
  node.stored = stored
}
