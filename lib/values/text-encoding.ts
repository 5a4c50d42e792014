import { InvalidValueError } from '../errors.js'
import { bytesOfText, hasEscapes, textOfUtf8 } from './text.js'

/** How the texts of values become bytes and texts again. */
export interface TextEncoding {
  /** As Python calls it; pypet's column for it has eleven bytes. */
  readonly name: string
  /** The text of bytes; null where they are none. */
  readonly decode: (bytes: Uint8Array) => string | null
  /** The bytes of a text; `InvalidValueError` for a character that the encoding does not have. */
  readonly encode: (text: string) => Uint8Array
}

export const utf8: TextEncoding = {
  name: 'utf8',
  decode: (bytes) => {
    const text = textOfUtf8(bytes)
    return hasEscapes(text) ? null : text
  },
  encode: bytesOfText,
}

/** Characters 0x80 to 0x9f of the code page, a blank where it has none. Some versions of Node.js take it for Latin-1. */
const CP1252 = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ'

const upper = (character: (byte: number) => string): string =>
  Array.from({ length: 128 }, (_, i) => character(0x80 + i)).join('')

/** What bytes 0x80 to 0xff are, a blank where they are nothing. The others are ASCII. */
type Upper = () => string

const latin1: Upper = () => upper((byte) => String.fromCharCode(byte))
const isoPart =
  (label: string): Upper =>
  () => {
    const decoder = new TextDecoder(label)
    return upper((byte) => decoder.decode(Uint8Array.of(byte)).replace('\ufffd', ' '))
  }
/** Decoders of the web fill gaps of the code pages with controls, or with characters of private use; Python does not. */
const codePage =
  (label: string, gaps = ''): Upper =>
  () =>
    isoPart(label)()
      .replace(/[\x80-\x9f\uf800-\uf8ff]/g, ' ')
      .replace(gaps === '' ? /$^/ : gaps, ' ')

/** Each by Python's name, with other names that it has. `test/values/text-encoding.test.ts` compares them with Python's. */
const singleByte: readonly (readonly [name: string, aliases: readonly string[], upper: Upper])[] = [
  ['ascii', ['us-ascii'], () => upper(() => ' ')],
  ['latin1', ['iso-8859-1', 'l1'], latin1],
  ['cp1252', ['windows-1252'], () => CP1252 + latin1().slice(32)],
  ...[2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15].map(
    (part) => [`iso8859-${part}`, latinName(part), isoPart(`iso-8859-${part}`)] as const,
  ),
  ...[1250, 1251, 1254, 1255, 1256, 1257, 1258].map(
    (page) => [`cp${page}`, [`windows-${page}`], codePage(`windows-${page}`)] as const,
  ),
  ['cp1253', ['windows-1253'], codePage('windows-1253', '\xaa')],
  ['cp866', ['ibm866'], isoPart('ibm866')],
  ['cp874', ['windows-874'], codePage('windows-874')],
  ['koi8-r', [], isoPart('koi8-r')],
  ['koi8-u', [], isoPart('koi8-u')],
  ['mac-roman', ['macintosh'], isoPart('macintosh')],
  ['maccyrillic', ['x-mac-cyrillic'], isoPart('x-mac-cyrillic')],
]

function latinName(part: number): string[] {
  const number = ({ 2: 2, 3: 3, 4: 4, 10: 6, 13: 7, 14: 8, 15: 9 } as Record<number, number>)[part]
  return number === undefined ? [] : [`latin${number}`]
}

/** Every encoding that a trajectory can be stored in. */
export const encodingNames: readonly string[] = ['utf8', ...singleByte.map(([name]) => name)]

const made = new Map<string, TextEncoding>([['utf8', utf8]])

/** Names differ in case, hyphens and blanks only. */
const plainName = (name: string): string => name.toLowerCase().replace(/[-_ ]/g, '')

/** The encoding of a name that Python or the web has for it; undefined for others. */
export function findEncoding(name: string): TextEncoding | undefined {
  const plain = plainName(name)
  const known = made.get(plain)
  if (known) return known
  const found = singleByte.find(([own, aliases]) => [own, ...aliases].some((other) => plainName(other) === plain))
  if (!found) return undefined
  const encoding = byTable(found[0], found[2]())
  made.set(plain, encoding)
  return encoding
}

/** The encoding that a file names. Of one that is not known here only ASCII is text, and no other text is written. */
export const encodingOfFile = (name: string): TextEncoding =>
  findEncoding(name) ?? { ...byTable(name, ' '.repeat(128)), decode: findEncoding('ascii')!.decode }

function byTable(name: string, table: string): TextEncoding {
  const bytes = new Map(Array.from(table, (character, i) => [character, 0x80 + i] as const))
  bytes.delete(' ')
  return {
    name,
    decode: (encoded) => {
      const buffer = Buffer.from(encoded.buffer, encoded.byteOffset, encoded.byteLength)
      const text = buffer.toString('latin1').replace(/[\x80-\xff]/g, (byte) => table[byte.charCodeAt(0) - 0x80]!)
      return text.includes(' ') && hasGap(encoded, table) ? null : text
    },
    encode: (text) => Uint8Array.from(Array.from(text), (character) => byteOf(character, bytes, name, text)),
  }
}

const hasGap = (bytes: Uint8Array, table: string): boolean =>
  bytes.some((byte) => byte >= 0x80 && table[byte - 0x80] === ' ')

function byteOf(character: string, bytes: ReadonlyMap<string, number>, name: string, text: string): number {
  const code = character.codePointAt(0)!
  const byte = code < 0x80 ? code : bytes.get(character)
  if (byte !== undefined) return byte
  const begin = text.length > 40 ? `${text.slice(0, 40)}…` : text
  throw new InvalidValueError(
    `The text '${begin}' cannot be stored in ${name}, the encoding of the trajectory's texts, which has no '${character}' ` +
      `(U+${code.toString(16).toUpperCase().padStart(4, '0')})`,
  )
}

/**
 * The text of bytes in an encoding: UTF-8, where bytes that are none become code units of their own, one of those that
 * trajectories are stored in, or another that `TextDecoder` knows. Errors: `InvalidValueError`.
 */
export function textOfBytes(bytes: Uint8Array, encoding = 'utf8'): string {
  const known = findEncoding(encoding)
  if (known === utf8) return textOfUtf8(bytes)
  try {
    const text = known ? known.decode(bytes) : new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes)
    if (text !== null) return text
  } catch (error) {
    throw new InvalidValueError(`The bytes are no text in the encoding '${encoding}'`, { cause: error })
  }
  throw new InvalidValueError(`The bytes are no text in the encoding '${encoding}'`)
}
