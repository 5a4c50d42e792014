import { InvalidTypeError } from '../../errors.js'
import { Group } from '../../h5/group.js'
import { isLeafMarked } from '../attributes.js'
import { joinName } from '../full-name.js'
import type { GroupView, NodeView } from '../nodes.js'
import type { Session } from '../session.js'
import { childFor } from './child.js'
import { loadNodeAttributes } from './leaf.js'

/** Links that a message met on its way; they are made when all nodes are loaded, since they may lead anywhere. */
export class PendingLinks {
  readonly #links: { readonly parent: GroupView; readonly name: string; readonly target: string }[] = []

  add(parent: GroupView, name: string, target: string): void {
    this.#links.push({ parent, name, target })
  }

  /** Makes the links in memory. A target that is not in memory is loaded as skeleton; dangling links are left out. */
  resolve(session: Session, root: GroupView, replace: boolean): void {
    for (const { parent, name, target } of this.#links) {
      if (parent.link(name) !== undefined && !replace) continue
      const node = nodeAt(session, root, target)
      if (node === undefined) continue
      if (parent.child(name) !== undefined) {
        throw new InvalidTypeError(`'${joinName(parent.fullName, name)}' is a node in memory, but a link in the file`)
      }
      parent.loadLink(name, node)
    }
  }
}

/** Throws `DataNotInStorageError` when a path below a node leads to nothing in the file; links are followed. */
export function requireWay(session: Session, start: string, names: readonly string[]): void {
  const end = names.reduce((at, name) => targetOf(session, at, name) ?? joinName(at, name), start)
  session.require(end)
}

/** Full name that a link of the file stands for; undefined for what is no link, or leads out of the trajectory. */
function targetOf(session: Session, parent: string, name: string): string | undefined {
  const link = session.require(parent).link(name)
  const prefix = `${session.path('')}/`
  if (link?.kind !== 'SoftLink' || !link.target.startsWith(prefix)) return undefined
  return link.target.slice(prefix.length).replaceAll('/', '.')
}

/** The node behind a link of the file, as skeleton where memory lacks it, and linked there too; undefined for no link. */
export function loadLinked(session: Session, root: GroupView, parent: GroupView, name: string): NodeView | undefined {
  const target = targetOf(session, parent.fullName, name)
  if (target === undefined) return undefined
  const node = nodeAt(session, root, session.path(target))
  if (node !== undefined && parent.link(name) === undefined && parent.child(name) === undefined) {
    parent.loadLink(name, node)
  }
  return node
}

/** The node of an HDF5 path below the trajectory, made as skeleton where it is missing in memory. */
function nodeAt(session: Session, root: GroupView, path: string): NodeView | undefined {
  const prefix = `/${session.trajectoryName}/`
  if (!path.startsWith(prefix)) return undefined
  let node: NodeView = root
  for (const name of path.slice(prefix.length).split('/')) {
    if (node.isLeaf) return undefined
    const group: GroupView = node as GroupView
    const next: NodeView | undefined = group.child(name) ?? skeleton(session, group, name)
    if (next === undefined) return undefined
    node = next
  }
  return node
}

function skeleton(session: Session, parent: GroupView, name: string): NodeView | undefined {
  const stored = session.group(parent.fullName)
  if (stored === undefined || stored.native.kindOf(name) !== 'group') return undefined
  using child = stored.get(name)
  if (!(child instanceof Group)) return undefined
  const attributes = child.attributes.exact()
  const node = childFor(parent, name, attributes, isLeafMarked(attributes))
  loadNodeAttributes(session, node, attributes, 'skeleton')
  node.stored = true
  return node
}
