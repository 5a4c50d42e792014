import { InvalidTypeError } from '../../errors.js'
import type { Attributes } from '../../h5/plan.js'
import { classNameOf } from '../attributes.js'
import { joinName } from '../full-name.js'
import type { GroupView, NodeView } from '../nodes.js'

/** The child as it is in memory, or made as it is in the file. */
export function childFor(parent: GroupView, name: string, attributes: Attributes, isLeaf: boolean): NodeView {
  const known = parent.child(name)
  if (known !== undefined) {
    if (known.isLeaf === isLeaf) return known
    throw new InvalidTypeError(
      `'${known.fullName}' is a ${kindName(known.isLeaf)} in memory, but a ${kindName(isLeaf)} in the file`,
    )
  }
  if (parent.link(name) !== undefined) {
    throw new InvalidTypeError(
      `'${joinName(parent.fullName, name)}' is a link in memory, but a ${kindName(isLeaf)} in the file`,
    )
  }
  const className = classNameOf(attributes)
  if (!isLeaf) return parent.loadGroup(name, className)
  return parent.loadLeaf(name, className ?? 'Result')
}

const kindName = (isLeaf: boolean): string => (isLeaf ? 'leaf' : 'group')
