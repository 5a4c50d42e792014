import { CLASS_NAME, LEAF_MARK } from '../constants/names.js'
import type { Attributes } from '../h5/plan.js'

/** What the attributes of a stored group say of the node. Any true number marks a leaf, as h5py may have written it. */
export function isLeafMarked(attributes: Pick<Attributes, 'get'>): boolean {
  const mark = attributes.get(LEAF_MARK)
  return mark === true || (typeof mark === 'number' && mark !== 0)
}

export function classNameOf(attributes: Pick<Attributes, 'get'>): string | null {
  const name = attributes.get(CLASS_NAME)
  return typeof name === 'string' && name !== '' ? name : null
}
