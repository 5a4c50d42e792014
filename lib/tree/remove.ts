import { InvalidTypeError, InvalidValueError } from '../errors.js'
import type { GroupNode } from './group-node.js'
import { quoted, type TreeNode } from './node.js'

export interface RemoveOptions {
  /** Needed for a group that has children. */
  readonly recursive?: boolean
  /** Only nodes for which it holds go; one for which it fails keeps all below it. */
  readonly predicate?: (node: TreeNode) => boolean
}

/** Takes a child out of memory. Throws `InvalidValueError` for an unknown child, `InvalidTypeError` for a full group. */
export function removeChild(group: GroupNode, name: string, options: RemoveOptions = {}): void {
  const node = group.child(name)
  if (node === undefined) {
    const hint = group.link(name) === undefined ? '' : `: '${name}' is a link, which removeLink() removes`
    throw new InvalidValueError(`There is no child '${name}' to remove from ${quoted(group)}${hint}.`)
  }
  if (!node.isLeaf && !options.recursive && (node as GroupNode).hasChildren()) {
    throw new InvalidTypeError(`'${node.fullName}' has children: remove it with { recursive: true }.`)
  }
  removeBelow(group, node, options.predicate ?? (() => true))
}

/** Whether the node went. */
function removeBelow(group: GroupNode, node: TreeNode, goes: (node: TreeNode) => boolean): boolean {
  if (!goes(node)) return false
  if (!node.isLeaf) {
    const inner = node as GroupNode
    const left = [...inner.children()].filter((child) => !removeBelow(inner, child, goes))
    if (left.length > 0) return false
    for (const [name] of [...inner.links()]) inner.dropLink(name)
  }
  group.release(node)
  return true
}
