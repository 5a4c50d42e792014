import type { ScalarType } from './dtype.js'
import type { SequenceKind } from './sequence.js'

/**
 * Types that plain JavaScript cannot carry, remembered beside the objects handed to users, so that what was loaded is
 * stored again as it was. A brand is a hint: a changed content that no longer fits it is typed afresh.
 */
export interface SequenceBrand {
  readonly kind: SequenceKind
  readonly itemType: ScalarType | null
}

export const sequenceBrands = new WeakMap<object, SequenceBrand>()
/** Of plain objects that stand for dicts: the scalar type of each scalar entry. */
export const dictBrands = new WeakMap<object, ReadonlyMap<string, ScalarType>>()
/** Uint8Arrays that stand for uint8 arrays, not for bytes. */
export const arrayBrands = new WeakSet<Uint8Array>()
