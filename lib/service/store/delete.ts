import { InvalidTypeError, InvalidValueError } from '../../errors.js'
import type { Group } from '../../h5/group.js'
import { checkOptions } from '../../options.js'
import { isLeafMarked } from '../attributes.js'
import { removeItem, storedItems } from '../items.js'
import { nameList } from '../modes.js'
import type { LeafView, NodeView } from '../nodes.js'
import type { Session } from '../session.js'
import { tellUnknownItems } from '../unknown-items.js'

export interface DeleteOptions {
  /** Items of a leaf, instead of the whole leaf. */
  readonly deleteOnly?: string | readonly string[] | null
  /** Drops these items from the leaf in memory too. */
  readonly removeFromItem?: boolean
  /** Needed for a group with children. */
  readonly recursive?: boolean
  /** Throws for names of items that are not there, of which otherwise a warning tells. */
  readonly strict?: boolean
}

/** Deletes a node with all below it, or some items of a leaf. The overview forgets what is gone. */
export function deleteNode(session: Session, node: NodeView, options: DeleteOptions = {}): void {
  checkOptions(options, ['deleteOnly', 'removeFromItem', 'recursive', 'strict'], 'store(DELETE)')
  const items = nameList(options.deleteOnly, 'deleteOnly')
  if (node.isRoot) throw new InvalidTypeError('The root of a trajectory cannot be deleted as a node')
  const group = session.require(node.fullName)
  if (items !== null) deleteItems(group, node, items, options)
  else deleteWhole(session, group, node.fullName, options.recursive ?? false)
}

function deleteWhole(session: Session, group: Group, fullName: string, recursive: boolean): void {
  const isLeaf = isLeafMarked(group.attributes)
  if (!isLeaf && !recursive && group.names().length > 0) {
    throw new InvalidTypeError(`'${fullName}' has children: deleting it needs recursive: true`, { path: group.path })
  }
  session.delete(fullName)
}

function deleteItems(group: Group, node: NodeView, names: readonly string[], options: DeleteOptions): void {
  const { removeFromItem = false, strict = false } = options
  if (!node.isLeaf) throw new InvalidValueError(`'${node.fullName}' is a group, which has no items to delete`)
  const known = storedItems(group)
  tellUnknownItems({ leaf: node.fullName, option: 'deleteOnly', names, known, path: group.path, strict })
  for (const name of names.filter((named) => known.has(named))) {
    removeItem(group, name)
    if (removeFromItem) (node as LeafView).dropItem(name)
  }
}
