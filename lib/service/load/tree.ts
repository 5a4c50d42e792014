import { InvalidValueError } from '../../errors.js'
import { ListedGroup } from '../../h5/listed-group.js'
import { checkOptions, describe } from '../../options.js'
import { isLeafMarked } from '../attributes.js'
import { joinName } from '../full-name.js'
import { depthLimit, loadMode } from '../modes.js'
import type { GroupView, LeafView } from '../nodes.js'
import type { Session } from '../session.js'
import { childFor } from './child.js'
import { type LoadGroupOptions, loadBelow, loadGroupNode, loadGroupOptions, rootOf } from './group.js'
import { loadData, loadNodeAttributes } from './leaf.js'
import { loadLinked, PendingLinks, requireWay } from './links.js'

export interface LoadTreeOptions extends LoadGroupOptions {
  /** Path from the subject to the node, without shortcuts. */
  readonly child: string
}

/** Loads every node on the way from a parent in memory to a node below it, links followed, and with `recursive` all below that. */
export async function loadTree(session: Session, parent: GroupView, options: LoadTreeOptions): Promise<void> {
  checkOptions(options, [...loadGroupOptions, 'child'], 'load(TREE)')
  const { child } = options
  if (typeof child !== 'string' || child === '') {
    throw new InvalidValueError(`child must be the dotted path of a node below the subject; got ${describe(child)}`)
  }
  const mode = loadMode(options.loadData)
  const maxDepth = depthLimit(options.maxDepth)
  const names = child.split('.')
  if (mode === 'nothing' || maxDepth < 1) return
  // All of the way must be there before memory changes.
  requireWay(session, parent.fullName, names)
  let group = parent
  for (const [depth, name] of names.slice(0, maxDepth).entries()) {
    const linked = loadLinked(session, rootOf(parent), group, name)
    using stored = session.open(linked?.fullName ?? joinName(group.fullName, name))
    const attributes = stored.attributes.exact()
    const isLeaf = isLeafMarked(attributes)
    const node = linked ?? childFor(group, name, attributes, isLeaf)
    if (isLeaf) {
      loadNodeAttributes(session, node, attributes, mode)
      if (mode !== 'skeleton') await loadData(session, ListedGroup.of(stored), node as LeafView, mode)
      node.stored = true
      return
    }
    group = node as GroupView
    loadGroupNode(session, group, attributes, mode)
    if (depth < names.length - 1 || !options.recursive) continue
    const links = (options.withLinks ?? true) ? new PendingLinks() : null
    await loadBelow({ session, mode, links }, ListedGroup.of(stored), group, maxDepth - names.length)
    links?.resolve(session, rootOf(group), mode === 'overwrite')
  }
}
