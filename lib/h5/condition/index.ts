import { InvalidTypeError, InvalidValueError } from '../../errors.js'
import { describe } from '../../options.js'
import type { Columns } from '../rows.js'
import {
  both,
  type Cell,
  calculate,
  call,
  column,
  compare,
  comparisons,
  constant,
  either,
  not,
  type Term,
} from './terms.js'
import { partsOf, type Token, tokensOf, unquoted } from './tokens.js'

/** Values for names in a condition that are no columns. */
export type Variables = Readonly<Record<string, number | bigint | string | boolean>>

/** A condition on rows of a table. */
export interface Condition {
  /** The columns it asks for, outermost names. */
  readonly columns: readonly string[]
  /** Which rows of a block hold. `InvalidTypeError` when columns and operators do not fit. */
  readonly select: (columns: Columns, rows: number) => number[]
}

/**
 * Understands `(x > 3) & (name == "b") | ~done`: comparisons, arithmetic, functions, and/or/not in Python's, numexpr's
 * and JavaScript's spelling. `and`, `or` and `not` bind less than comparisons however they are spelt. Names with blanks,
 * dots or anything else stand between backticks.
 *
 * Errors: `InvalidValueError` for what is no condition and for unknown names, saying where.
 */
export function parseCondition(text: string, columnNames: readonly string[], variables: Variables = {}): Condition {
  if (typeof text !== 'string') throw new InvalidTypeError(`A condition must be text; got ${describe(text)}`)
  const parser = new Parser(text, columnNames, variables)
  const term = parser.whole()
  return {
    columns: [...parser.used],
    select: (columns, rows) => {
      const bound = term(columns)
      if (bound.isText) throw new InvalidTypeError(`The condition '${text}' gives a text, not true or false`)
      const found: number[] = []
      for (let row = 0; row < rows; row++) if (bound.at(row)) found.push(row)
      return found
    },
  }
}

const OR = ['|', '||', 'or']
const AND = ['&', '&&', 'and']
const NOT = ['~', '!', 'not']
const SUMS = ['+', '-']
const PRODUCTS = ['*', '/', '%']
const equalities: Readonly<Record<string, string>> = { '===': '==', '!==': '!=' }
const truths: Readonly<Record<string, Cell>> = { True: 1, true: 1, False: 0, false: 0 }

/** Recursive descent, one method per level of binding, loosest first. */
class Parser {
  readonly used = new Set<string>()
  readonly #text: string
  readonly #tokens: readonly Token[]
  readonly #columnNames: readonly string[]
  readonly #variables: Variables
  #next = 0

  constructor(text: string, columnNames: readonly string[], variables: Variables) {
    this.#text = text
    this.#tokens = tokensOf(text)
    this.#columnNames = columnNames
    this.#variables = variables
  }

  whole(): Term {
    const term = this.#or()
    if (this.#token.kind !== 'end') throw this.#unexpected('an operator or the end')
    return term
  }

  #or(): Term {
    let term = this.#and()
    while (this.#take(OR)) term = either(term, this.#and())
    return term
  }

  #and(): Term {
    let term = this.#not()
    while (this.#take(AND)) term = both(term, this.#not())
    return term
  }

  #not(): Term {
    return this.#take(NOT) ? not(this.#not()) : this.#comparison()
  }

  /** `1 < x <= 3` means both. */
  #comparison(): Term {
    let left = this.#sum()
    let all: Term | null = null
    for (;;) {
      const sign = this.#comparisonSign()
      if (sign === null) return all ?? left
      const right = this.#sum()
      const one = compare(sign, left, right)
      all = all === null ? one : both(all, one)
      left = right
    }
  }

  #comparisonSign(): string | null {
    const { kind, text } = this.#token
    const sign = equalities[text] ?? text
    if (kind !== 'sign' || !Object.hasOwn(comparisons, sign)) return null
    this.#next++
    return sign
  }

  #sum(): Term {
    return this.#leftToRight(SUMS, () => this.#product())
  }

  #product(): Term {
    return this.#leftToRight(PRODUCTS, () => this.#unary())
  }

  #leftToRight(signs: readonly string[], operand: () => Term): Term {
    let term = operand()
    for (let sign = this.#take(signs); sign !== null; sign = this.#take(signs)) term = calculate(sign, term, operand())
    return term
  }

  #unary(): Term {
    const sign = this.#take(SUMS)
    if (sign === null) return this.#power()
    const operand = this.#unary()
    return sign === '-' ? calculate('-', constant(0), operand) : operand
  }

  #power(): Term {
    const base = this.#atom()
    return this.#take(['**']) ? calculate('**', base, this.#unary()) : base
  }

  #atom(): Term {
    const token = this.#token
    if (this.#take(['('])) return this.#closed(this.#or())
    if (token.kind === 'end' || token.kind === 'sign') throw this.#unexpected('a value')
    this.#next++
    if (token.kind === 'number') return constant(numberFrom(token.text))
    if (token.kind === 'text') return constant(unquoted(token.text))
    return this.#take(['(']) ? call(token.text, this.#closed(this.#or())) : this.#named(token)
  }

  #closed(term: Term): Term {
    if (this.#take([')']) === null) throw this.#unexpected("')'")
    return term
  }

  /** A column, else a variable. */
  #named({ text }: Token): Term {
    const parts = this.#columnNames.includes(text) ? [text] : partsOf(text)
    const [outer = ''] = parts
    if (this.#columnNames.includes(outer)) {
      this.used.add(outer)
      return column(parts)
    }
    if (Object.hasOwn(this.#variables, text)) {
      const value = this.#variables[text]!
      return constant(typeof value === 'boolean' ? Number(value) : value)
    }
    if (Object.hasOwn(truths, text)) return constant(truths[text]!)
    throw new InvalidValueError(
      `The condition '${this.#text}' names '${text}', which is no column; there are ${this.#columnNames.map(quotedName).join(', ')}`,
    )
  }

  get #token(): Token {
    return this.#tokens[this.#next]!
  }

  /** The next token if it is one of these signs or words. */
  #take(signs: readonly string[]): string | null {
    const { kind, text } = this.#token
    const isWord = kind === 'name' && !this.#columnNames.includes(text)
    if ((kind !== 'sign' && !isWord) || !signs.includes(text)) return null
    this.#next++
    return text
  }

  #unexpected(wanted: string): InvalidValueError {
    const { kind, text, at } = this.#token
    const got = kind === 'end' ? 'it ends there' : `it has '${text}'`
    return new InvalidValueError(`The condition '${this.#text}' needs ${wanted} at ${at}, but ${got}`)
  }
}

/** Integers too large for a number keep their value. */
function numberFrom(text: string): Cell {
  const value = Number(text)
  return Number.isInteger(value) && !Number.isSafeInteger(value) && /^(0[xX])?[0-9a-fA-F]+$/.test(text)
    ? BigInt(text)
    : value
}

/** A name as a condition has to write it. */
const quotedName = (name: string): string =>
  /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? name : `\`${name.replaceAll('`', '``')}\``
