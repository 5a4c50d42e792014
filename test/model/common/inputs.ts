import type { ArrayInput } from '../../../lib/h5/elements.js'
import { type ArrayData, dtypeInfo, NDArray } from '../../../lib/values/index.js'
import { type Element, present } from './elements.js'

/** In which form data are given to the library. */
export const forms = ['array', 'array', 'strided', 'plain', 'typed'] as const
export type Form = (typeof forms)[number]

/** Elements of a shape as what a user would have. */
export function inputOf(element: Element, shape: readonly number[], bytes: Buffer, form: Form): ArrayInput {
  const full = [...shape, ...element.inner]
  const array = arrayOf(element, full, bytes)
  if (form === 'strided') return strided(array)
  if (form === 'plain' && isPlain(element, full)) return array.toArray() as ArrayInput
  if (form === 'typed' && full.length === 1 && isTyped(element)) return array.data as ArrayInput
  return array
}

/** Flat, for appending. */
export function flatInputOf(element: Element, shape: readonly number[], bytes: Buffer): ArrayInput {
  const array = arrayOf(element, [...shape, ...element.inner], bytes)
  return isTyped(element) && element.inner.length === 0 ? (array.data as ArrayInput) : array
}

function arrayOf(element: Element, shape: readonly number[], bytes: Buffer): NDArray {
  const data = present(element, bytes)
  if (!Buffer.isBuffer(data)) return new NDArray({ data, shape, dtype: '<U' })
  const { array: Class } = dtypeInfo(element.memory)
  const { buffer } = Uint8Array.from(data)
  return new NDArray({ data: new Class(buffer) as ArrayData, shape, dtype: element.memory })
}

/** Byte strings have no plain form, and an empty list does not say what it has no elements of. */
const isPlain = ({ memory }: Element, shape: readonly number[]): boolean =>
  !memory.startsWith('|S') && !shape.includes(0)

/** Typed arrays that say by their class what they hold. */
const isTyped = ({ memory }: Element): boolean => /^[|<][iuf][1248]$/.test(memory) && memory !== '<f2'

/** The same elements backwards in memory, with a gap after each. */
function strided(array: NDArray): NDArray {
  const { shape, dtype, data } = array
  const { slots } = dtypeInfo(dtype)
  const spread = spreadOut(data, slots, array.size)
  const stride = array.stride.map((step) => -2 * step)
  return new NDArray({ data: spread, shape, dtype, stride, offset: Math.max(0, 2 * (array.size - 1)) })
}

function spreadOut(data: ArrayData, slots: number, size: number): ArrayData {
  const from = data as unknown as number[]
  const to = (
    Array.isArray(data)
      ? new Array(2 * size).fill('')
      : new (data.constructor as Uint8ArrayConstructor)(2 * size * slots)
  ) as number[]
  for (let element = 0; element < size; element++) {
    for (let slot = 0; slot < slots; slot++)
      to[2 * (size - 1 - element) * slots + slot] = from[element * slots + slot] as number
  }
  return to as unknown as ArrayData
}

/** What was read, in the form of the model's `present`. */
export function outcomeOf(array: NDArray): { shape: readonly number[]; data: readonly string[] | Buffer } {
  const { shape, data } = array.contiguous()
  if (Array.isArray(data)) return { shape: [...shape], data }
  const { buffer, byteOffset, byteLength } = data as Uint8Array
  return { shape: [...shape], data: Buffer.from(buffer, byteOffset, byteLength) }
}
