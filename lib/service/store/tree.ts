import { InvalidValueError } from '../../errors.js'
import { checkOptions, describe } from '../../options.js'
import { depthLimit, storeMode } from '../modes.js'
import type { GroupView, LeafView, NodeView } from '../nodes.js'
import type { Session } from '../session.js'
import { groupOptions, type StoreGroupOptions, storeBelow, storeGroupNode } from './group.js'
import { storeLeaf } from './leaf.js'

export interface StoreTreeOptions extends StoreGroupOptions {
  /** Path from the subject to the node, without shortcuts. */
  readonly child: string
}

/** Stores every node on the way from a parent to a node below it, and with `recursive` all below that. */
export async function storeTree(session: Session, parent: GroupView, options: StoreTreeOptions): Promise<void> {
  checkOptions(options, [...groupOptions, 'child'], 'store(TREE)')
  const mode = storeMode(options.storeData)
  const maxDepth = depthLimit(options.maxDepth)
  const path = nodesAlong(parent, options.child)
  if (mode === 'nothing' || maxDepth < 1) return
  for (const node of path.slice(0, maxDepth)) {
    if (node.isLeaf) await storeLeaf(session, node as LeafView, { storeData: mode })
    else await storeGroupNode(session, node as GroupView, mode)
  }
  const last = path.at(-1)
  if (!options.recursive || last === undefined || last.isLeaf) return
  await storeBelow(session, last as GroupView, mode, maxDepth - path.length, options.withLinks ?? true)
}

function nodesAlong(parent: GroupView, child: unknown): NodeView[] {
  if (typeof child !== 'string' || child === '') {
    throw new InvalidValueError(`child must be the dotted path of a node below the subject; got ${describe(child)}`)
  }
  const nodes: NodeView[] = []
  let at: NodeView = parent
  for (const name of child.split('.')) {
    const next: NodeView | undefined = at.isLeaf ? undefined : (at as GroupView).child(name)
    if (next === undefined) throw new InvalidValueError(`'${at.fullName}' has no child '${name}' in memory`)
    nodes.push(next)
    at = next
  }
  return nodes
}
