import { SHARED_TYPE, STORE } from '../../codec/names.js'
import { InvalidTypeError } from '../../errors.js'
import { checkOptions, describe } from '../../options.js'
import type { LeafView } from '../nodes.js'
import type { Session } from '../session.js'
import { sharedTypes } from './requests.js'
import { isSharedType, sharedNode } from './shared-node.js'

/** Marks an ordinary item as shared data, and says of which type they are. */
export function makeShared(session: Session, leaf: LeafView, item: string, request: object): string {
  checkOptions(request, [], 'making an item shared')
  const { attributes } = session.item(leaf.fullName, item)
  const flag = attributes.get(STORE)
  if (!isSharedType(flag)) {
    const what = flag === 'SHARED_DATA_' ? 'is shared already' : `is stored as ${describe(flag)}`
    throw new InvalidTypeError(
      `'${item}' of '${leaf.fullName}' ${what}; items stored as ${sharedTypes.join(', ')} can be made shared`,
    )
  }
  attributes.assign([
    [SHARED_TYPE, flag],
    [STORE, 'SHARED_DATA_'],
  ])
  return flag
}

/** Marks shared data as an ordinary item. */
export function makeOrdinary(session: Session, leaf: LeafView, item: string, request: object): void {
  checkOptions(request, [], 'making an item ordinary')
  const { node, sharedType } = sharedNode(session, leaf, item)
  node.flush()
  node.attributes.set(STORE, sharedType)
  node.attributes.delete(SHARED_TYPE)
}
