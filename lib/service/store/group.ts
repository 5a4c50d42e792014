import { CLASS_NAME, COMMENT } from '../../constants/names.js'
import { InvalidTypeError } from '../../errors.js'
import type { Group } from '../../h5/group.js'
import { SoftLink } from '../../h5/links.js'
import type { AttributeValue } from '../../h5/plan.js'
import { checkOptions } from '../../options.js'
import { annotationAttributes, storeAnnotations } from '../annotations.js'
import { classNameOf, isLeafMarked } from '../attributes.js'
import { joinName } from '../full-name.js'
import { depthLimit, type StoreMode, storeMode } from '../modes.js'
import type { GroupView, LeafView, NodeView } from '../nodes.js'
import type { Session } from '../session.js'
import { storeLeaf } from './leaf.js'

export interface StoreGroupOptions {
  readonly storeData?: StoreMode | number
  readonly withLinks?: boolean
  readonly recursive?: boolean
  /** Relative to the group: 0 is the group alone. */
  readonly maxDepth?: number
}

export const groupOptions = ['storeData', 'withLinks', 'recursive', 'maxDepth'] as const

/** Stores a group: comment, class, annotations; with `recursive` everything below it. */
export async function storeGroup(session: Session, group: GroupView, options: StoreGroupOptions = {}): Promise<void> {
  checkOptions(options, groupOptions, 'store(GROUP)')
  const mode = storeMode(options.storeData)
  const maxDepth = depthLimit(options.maxDepth)
  if (mode === 'nothing') return
  if (group.isRoot && options.recursive) {
    throw new InvalidTypeError('A whole trajectory is stored by the message TRAJECTORY, not as a GROUP with recursive')
  }
  await storeGroupNode(session, group, mode)
  if (options.recursive) await storeBelow(session, group, mode, maxDepth, options.withLinks ?? true)
}

/** The group alone. */
export async function storeGroupNode(session: Session, group: GroupView, mode: StoreMode): Promise<void> {
  if (mode === 'nothing' || (mode === 'skip' && group.stored)) return
  const stored = group.isRoot ? session.ensure('').group : session.group(group.fullName)
  if (stored === undefined) await createGroup(session, group)
  else updateGroup(stored, group, mode)
  group.stored = true
  session.status?.count()
}

async function createGroup(session: Session, group: GroupView): Promise<void> {
  const attributes = new Map([...describedBy(group), ...annotationAttributes(group)])
  await session.create(group.fullName, { kind: 'group', name: group.name, attributes, children: [] })
}

/** Comment and class, as far as there are any. */
function describedBy(group: GroupView): [name: string, value: AttributeValue][] {
  const described: [string, string | null][] = [
    [COMMENT, group.comment === '' ? null : group.comment],
    [CLASS_NAME, group.storedClassName],
  ]
  return described.filter((entry): entry is [string, string] => entry[1] !== null)
}

function updateGroup(stored: Group, group: GroupView, mode: StoreMode): void {
  if (isLeafMarked(stored.attributes)) {
    throw new InvalidTypeError(`'${group.fullName}' is a group in memory, but a leaf in the file`, {
      path: stored.path,
    })
  }
  checkSameClass(stored, group)
  const wanted = describedBy(group).filter(([name]) => mode === 'overwrite' || !stored.attributes.has(name))
  if (wanted.length > 0) stored.attributes.assign(wanted)
  storeAnnotations(stored, group, mode === 'overwrite')
}

function checkSameClass(stored: Group, group: GroupView): void {
  const className = group.storedClassName === null ? null : classNameOf(stored.attributes)
  if (className === null || className === group.storedClassName) return
  throw new InvalidTypeError(
    `'${group.fullName}' is a ${group.storedClassName} in memory, but a ${className} in the file; delete that one first`,
    { path: stored.path },
  )
}

/** Children in order of insertion, each with what is below it; then the links of the group. */
export async function storeBelow(
  session: Session,
  group: GroupView,
  mode: StoreMode,
  maxDepth: number,
  withLinks: boolean,
): Promise<void> {
  if (maxDepth < 1) return
  for (const child of group.children()) await storeNode(session, child, mode, maxDepth - 1, withLinks)
  if (withLinks) for (const [name, target] of group.links()) storeLink(session, group, name, target, mode)
}

/** A leaf, or a group with everything below it. */
export async function storeNode(
  session: Session,
  node: NodeView,
  mode: StoreMode,
  maxDepth: number,
  withLinks: boolean,
): Promise<void> {
  if (node.isLeaf) return storeLeaf(session, node as LeafView, { storeData: mode })
  await storeGroupNode(session, node as GroupView, mode)
  await storeBelow(session, node as GroupView, mode, maxDepth, withLinks)
}

/** A link is a soft link to the node's path; with 'overwrite' one that leads elsewhere is set anew. */
export function storeLink(session: Session, parent: GroupView, name: string, target: NodeView, mode: StoreMode): void {
  const group = session.ensure(parent.fullName).group
  const path = session.path(target.fullName)
  const known = group.native.kindOf(name) === null ? undefined : group.link(name)
  const fullName = joinName(parent.fullName, name)
  if (known === undefined && group.native.kindOf(name) !== null) {
    throw new InvalidTypeError(`'${fullName}' is a link in memory, but a node in the file`, { path: group.path })
  }
  if (known !== undefined) {
    if (mode !== 'overwrite' || (known instanceof SoftLink && known.target === path)) return
    group.remove(name)
  }
  group.createSoftLink(name, path)
  if (known === undefined) session.noteCreated(fullName)
}
