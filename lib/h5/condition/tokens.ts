import { InvalidValueError } from '../../errors.js'

/** A piece of a condition's text. */
export interface Token {
  readonly kind: 'number' | 'text' | 'name' | 'sign' | 'end'
  readonly text: string
  /** Where it begins in the condition. */
  readonly at: number
}

const NUMBER = /(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/y
const TEXT = /[bu]?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/y
// Between backticks a name may have anything; a backtick of its own is doubled.
const NAME = /(?:[\p{L}_][\p{L}\p{N}_]*|`(?:[^`]|``)+`)(?:\.(?:[\p{L}_][\p{L}\p{N}_]*|`(?:[^`]|``)+`))*/uy
const PART = /`((?:[^`]|``)+)`|[^.`]+/g
const SIGN = /\*\*|<=|>=|===?|!==?|&&|\|\||[-+*/%<>&|~!()]/y
const SPACE = /\s+/y

const kinds = [
  ['number', NUMBER],
  ['text', TEXT],
  ['name', NAME],
  ['sign', SIGN],
] as const

/** The pieces of a condition, an 'end' last; `InvalidValueError` for what no condition has. */
export function tokensOf(condition: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < condition.length) {
    const space = match(SPACE, condition, at)
    if (space !== null) {
      at += space.length
      continue
    }
    const token = tokenAt(condition, at)
    tokens.push(token)
    at += token.text.length
  }
  return [...tokens, { kind: 'end', text: '', at }]
}

function tokenAt(condition: string, at: number): Token {
  for (const [kind, pattern] of kinds) {
    const text = match(pattern, condition, at)
    if (text !== null) return { kind, text, at }
  }
  throw new InvalidValueError(
    `The condition '${condition}' has ${JSON.stringify(condition[at])} at ${at}, which means nothing there`,
  )
}

function match(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? null
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0' }

/** What a quoted text stands for. */
export const unquoted = (text: string): string =>
  text.slice(text.search(/["']/) + 1, -1).replace(/\\(.)/g, (_, escaped: string) => escapes[escaped] ?? escaped)

/** The column that a name means, and columns of nested types below it. */
export const partsOf = (name: string): string[] =>
  Array.from(name.matchAll(PART), ([part, quoted]) => quoted?.replaceAll('``', '`') ?? part)
