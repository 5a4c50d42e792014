import { memoryType } from '../h5/dtype.js'
import { decodeElements } from '../h5/elements.js'
import type { AttributeValue } from '../h5/index.js'

/** What an attribute holds, typed values as arrays or as the one element that they are; null for an empty space. */
export function attributeValue(value: AttributeValue): unknown {
  if (typeof value !== 'object') return value
  const { dtype, shape, data } = value
  if (shape === null) return null
  if (!(data instanceof Uint8Array)) return shape.length === 0 ? data[0] : data
  return decodeElements(memoryType(dtype), shape, data)
}
