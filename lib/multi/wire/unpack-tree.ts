import type { PackedTree } from './packed-tree.js'
import { GroupInMessage, LeafInMessage, RootInMessage } from './views.js'

/** The nodes of a message, in a tree of their own. */
export function unpackTree(packed: PackedTree): RootInMessage {
  const root = new RootInMessage(packed.root)
  for (const node of packed.nodes) {
    place(root, node.leaf === null ? new GroupInMessage(node.fullName, node) : new LeafInMessage(node, node.leaf))
  }
  for (const [parent, name, target] of packed.links) groupAt(root, parent).putLink(name, nodeAt(root, target))
  for (const name of packed.newNodes) {
    const node = root.byName.get(name)
    if (node !== undefined) root.noteNew(node)
  }
  for (const [parent, name, target] of packed.newLinks) {
    root.noteNewLink({ parent: groupAt(root, parent), name, target: nodeAt(root, target) })
  }
  return root
}

function place(root: RootInMessage, node: LeafInMessage | GroupInMessage): void {
  const above = groupAt(root, node.fullName.slice(0, Math.max(0, node.fullName.lastIndexOf('.'))))
  node.root = root
  above.put(node)
  root.byName.set(node.fullName, node)
}

/** The group of that name, bare when the message says nothing about it. */
function groupAt(root: RootInMessage, fullName: string): GroupInMessage {
  const known = root.byName.get(fullName)
  if (known instanceof GroupInMessage) return known
  const group = new GroupInMessage(fullName)
  place(root, group)
  return group
}

const nodeAt = (root: RootInMessage, fullName: string): LeafInMessage | GroupInMessage =>
  root.byName.get(fullName) ?? groupAt(root, fullName)
