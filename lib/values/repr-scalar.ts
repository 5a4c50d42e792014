import type { Complex } from './complex.js'
import { halfToNumber, numberToHalf } from './half.js'

/** Python's `repr` of a float of 16, 32 or 64 bits: the shortest digits that give it back. */
export function reprFloat(value: number, bits = 64): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf'
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  const { digits, exponent } = shortestDigits(Math.abs(value), bits)
  if (exponent < -4 || exponent >= 16) return sign + scientific(digits, exponent)
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')
  return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`
}

/** Python's `repr` of a complex number: no fraction where there is none, no real part where it is plain zero. */
export function reprComplex({ re, im }: Complex, bits = 64): string {
  const part = (value: number): string => reprFloat(value, bits).replace(/\.0$/, '')
  if (re === 0 && !Object.is(re, -0)) return `${part(im)}j`
  const tail = part(im)
  return `(${part(re)}${tail.startsWith('-') ? '' : '+'}${tail}j)`
}

/** Python's `repr` of a string. */
export function reprText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  const body = Array.from(text, (char) => escapes.get(char) ?? (char === quote ? `\\${char}` : printable(char)))
  return quote + body.join('') + quote
}

/** Python's `repr` of bytes. */
export function reprBytes(bytes: Uint8Array): string {
  const latin1 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
  return `b${reprText(latin1).replace(/[\u0080-\u00ff]/g, (char) => `\\x${hex(char.charCodeAt(0), 2)}`)}`
}

const escapes = new Map([
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
])

function printable(char: string): string {
  if (char === ' ' || !/[\p{C}\p{Z}]/u.test(char)) return char
  const code = char.codePointAt(0)!
  if (code < 0x100) return `\\x${hex(code, 2)}`
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`
}

const hex = (code: number, width: number): string => code.toString(16).padStart(width, '0')

function scientific(digits: string, exponent: number): string {
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : ''
  return `${digits[0]}${fraction}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}

const rounders: Record<number, (value: number) => number> = {
  16: (value) => halfToNumber(numberToHalf(value)),
  32: Math.fround,
}

export function shortestDigits(value: number, bits: number): { digits: string; exponent: number } {
  const round = rounders[bits]
  const precisions = round ? [0, 1, 2, 3, 4, 5, 6, 7, 8] : []
  const precision = precisions.find((count) => round!(Number(value.toExponential(count))) === value)
  const [mantissa, exponent] = value.toExponential(precision).split('e') as [string, string]
  return { digits: mantissa.replace('.', ''), exponent: Number(exponent) }
}
