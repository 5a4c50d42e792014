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
  const attributes = child.attributes.entries()
  const node = childFor(parent, name, attributes, isLeafMarked(attributes))
  loadNodeAttributes(session, node, attributes, 'skeleton')
  node.stored = true
  return node
}
