import { CorruptError, LimitError } from '../../errors.js'
import { utf8 } from '../../values/index.js'
import { limits, type Machine } from './machine.js'
import { PyCall, PyDict, PySet, type PyTree, PyTuple } from './tree.js'

type Run = (machine: Machine) => void

const text = (bytes: Uint8Array): string => {
  const decoded = utf8.decode(bytes)
  if (decoded === null) throw new CorruptError('expected UTF-8 text in a pickle, got other bytes')
  return decoded
}

const copy = (bytes: Uint8Array): Uint8Array => new Uint8Array(bytes)

/** Protocol 0 text: Latin-1 with \uXXXX and \UXXXXXXXX. */
const rawUnicode = (line: Buffer): string =>
  line.toString('latin1').replace(/\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})/g, (_, short: string, long: string) => {
    const code = Number.parseInt(short ?? long, 16)
    if (code > 0x10ffff) throw new CorruptError('expected a Unicode character in a pickle, got a larger number')
    return String.fromCodePoint(code)
  })

const maxDigits = 2048

function integer(line: string): bigint {
  const digits = line.replace(/L$/, '')
  if (!/^[+-]?\d+$/.test(digits) || digits.length > maxDigits) throw new CorruptError('expected an integer in a pickle')
  return BigInt(digits)
}

const intOrBool = (line: string): PyTree => (line === '01' ? true : line === '00' ? false : integer(line))

const specialFloats: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
}

function float(line: string): number {
  const value = specialFloats[line] ?? (/^[-+\d.eE]+$/.test(line) ? Number(line) : Number.NaN)
  if (Number.isNaN(value) && line !== 'nan') throw new CorruptError('expected a float in a pickle')
  return value
}

/** Two's complement, little endian. */
function long(bytes: Uint8Array): bigint {
  if (bytes.length > limits.integerBytes)
    throw new LimitError(`expected at most ${limits.integerBytes} bytes of an integer in a pickle`)
  if (bytes.length === 0) return 0n
  const hex = Buffer.from(bytes).reverse().toString('hex')
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${hex}`))
}

/** Python 2 wrote strings as bytes with Python's escapes. */
function escapedBytes(line: string): Uint8Array {
  const body = /^(['"])([\s\S]*)\1$/.exec(line)?.[2]
  if (body === undefined) throw new CorruptError('expected a quoted string in a pickle')
  const short: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\', "'": "'", '"': '"' }
  const plain = body.replace(/\\(?:x([0-9a-fA-F]{2})|([nrt\\'"]))/g, (_, hex: string, char: string) =>
    hex ? String.fromCharCode(Number.parseInt(hex, 16)) : short[char]!,
  )
  return copy(Buffer.from(plain, 'latin1'))
}

function globalOnStack(m: Machine): void {
  const [name, module] = [m.pop(), m.pop()]
  if (typeof name !== 'string' || typeof module !== 'string')
    throw new CorruptError('expected names of a global in a pickle')
  m.global(module, name)
}

function dictOfItems(items: readonly PyTree[]): PyDict {
  const dict = new PyDict()
  for (let i = 0; i + 1 < items.length; i += 2) dict.entries.push([items[i]!, items[i + 1]!])
  return dict
}

function popTuple(m: Machine, count: number): void {
  const items = Array.from({ length: count }, () => m.pop()).reverse()
  m.push(new PyTuple(items))
}

const listed: Readonly<Record<string, Run>> = {
  // Stack and memo.
  '(': (m) => m.mark(),
  '0': (m) => m.drop(),
  '1': (m) => void m.popMark(),
  '2': (m) => m.push(m.top()),
  p: (m) => m.remember(Number(integer(m.reader.asciiLine()))),
  q: (m) => m.remember(m.reader.u8()),
  r: (m) => m.remember(m.reader.u32()),
  '\x94': (m) => m.remember(m.memoSize),
  g: (m) => m.recall(Number(integer(m.reader.asciiLine()))),
  h: (m) => m.recall(m.reader.u8()),
  j: (m) => m.recall(m.reader.u32()),
  '\x80': (m) => void m.reader.u8(),
  // A frame's length only helps reading ahead.
  '\x95': (m) => void m.reader.take(8),
  // Numbers.
  N: (m) => m.push(null),
  '\x88': (m) => m.push(true),
  '\x89': (m) => m.push(false),
  I: (m) => m.push(intOrBool(m.reader.asciiLine())),
  L: (m) => m.push(integer(m.reader.asciiLine())),
  J: (m) => m.push(BigInt(m.reader.i32())),
  K: (m) => m.push(BigInt(m.reader.u8())),
  M: (m) => m.push(BigInt(m.reader.u16())),
  '\x8a': (m) => m.push(long(m.reader.take(m.reader.u8()))),
  '\x8b': (m) => m.push(long(m.reader.take(m.reader.u32()))),
  F: (m) => m.push(float(m.reader.asciiLine())),
  G: (m) => m.push(m.reader.take(8).readDoubleBE()),
  // Text and bytes.
  V: (m) => m.push(rawUnicode(m.reader.line())),
  '\x8c': (m) => m.push(text(m.reader.take(m.reader.u8()))),
  X: (m) => m.push(text(m.reader.take(m.reader.u32()))),
  '\x8d': (m) => m.push(text(m.reader.take(m.reader.u64()))),
  S: (m) => m.push(escapedBytes(m.reader.asciiLine())),
  U: (m) => m.push(copy(m.reader.take(m.reader.u8()))),
  T: (m) => m.push(copy(m.reader.take(m.reader.u32()))),
  C: (m) => m.push(copy(m.reader.take(m.reader.u8()))),
  B: (m) => m.push(copy(m.reader.take(m.reader.u32()))),
  '\x8e': (m) => m.push(copy(m.reader.take(m.reader.u64()))),
  '\x96': (m) => m.push(copy(m.reader.take(m.reader.u64()))),
  // Containers.
  ')': (m) => m.push(new PyTuple([])),
  t: (m) => m.push(new PyTuple(m.popMark())),
  '\x85': (m) => popTuple(m, 1),
  '\x86': (m) => popTuple(m, 2),
  '\x87': (m) => popTuple(m, 3),
  ']': (m) => m.push([]),
  l: (m) => m.push(m.popMark()),
  a: (m) => m.appendItems([m.pop()]),
  e: (m) => m.appendItems(m.popMark()),
  '}': (m) => m.push(new PyDict()),
  d: (m) => m.push(dictOfItems(m.popMark())),
  s: (m) => m.setItems([m.pop(), m.pop()].reverse()),
  u: (m) => m.setItems(m.popMark()),
  '\x8f': (m) => m.push(new PySet([])),
  '\x90': (m) => m.appendItems(m.popMark()),
  '\x91': (m) => m.push(new PySet(m.popMark(), true)),
  // Objects: named and recorded.
  c: (m) => m.global(text(m.reader.line()), text(m.reader.line())),
  '\x93': globalOnStack,
  R: (m) => {
    const args = m.pop()
    m.push(new PyCall(m.pop(), args))
  },
  '\x81': (m) => {
    const args = m.pop()
    m.push(new PyCall(m.pop(), args))
  },
  b: (m) => m.build(),
}

/** What each opcode does, by its byte; those that are missing belong to nothing that plain data need. */
export const opcodes: readonly (Run | undefined)[] = Array.from(
  { length: 256 },
  (_, code) => listed[String.fromCharCode(code)],
)
