import { InvalidValueError } from '../errors.js'

/**
 * Text between JavaScript and UTF-8, by one rule. Bytes that are UTF-8 are that. Where they are not, each becomes a code
 * unit of its own, U+DC80 to U+DCFF, as Python's surrogateescape has it, and becomes that byte again when it is written:
 * nothing is lost, and a name stays a name. `native/hdf5/strings.cpp` does the same for what crosses as text.
 */

const REPLACEMENT = '\ufffd'
/** Byte 0x80 + n is the unit U+DC80 + n. */
const ESCAPES = 0xdc00

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The text of UTF-8. */
export const textOfUtf8 = (bytes: Uint8Array): string =>
  textBetween(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, bytes.length)

/** A part of a buffer as text. */
export function textBetween(buffer: Buffer, start: number, end: number): string {
  const text = buffer.toString('utf8', start, end)
  return text.includes(REPLACEMENT) ? escaped(buffer.subarray(start, end)) : text
}

function escaped(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; ) {
    const size = characterAt(bytes, at)
    text += size === 0 ? String.fromCharCode(ESCAPES + bytes[at]!) : strict.decode(bytes.subarray(at, at + size))
    at += Math.max(size, 1)
  }
  return text
}

/** Bytes of the character that begins there; 0 where none does. */
function characterAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!
  const size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
  try {
    const character = bytes.subarray(at, at + size)
    return strict.decode(character) === '' ? 0 : size
  } catch {
    return 0
  }
}

// In Node.js since 20; the types that are compiled with do not know it.
const isWellFormed = (text: string): boolean => (text as unknown as { isWellFormed(): boolean }).isWellFormed()

/** Whether a text stands for bytes that are no UTF-8. */
export const hasEscapes = (text: string): boolean => !isWellFormed(text)

/** The bytes of a text, those of one that was read again. `InvalidValueError` for half of a surrogate pair otherwise. */
export function bytesOfText(text: string): Buffer {
  if (isWellFormed(text)) return Buffer.from(text, 'utf8')
  return Buffer.concat(Array.from(text, bytesOfCharacter))
}

/** How many these are. */
export const lengthOfText = (text: string): number =>
  isWellFormed(text) ? Buffer.byteLength(text) : bytesOfText(text).length

function bytesOfCharacter(character: string): Buffer {
  const code = character.codePointAt(0)!
  if (code < 0xd800 || code > 0xdfff) return Buffer.from(character, 'utf8')
  if (code >= ESCAPES + 0x80 && code <= ESCAPES + 0xff) return Buffer.of(code - ESCAPES)
  throw new InvalidValueError(
    `A text must be Unicode, but it has half of a surrogate pair (U+${code.toString(16).toUpperCase()})`,
  )
}
