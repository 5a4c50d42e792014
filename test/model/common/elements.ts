import type { DType } from '../../../lib/h5/native.js'
import { dtypeInfo } from '../../../lib/values/index.js'
import { Random } from '../../crash/random.js'

/**
 * Elements in the model are bytes, little endian, as they are in memory: `size` bytes each, then `inner` axes of an
 * array type. Text of variable length is a number of four bytes there, which `varyingText` turns into the text.
 */
export interface Element {
  /** As it is given to the library. */
  readonly dtype: DType
  /** The typestr of one base element in memory. */
  readonly memory: string
  readonly inner: readonly number[]
  readonly size: number
}

export const bytesOfElement = ({ size, inner }: Element): number => inner.reduce((total, axis) => total * axis, size)

const little = (typestr: string): string => (typestr.startsWith('>') ? `<${typestr.slice(1)}` : typestr)

export function elementOf(dtype: DType): Element {
  if (typeof dtype === 'object' && 'base' in dtype) return { ...elementOf(dtype.base), dtype, inner: dtype.shape }
  if (typeof dtype === 'object' && 'enum' in dtype) return { ...elementOf(dtype.enum), dtype }
  if (typeof dtype !== 'string') throw new Error(`no element of the judge: ${JSON.stringify(dtype)}`)
  if (dtype === '|T') return { dtype, memory: dtype, inner: [], size: 4 }
  if (dtype.startsWith('|T')) return { dtype, memory: dtype, inner: [], size: Number(dtype.slice(2)) }
  return { dtype, memory: little(dtype), inner: [], size: dtypeInfo(little(dtype)).itemsize }
}

const numbers = ['|i1', '|u1', '<i2', '<u2', '<i4', '<u4', '<i8', '<u8', '<f4', '<f8']
const others = [
  '|b1',
  '<f2',
  '<c8',
  '<c16',
  '>i2',
  '>u4',
  '>i8',
  '>f4',
  '>f8',
  '>f2',
  '>c16',
  '|S3',
  '|S8',
  '|T5',
  '|T16',
]
const arrays = [
  { base: '<i2', shape: [3] },
  { base: '<f8', shape: [2, 2] },
  { base: '|b1', shape: [2] },
  { base: '|T4', shape: [2] },
] as const

/** Types of elements with a fixed size. */
export const fixedTypes: readonly DType[] = [...numbers, ...numbers, ...others, ...arrays]
/** With text of variable length. */
export const allTypes: readonly DType[] = [...fixedTypes, '|T']

/** Data are described, not listed: how they look, and a seed. */
export interface Fill {
  readonly look: 'zeros' | 'constant' | 'ramp' | 'noise' | 'mixed'
  readonly seed: number
}
export const looks = ['noise', 'noise', 'mixed', 'ramp', 'constant', 'zeros'] as const

/** `count` elements, their inner axes among them. */
export function bytesOfFill(element: Element, count: number, { look, seed }: Fill): Buffer {
  const { memory, size } = element
  const bytes = Buffer.alloc(count * bytesOfElement(element))
  if (look === 'zeros') return bytes
  const random = new Random(seed)
  if (look === 'constant') {
    const one = Buffer.alloc(size)
    noise(one, random)
    for (let at = 0; at < bytes.length; at += size) bytes.set(one, at)
  } else if (look === 'ramp') {
    for (let at = 0, value = seed; at < bytes.length; at += size, value++) bytes[at] = 1 + (value % 100)
  } else {
    noise(bytes, random)
    // Half of it is easy to compress: some chunks are stored as they are, others are not.
    if (look === 'mixed') bytes.fill(0, Math.floor(bytes.length / 2 / size) * size)
  }
  const rule = ruleOf(memory)
  for (let at = 0; rule && at < bytes.length; at += size) rule(bytes.subarray(at, at + size))
  return bytes
}

function noise(bytes: Buffer, random: Random): void {
  for (let at = 0, bits = 0; at < bytes.length; at++, bits >>>= 8) {
    if (at % 3 === 0) bits = random.below(2 ** 24)
    bytes[at] = bits & 0xff
  }
}

/** Makes noise a value of its type that has one form only: no NaN with a payload, no text with NULs inside. */
function ruleOf(memory: string): Rule | undefined {
  return rules[memory] ?? (memory.startsWith('|T') ? asText : memory.startsWith('|S') ? asByteString : undefined)
}

type Rule = (element: Buffer) => void
const rules: Readonly<Record<string, Rule>> = {
  '|b1': (element) => element.writeUInt8((element[0] as number) & 1),
  '|T': (element) => element.writeUInt32LE(element.readUInt32LE(0) % 5000),
  '<f2': finite16,
  '<f4': finite32,
  '<f8': finite64,
  '<c8': (element) => {
    for (const at of [0, 4]) finite32(element.subarray(at))
  },
  '<c16': (element) => {
    for (const at of [0, 8]) finite64(element.subarray(at))
  },
}

function finite16(element: Buffer): void {
  if (((element[1] as number) & 0x7c) === 0x7c) element[1] = (element[1] as number) & 0xbf
}
function finite32(element: Buffer): void {
  if (((element[3] as number) & 0x7f) === 0x7f) element[3] = (element[3] as number) & 0xbf
}
function finite64(element: Buffer): void {
  if (((element[7] as number) & 0x7f) === 0x7f) element[7] = (element[7] as number) & 0xbf
}

/** ASCII, sometimes with a letter of two bytes; ends at the first byte that was a multiple of 7. */
function asText(element: Buffer): void {
  let end = element.findIndex((byte) => byte % 7 === 0)
  if (end < 0) end = element.length
  for (let at = 0; at < end; at++) element[at] = 33 + ((element[at] as number) % 90)
  if (end >= 2 && (element[0] as number) % 3 === 0) element.write('ü', 0)
  element.fill(0, end)
}

/** h5py ends a byte string at its first NUL. */
function asByteString(element: Buffer): void {
  const end = element.indexOf(0)
  if (end >= 0) element.fill(0, end)
}

export const varyingText = (number: number): string =>
  number === 0 ? '' : `${number % 4 === 0 ? 'größe ' : ''}${number}${'x'.repeat(number % 50)}`

/** What reading gives, in a form that can be compared: texts, or bytes. */
export function present({ memory, size }: Element, bytes: Buffer): readonly string[] | Buffer {
  if (!memory.startsWith('|T')) return bytes
  return Array.from({ length: bytes.length / size }, (_, index) => {
    const element = bytes.subarray(index * size, (index + 1) * size)
    return memory === '|T' ? varyingText(element.readUInt32LE(0)) : element.toString('utf8').replace(/\0+$/, '')
  })
}
