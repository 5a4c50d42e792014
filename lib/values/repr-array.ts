import type { Complex } from './complex.js'
import { type DTypeInfo, dtypeInfo } from './dtype.js'
import type { NDArray } from './ndarray.js'
import { reprBytes, reprFloat, reprText, shortestDigits } from './repr-scalar.js'
import type { ScalarValue } from './scalar.js'

/** Above this many elements numpy shows the edges only. */
const threshold = 1000
const edge = 3

/** numpy's `repr` of an array, on one line for each row. */
export function reprArray(array: NDArray): string {
  const info = dtypeInfo(array.dtype)
  const shown = array.size > threshold ? edges(array) : null
  const cells = formatCells([...(shown ? picked(array, shown) : array.elements())], info)
  const name = array.isMatrix ? 'matrix' : 'array'
  const body = array.size === 0 ? '[]' : nest(array, shown, cells, name.length + 1)
  const suffix = shapeSuffix(array) + dtypeSuffix(array, info)
  return `${name}(${body}${suffix})`
}

/** An empty array shows no other sign of its shape. */
const shapeSuffix = ({ size, shape }: NDArray): string =>
  size === 0 && shape.length !== 1 ? `, shape=(${shape.join(', ')})` : ''

/** numpy names the dtype unless it is the usual one of its kind, and always for an empty array. */
function dtypeSuffix(array: NDArray, { dtype, kind, scalar, slots }: DTypeInfo): string {
  if (array.size > 0 && ['|b1', '<i8', '<f8', '<c16'].includes(dtype)) return ''
  if (kind === 'text') return `, dtype='<U${textWidth(array)}'`
  if (kind === 'bytes') return `, dtype='|S${slots}'`
  return `, dtype=${kind === 'bool' ? 'bool' : (scalar ?? dtype)}`
}

/** numpy counts characters and has at least one. */
const textWidth = ({ data }: NDArray): number =>
  (data as readonly string[]).reduce((longest, text) => Math.max(longest, Array.from(text).length), 1)

const edges = ({ shape }: NDArray): number[][] =>
  shape.map((extent) =>
    extent <= 2 * edge ? Array.from({ length: extent }, (_, i) => i) : [0, 1, 2, extent - 3, extent - 2, extent - 1],
  )

function* picked(array: NDArray, shown: readonly number[][], index: number[] = []): Generator<ScalarValue> {
  const axis = index.length
  if (axis === array.ndim) yield array.get(...index)
  else for (const i of shown[axis]!) yield* picked(array, shown, [...index, i])
}

function nest(array: NDArray, shown: readonly number[][] | null, cells: readonly string[], indent: number): string {
  let next = 0
  const level = (axis: number): string => {
    if (axis === array.ndim) return cells[next++]!
    const extent = array.shape[axis]!
    const count = shown ? shown[axis]!.length : extent
    const parts = Array.from({ length: count }, () => level(axis + 1))
    if (count < extent) parts.splice(edge, 0, '...')
    const isLast = axis === array.ndim - 1
    const separator = isLast ? ', ' : `,${'\n'.repeat(array.ndim - 1 - axis)}${' '.repeat(indent + axis + 1)}`
    return `[${parts.join(separator)}]`
  }
  return level(0)
}

function formatCells(items: readonly ScalarValue[], info: DTypeInfo): string[] {
  if (info.kind === 'text') return items.map((item) => reprText(item as string))
  if (info.kind === 'bytes') return items.map((item) => reprBytes(item as Uint8Array))
  if (info.kind === 'bool') return aligned(items.map((item) => (item ? 'True' : 'False')))
  if (info.kind === 'complex') return formatComplex(items as readonly Complex[], info.itemsize * 4)
  if (info.kind === 'float') return formatFloats(items as readonly number[], info.itemsize * 8)
  return aligned(items.map(String))
}

function formatComplex(items: readonly Complex[], bits: number): string[] {
  const re = formatFloats(
    items.map((item) => item.re),
    bits,
  )
  const im = formatFloats(
    items.map((item) => Math.abs(item.im)),
    bits,
  )
  return items.map((item, i) => {
    const sign = item.im < 0 || Object.is(item.im, -0) ? '-' : '+'
    const tail = im[i]!.trimEnd()
    return `${re[i]}${sign}${tail.trimStart()}j${' '.repeat(im[i]!.length - tail.length)}`
  })
}

/** numpy's default print options: at most 8 digits after the point, exponents for very large, small or spread numbers. */
function formatFloats(items: readonly number[], bits: number): string[] {
  const sizes = items.filter((item) => Number.isFinite(item) && item !== 0).map(Math.abs)
  const largest = Math.max(...sizes, 0)
  const smallest = Math.min(...sizes, Number.POSITIVE_INFINITY)
  const isScientific = sizes.length > 0 && (largest >= 1e8 || smallest < 1e-4 || largest / smallest > 1000)
  const digits = mostDigits(sizes, bits, isScientific)
  return aligned(formatAll(items, (item) => formatFloat(item, digits, isScientific)))
}

const MOST_DIGITS = 8

function mostDigits(sizes: readonly number[], bits: number, isScientific: boolean): number {
  let most = 0
  for (const size of sizes) {
    most = Math.max(most, fractionDigits(size, bits, isScientific))
    if (most === MOST_DIGITS) break
  }
  return most
}

/** Many elements are alike. Zeros of both signs are one key, so they are always formatted. */
function formatAll(items: readonly number[], format: (item: number) => string): string[] {
  const known = new Map<number, string>()
  return items.map((item) => {
    const text = (item === 0 ? undefined : known.get(item)) ?? format(item)
    known.set(item, text)
    return text
  })
}

function fractionDigits(size: number, bits: number, isScientific: boolean): number {
  if (!isScientific && Number.isInteger(size)) return 0
  const { digits, exponent } = shortestDigits(size, bits === 64 ? 64 : bits)
  return Math.min(MOST_DIGITS, Math.max(0, digits.length - 1 - (isScientific ? 0 : exponent)))
}

function formatFloat(item: number, digits: number, isScientific: boolean): string {
  if (!Number.isFinite(item)) return reprFloat(item)
  const sign = Object.is(item, -0) ? '-' : ''
  if (!isScientific) {
    const [whole, fraction = ''] = item.toFixed(digits).split('.') as [string, string?]
    return `${sign}${whole}.${fraction.replace(/0+$/, '').padEnd(digits, ' ')}`
  }
  const [mantissa, exponent] = item.toExponential(digits).split('e') as [string, string]
  const point = mantissa.includes('.') ? mantissa : `${mantissa}.`
  return `${sign}${point}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`
}

function aligned(texts: readonly string[]): string[] {
  const width = Math.max(0, ...texts.map((text) => text.length))
  return texts.map((text) => text.padStart(width))
}
