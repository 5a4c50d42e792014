import { CorruptError } from '../errors.js'
import { SharedArray, SharedCArray, SharedEArray } from './shared-array.js'
import { SharedFrame } from './shared-frame.js'
import type { SharedItem } from './shared-item.js'
import { SharedTable } from './shared-table.js'
import { SharedVLArray } from './shared-vlarray.js'

export {
  type CreateArrayOptions,
  type CreateCArrayOptions,
  type CreateEArrayOptions,
  SharedArray,
  SharedCArray,
  SharedEArray,
} from './shared-array.js'
export { type CreateFrameOptions, type FrameRow, SharedFrame } from './shared-frame.js'
export { SharedItem } from './shared-item.js'
export { type BatchOptions, type CreateTableOptions, SharedTable } from './shared-table.js'
export { type CreateVLArrayOptions, SharedVLArray } from './shared-vlarray.js'

const classes: Readonly<Record<string, new () => SharedItem>> = {
  ARRAY: SharedArray,
  CARRAY: SharedCArray,
  EARRAY: SharedEArray,
  VLARRAY: SharedVLArray,
  TABLE: SharedTable,
  FRAME: SharedFrame,
}

/** The handle for shared data of a type; `CorruptError` for a type that nobody knows. */
export function sharedItemOf(sharedType: string): SharedItem {
  const Class = classes[sharedType]
  if (Class !== undefined) return new Class()
  throw new CorruptError(`Shared data are of type ${Object.keys(classes).join(', ')}; the file says '${sharedType}'`)
}
