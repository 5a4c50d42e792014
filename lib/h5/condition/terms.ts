import { InvalidTypeError, InvalidValueError } from '../../errors.js'
import { NDArray } from '../../values/index.js'
import type { Column, Columns } from '../rows.js'

/** What a term gives for a row. Truth is a number, 0 or 1, as a column of booleans is. */
export type Cell = number | bigint | string

/** A term that knows the columns of a block of rows. */
export interface Bound {
  readonly isText: boolean
  readonly at: (row: number) => Cell
}

/** A part of a condition, made for a block of rows when that block was read. */
export type Term = (columns: Columns) => Bound

export const constant = (value: Cell): Term => {
  const bound = { isText: typeof value === 'string', at: () => value }
  return () => bound
}

/** A column by its name, with further ones for columns of a nested type. */
export const column =
  (parts: readonly string[]): Term =>
  (columns) => {
    const found = parts.reduce<Column | undefined>((of, part) => (of as Columns | undefined)?.[part], columns)
    if (Array.isArray(found)) return { isText: true, at: (row) => found[row] as string }
    if (ArrayBuffer.isView(found)) {
      const values = found as unknown as ArrayLike<number | bigint>
      return { isText: false, at: (row) => values[row] as number | bigint }
    }
    if (found instanceof NDArray && found.ndim === 1 && /^<f\d+$/.test(found.dtype))
      return { isText: false, at: (row) => found.get(row) as number }
    const what = found instanceof NDArray ? 'cells with a shape or of complex numbers' : 'columns of its own'
    throw new InvalidTypeError(`A condition compares numbers and texts, but column '${parts.join('.')}' has ${what}`)
  }

// --- operators ------------------------------------------------------------------------------------------------------

/** Comparisons; 64-bit integers are compared exactly with numbers. */
export const comparisons: Readonly<Record<string, (a: Cell, b: Cell) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  // biome-ignore lint/suspicious/noDoubleEquals: 5n == 5, and both sides are numbers or both are texts
  '==': (a, b) => a == b,
  // biome-ignore lint/suspicious/noDoubleEquals: the same
  '!=': (a, b) => a != b,
}

/** Arithmetic is that of float64. */
export const arithmetic: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  // The sign of the divisor, as in Python.
  '%': (a, b) => a - b * Math.floor(a / b),
  '**': (a, b) => a ** b,
}

export const functions: Readonly<Record<string, (a: number) => number>> = {
  abs: Math.abs,
  sqrt: Math.sqrt,
  exp: Math.exp,
  log: Math.log,
  log10: Math.log10,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  floor: Math.floor,
  ceil: Math.ceil,
}

export const compare =
  (sign: string, left: Term, right: Term): Term =>
  (columns) => {
    const [a, b] = [left(columns), right(columns)]
    if (a.isText !== b.isText) throw new InvalidTypeError(`'${sign}' compares numbers or texts; got one of each`)
    const holds = comparisons[sign]!
    return { isText: false, at: (row) => (holds(a.at(row), b.at(row)) ? 1 : 0) }
  }

export const calculate =
  (sign: string, left: Term, right: Term): Term =>
  (columns) => {
    const [a, b] = [numeric(left(columns), sign), numeric(right(columns), sign)]
    const apply = arithmetic[sign]!
    return { isText: false, at: (row) => apply(Number(a.at(row)), Number(b.at(row))) }
  }

export const call = (name: string, argument: Term): Term => {
  const apply = functions[name]
  if (apply === undefined) {
    throw new InvalidValueError(`A condition may call ${Object.keys(functions).join(', ')}; there is no '${name}'`)
  }
  return (columns) => {
    const a = numeric(argument(columns), name)
    return { isText: false, at: (row) => apply(Number(a.at(row))) }
  }
}

export const not =
  (term: Term): Term =>
  (columns) => {
    const a = numeric(term(columns), 'not')
    return { isText: false, at: (row) => (a.at(row) ? 0 : 1) }
  }

export const both =
  (left: Term, right: Term): Term =>
  (columns) => {
    const [a, b] = [numeric(left(columns), 'and'), numeric(right(columns), 'and')]
    return { isText: false, at: (row) => (a.at(row) && b.at(row) ? 1 : 0) }
  }

export const either =
  (left: Term, right: Term): Term =>
  (columns) => {
    const [a, b] = [numeric(left(columns), 'or'), numeric(right(columns), 'or')]
    return { isText: false, at: (row) => (a.at(row) || b.at(row) ? 1 : 0) }
  }

function numeric(bound: Bound, operator: string): Bound {
  if (bound.isText) throw new InvalidTypeError(`'${operator}' takes numbers and conditions, no texts`)
  return bound
}
