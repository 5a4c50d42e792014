import { types } from 'node:util'
import { InvalidTypeError } from '../errors.js'
import { dtypeInfo, type TypedArray } from './dtype.js'
import {
  type AnyIndex,
  type Column,
  columnLength,
  Frame,
  Index,
  type Label,
  MultiIndex,
  type ObjectCell,
  Series,
} from './frame.js'
import { NDArray } from './ndarray.js'
import { describeInput } from './scalar.js'
import { ownBytes, ownView } from './views.js'

/** What makes a column: a typed array, an array, a one-dimensional NDArray, or a column as it is. */
export type ColumnInput = TypedArray | readonly unknown[] | NDArray | Column
export type IndexInput = ColumnInput | AnyIndex

/**
 * Makes a frame of columns by name. Without an index its rows are numbered.
 *
 * Arrays of integers become int64, of other numbers float64, of booleans bool, of dates datetime64[ns], of anything
 * else objects, where null is missing.
 */
export function frame(columns: Readonly<Record<string, ColumnInput>>, options: { index?: IndexInput } = {}): Frame {
  const data = Object.entries(columns).map(([name, input]) => columnFrom(input, `column '${name}'`))
  const names = new Index({ dtype: 'object', values: Object.keys(columns) })
  return new Frame(indexFrom(options.index, data[0] ? columnLength(data[0]) : 0), names, data)
}

/** Makes a series; types and index as for `frame`. */
export function series(values: ColumnInput, options: { index?: IndexInput; name?: Label } = {}): Series {
  const data = columnFrom(values, 'the series')
  return new Series(indexFrom(options.index, columnLength(data)), data, options.name ?? null)
}

function indexFrom(input: IndexInput | undefined, rows: number): AnyIndex {
  if (input instanceof Index || input instanceof MultiIndex) return input
  if (input !== undefined) return new Index(columnFrom(input, 'the index'))
  return new Index({ dtype: '<i8', values: BigInt64Array.from({ length: rows }, (_, i) => BigInt(i)) })
}

/** A column of what is given, see `frame`. */
export function columnFrom(input: ColumnInput, what: string): Column {
  if (input instanceof NDArray) return fromArray(input, what)
  const view = ownView(input)
  if (view) return { dtype: view.dtype, values: view.data }
  if (Array.isArray(input)) return fromItems(input, what)
  if (typeof input === 'object' && input !== null && 'dtype' in input) return input as Column
  throw new InvalidTypeError(`expected an array for ${what}, got ${describeInput(input)}`)
}

function fromArray(array: NDArray, what: string): Column {
  const { kind } = dtypeInfo(array.dtype)
  if (array.ndim !== 1 || kind === 'bytes')
    throw new InvalidTypeError(`expected one dimension of numbers or text for ${what}`)
  const { data, dtype } = array.contiguous()
  return kind === 'text'
    ? { dtype: 'object', values: data as readonly string[] }
    : { dtype, values: data as TypedArray }
}

const isInteger = (item: unknown): boolean =>
  (Number.isSafeInteger(item) && !Object.is(item, -0)) || (typeof item === 'bigint' && BigInt.asIntN(64, item) === item)

function fromItems(items: readonly unknown[], what: string): Column {
  const every = (test: (item: unknown) => boolean): boolean => items.length > 0 && items.every(test)
  if (every(isInteger)) return { dtype: '<i8', values: BigInt64Array.from(items, (item) => BigInt(item as number)) }
  if (every((item) => typeof item === 'number')) return { dtype: '<f8', values: Float64Array.from(items as number[]) }
  if (every((item) => typeof item === 'boolean')) return { dtype: '|b1', values: Uint8Array.from(items, Number) }
  if (every((item) => types.isDate(item)))
    return { dtype: 'datetime64[ns]', values: BigInt64Array.from(items, nanoseconds) }
  const wrong = items.find((item) => typeof item === 'object' && item !== null && !types.isUint8Array(item))
  if (wrong !== undefined || items.some((item) => typeof item === 'undefined')) {
    throw new InvalidTypeError(`expected plain values or null in ${what}, got ${describeInput(wrong)}`)
  }
  return { dtype: 'object', values: items.map((item) => ownBytes(item) ?? item) as ObjectCell[] }
}

/** An invalid date is NaT. */
function nanoseconds(date: unknown): bigint {
  const time = (date as Date).getTime()
  return Number.isNaN(time) ? -(2n ** 63n) : BigInt(time) * 1_000_000n
}
