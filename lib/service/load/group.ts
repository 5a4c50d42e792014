import { LEAF_MARK, OVERVIEW } from '../../constants/names.js'
import { decodeAttributes } from '../../h5/attributes.js'
import { ListedGroup } from '../../h5/listed-group.js'
import type { ChildInfo } from '../../h5/native.js'
import type { Attributes } from '../../h5/plan.js'
import { isHiddenName } from '../../h5/pytables.js'
import { checkOptions } from '../../options.js'
import { isLeafMarked } from '../attributes.js'
import { refuseDamaged } from '../damage.js'
import { depthLimit, type LoadMode, loadMode } from '../modes.js'
import type { GroupView, LeafView, NodeView } from '../nodes.js'
import type { Session } from '../session.js'
import { childFor } from './child.js'
import { loadData, loadNodeAttributes } from './leaf.js'
import { PendingLinks } from './links.js'

export interface LoadGroupOptions {
  readonly loadData?: LoadMode | number
  readonly withLinks?: boolean
  readonly recursive?: boolean
  /** Relative to the group: 0 is the group alone. */
  readonly maxDepth?: number
}

export const loadGroupOptions = ['loadData', 'withLinks', 'recursive', 'maxDepth'] as const

/** What loading a tree carries along. */
export interface Walk {
  readonly session: Session
  readonly mode: LoadMode
  readonly links: PendingLinks | null
}

/** Loads a group that is in memory; with `recursive` everything below it. */
export async function loadGroup(session: Session, group: GroupView, options: LoadGroupOptions = {}): Promise<void> {
  checkOptions(options, loadGroupOptions, 'load(GROUP)')
  const mode = loadMode(options.loadData)
  const maxDepth = depthLimit(options.maxDepth)
  if (mode === 'nothing') return
  using stored = session.open(group.fullName)
  loadGroupNode(session, group, stored.attributes.exact(), mode)
  if (!options.recursive) return
  const links = (options.withLinks ?? true) ? new PendingLinks() : null
  await loadBelow({ session, mode, links }, ListedGroup.of(stored), group, maxDepth)
  links?.resolve(session, rootOf(group), mode === 'overwrite')
}

export function loadGroupNode(session: Session, group: GroupView, attributes: Attributes, mode: LoadMode): void {
  loadNodeAttributes(session, group, attributes, mode)
  group.stored = true
}

/** Everything below a group, in few listings. */
export async function loadBelow(walk: Walk, stored: ListedGroup, group: GroupView, maxDepth: number): Promise<void> {
  if (maxDepth < 1) return
  for (const child of stored.list(walk.mode === 'skeleton' ? { stopAt: LEAF_MARK } : { data: true })) {
    if (isHiddenName(child.name) || (group.isRoot && child.name === OVERVIEW)) continue
    refuseDamaged(child, stored.path)
    if (child.kind === 'softlink') walk.links?.add(group, child.name, child.target ?? '')
    else if (child.kind === 'group') await loadChild(walk, stored, group, child, maxDepth)
  }
}

async function loadChild(
  walk: Walk,
  stored: ListedGroup,
  parent: GroupView,
  child: ChildInfo,
  maxDepth: number,
): Promise<void> {
  const attributes = decodeAttributes(child.attributes ?? [])
  const isLeaf = isLeafMarked(attributes)
  const node = childFor(parent, child.name, attributes, isLeaf)
  loadNodeAttributes(walk.session, node, attributes, walk.mode)
  node.stored = true
  walk.session.status?.count()
  const goesOn = isLeaf ? walk.mode !== 'skeleton' : maxDepth > 1
  if (!goesOn) return
  using group = stored.child(child)
  if (isLeaf) await loadData(walk.session, group, node as LeafView, walk.mode)
  else await loadBelow(walk, group, node as GroupView, maxDepth - 1)
}

/** The trajectory that a node belongs to. */
export function rootOf(node: NodeView): GroupView {
  const { root } = node as NodeView & { readonly root?: GroupView | null }
  return node.isRoot ? (node as GroupView) : (root as GroupView)
}
