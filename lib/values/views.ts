import { types } from 'node:util'
import type { TypedArray } from './dtype.js'

/**
 * Built-in objects by what they are, not by whose constructor made them: another realm (jest, vm) has constructors of
 * its own, and Node.js' Buffer is a class of its own.
 */

/** A typed array of this realm over the memory that was given, and the numpy dtype of its elements. */
export interface OwnView {
  readonly data: TypedArray
  readonly dtype: string
}

type Make = new (buffer: ArrayBufferLike, byteOffset: number, length: number) => TypedArray
type Kind = readonly [dtype: string, Class: Make, size: number]

const own = (dtype: string, Class: Make & { BYTES_PER_ELEMENT: number }): Kind => [
  dtype,
  Class,
  Class.BYTES_PER_ELEMENT,
]

/** By what `Symbol.toStringTag` says. */
const kinds = new Map<string, Kind>([
  ['Int8Array', own('|i1', Int8Array)],
  ['Int16Array', own('<i2', Int16Array)],
  ['Int32Array', own('<i4', Int32Array)],
  ['BigInt64Array', own('<i8', BigInt64Array)],
  ['Uint8Array', own('|u1', Uint8Array)],
  ['Uint8ClampedArray', own('|u1', Uint8Array)],
  ['Uint16Array', own('<u2', Uint16Array)],
  ['Uint32Array', own('<u4', Uint32Array)],
  ['BigUint64Array', own('<u8', BigUint64Array)],
  ['Float16Array', own('<f2', Uint16Array)],
  ['Float32Array', own('<f4', Float32Array)],
  ['Float64Array', own('<f8', Float64Array)],
  ['DataView', own('|u1', Uint8Array)],
])

/** Typed arrays, Buffers, DataViews and ArrayBuffers of any realm; null for anything else. Nothing is copied. */
export function ownView(input: unknown): OwnView | null {
  if (types.isAnyArrayBuffer(input)) return { data: new Uint8Array(input), dtype: '|u1' }
  if (!ArrayBuffer.isView(input)) return null
  const kind = kinds.get((input as unknown as Record<symbol, string>)[Symbol.toStringTag] ?? '')
  if (kind === undefined) return null
  const [dtype, Class, size] = kind
  const data =
    input.constructor === Class
      ? (input as TypedArray)
      : new Class(input.buffer, input.byteOffset, input.byteLength / size)
  return { data, dtype }
}

/** The bytes of a Uint8Array, a Buffer, a DataView or an ArrayBuffer of any realm; null for anything else. */
export function ownBytes(input: unknown): Uint8Array | null {
  if (input instanceof Uint8Array) return input
  const view = ownView(input)
  return view?.dtype === '|u1' ? (view.data as Uint8Array) : null
}

/** Whether an object has no class: `{}`, or one without prototype. */
export function isPlainObject(input: unknown): input is Record<string, unknown> {
  if (typeof input !== 'object' || input === null) return false
  const prototype: unknown = Object.getPrototypeOf(input)
  if (prototype === null || prototype === Object.prototype) return true
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, 'isPrototypeOf')
}

/** Whether something was thrown that has a message. */
export const isError = (input: unknown): input is Error => input instanceof Error || types.isNativeError(input)
