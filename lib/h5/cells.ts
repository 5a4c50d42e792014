import { textWidth } from './dtype.js'
import { type DType, native } from './native.js'

/**
 * Writes one plain value of a type. False when it is none of the usual values of that type: then nothing is decided,
 * and the general way (`packElements`) converts or refuses it.
 */
export type PutCell = (view: DataView, at: number, value: unknown) => boolean

/** Bytes of a simple type, and how its cells are written. */
const numbers: Readonly<Record<string, PutCell>> = {
  '|b1': (view, at, value) => {
    if (typeof value !== 'boolean') return false
    view.setUint8(at, value ? 1 : 0)
    return true
  },
  '|i1': (view, at, value) => {
    if (!isWhole(value, -0x80, 0x7f)) return false
    view.setInt8(at, value)
    return true
  },
  '<i2': (view, at, value) => {
    if (!isWhole(value, -0x8000, 0x7fff)) return false
    view.setInt16(at, value, true)
    return true
  },
  '<i4': (view, at, value) => {
    if (!isWhole(value, -0x80000000, 0x7fffffff)) return false
    view.setInt32(at, value, true)
    return true
  },
  '<i8': (view, at, value) => {
    if (!isWhole(value, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)) return false
    putWhole64(view, at, value)
    return true
  },
  '|u1': (view, at, value) => {
    if (!isWhole(value, 0, 0xff)) return false
    view.setUint8(at, value)
    return true
  },
  '<u2': (view, at, value) => {
    if (!isWhole(value, 0, 0xffff)) return false
    view.setUint16(at, value, true)
    return true
  },
  '<u4': (view, at, value) => {
    if (!isWhole(value, 0, 0xffffffff)) return false
    view.setUint32(at, value, true)
    return true
  },
  '<u8': (view, at, value) => {
    if (!isWhole(value, 0, Number.MAX_SAFE_INTEGER)) return false
    putWhole64(view, at, value)
    return true
  },
  '<f4': (view, at, value) => {
    if (typeof value !== 'number' || !Object.is(Math.fround(value), value)) return false
    view.setFloat32(at, value, true)
    return true
  },
  '<f8': (view, at, value) => {
    if (typeof value !== 'number') return false
    view.setFloat64(at, value, true)
    return true
  },
}

const isWhole = (value: unknown, least: number, greatest: number): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= least && value <= greatest

/** Without a bigint, which would be a new object each time. */
function putWhole64(view: DataView, at: number, value: number): void {
  const low = value >>> 0
  view.setUint32(at, low, true)
  view.setInt32(at + 4, (value - low) / 2 ** 32, true)
}

/** Where the cells of a column go: the first begins at `at`, each `step` bytes after the one before. */
export interface CellPlaces {
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly at: number
  readonly step: number
}

/** Writes a whole list as cells. False when there is something else than plain values. */
export function putCells(dtype: DType, values: readonly unknown[], places: CellPlaces): boolean {
  const width = textWidth(dtype)
  if (width !== undefined) return putTexts(values, width, places)
  if (dtype === '|b1') return putBooleans(values, places)
  const put = cellOf(dtype)
  if (!put) return false
  const { view, at, step } = places
  for (let index = 0; index < values.length; index++) if (!put(view, at + index * step, values[index])) return false
  return true
}

/** A loop of their own: one for all has to look for what it calls each time. */
function putBooleans(values: readonly unknown[], { bytes, at, step }: CellPlaces): boolean {
  for (let row = 0; row < values.length; row++) {
    const value = values[row]
    if (typeof value !== 'boolean') return false
    bytes[at + row * step] = value ? 1 : 0
  }
  return true
}

/** As one text, which is encoded at once: character by character would take three times as long. */
function putTexts(values: readonly unknown[], width: number, { bytes, at, step }: CellPlaces): boolean {
  const lengths = lengthsOf(values, width)
  if (!lengths) return false
  const text = values.join('')
  const characters = new Uint8Array(text.length)
  // When all fits into a byte per character, it is ASCII.
  if (encoder.encodeInto(text, characters).read < text.length) return false
  native.scatterTexts(bytes, at, step, width, characters, lengths)
  return true
}

const encoder = new TextEncoder()

/** Undefined when there is something else than texts of up to `width` characters. */
function lengthsOf(values: readonly unknown[], width: number): Uint32Array | undefined {
  const lengths = new Uint32Array(values.length)
  for (let row = 0; row < values.length; row++) {
    const value = values[row]
    if (typeof value !== 'string' || value.length > width) return undefined
    lengths[row] = value.length
  }
  return lengths
}

/** ASCII only; longer alphabets need an encoder. */
const putText =
  (width: number): PutCell =>
  (view, at, value) => {
    if (typeof value !== 'string' || value.length > width) return false
    for (let index = 0; index < value.length; index++) {
      const code = value.charCodeAt(index)
      if (code > 0x7f) return false
      view.setUint8(at + index, code)
    }
    putZeros(view, at + value.length, at + width)
    return true
  }

function putZeros(view: DataView, from: number, to: number): void {
  let at = from
  for (; at + 8 <= to; at += 8) view.setFloat64(at, 0)
  for (; at < to; at++) view.setUint8(at, 0)
}

/** How cells of a type are written; undefined for types that have no plain values or rare ones. */
export function cellOf(dtype: DType): PutCell | undefined {
  const width = textWidth(dtype)
  if (width !== undefined) return putText(width)
  return typeof dtype === 'string' ? numbers[dtype] : undefined
}
