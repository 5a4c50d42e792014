import type { DatasetPlan } from '../h5/plan.js'
import type { Sequence, TextEncoding } from '../values/index.js'
import { withStore } from './elements.js'
import { DATA } from './names.js'
import { exactWidth, packItems } from './pack.js'
import { type CollType, recallAttributes } from './recall.js'

export const sequenceCollType = ({ kind }: Sequence): CollType => (kind === 'tuple' ? 'COLL_TUPLE' : 'COLL_LIST')

/** The parts of a plan that any layout of a list or tuple shares; an empty one is an empty array of doubles. */
export function sequenceParts(
  name: string,
  sequence: Sequence,
  flag: string,
  texts: TextEncoding,
): Pick<DatasetPlan, 'dtype' | 'shape' | 'data' | 'attributes'> {
  const { items, itemType } = sequence
  const packed = packItems(items, itemType ?? 'float', `'${name}'`, exactWidth, texts)
  const attributes = withStore(recallAttributes(DATA, sequenceCollType(sequence), itemType, packed), flag)
  return { dtype: packed.dtype, shape: [items.length], data: packed.data, attributes }
}
