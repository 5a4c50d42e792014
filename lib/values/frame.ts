import { InvalidTypeError, InvalidValueError } from '../errors.js'
import { dtypeInfo, type TypedArray } from './dtype.js'

/** What names a column, a row or an axis in pandas; numbers are kept as they are, null is "no name". */
export type Label = string | number | bigint | boolean | null
/** What an object column holds. */
export type ObjectCell = Label | Uint8Array

/** Numbers, booleans and complex numbers: `dtype` is numpy's typestr, the buffer is as in `NDArray`. */
export interface NumericColumn {
  readonly dtype: string
  readonly values: TypedArray
}
/** Text, or any mixture of plain values; missing is null or NaN. */
export interface ObjectColumn {
  readonly dtype: 'object'
  readonly values: readonly ObjectCell[]
}
/** Nanoseconds since 1970 (UTC) or of a duration; -2^63 is NaT. */
export interface TimeColumn {
  readonly dtype: 'datetime64[ns]' | 'timedelta64[ns]'
  readonly values: BigInt64Array
  /** Name of the time zone of a datetime column. */
  readonly tz?: string
}
export interface CategoryColumn {
  readonly dtype: 'category'
  readonly categories: PlainColumn
  /** Index into the categories, -1 for missing. */
  readonly codes: Int8Array | Int16Array | Int32Array
  readonly ordered: boolean
}
export type PlainColumn = NumericColumn | ObjectColumn | TimeColumn
export type Column = PlainColumn | CategoryColumn

export const isCategory = (column: Column): column is CategoryColumn => column.dtype === 'category'
export const isObject = (column: Column): column is ObjectColumn => column.dtype === 'object'
export const isTime = (column: Column): column is TimeColumn => /^(datetime|timedelta)64\[ns\]$/.test(column.dtype)
export const isNumeric = (column: Column): column is NumericColumn =>
  !isCategory(column) && !isObject(column) && !isTime(column)

/** Number of rows. */
export function columnLength(column: Column): number {
  if (isCategory(column)) return column.codes.length
  return isNumeric(column) ? column.values.length / dtypeInfo(column.dtype).slots : column.values.length
}

/** Labels of one axis. */
export class Index {
  readonly name: Label
  readonly data: Column
  /** pandas' name of the spacing of times, such as 'D' or '2H'. */
  readonly freq: string | null
  /** Whether the integers count periods of `freq` since 1970. */
  readonly isPeriod: boolean

  constructor(data: Column, options: { name?: Label; freq?: string | null; isPeriod?: boolean } = {}) {
    this.data = checkedColumn(data, 'the index')
    this.name = options.name ?? null
    this.freq = options.freq ?? null
    this.isPeriod = options.isPeriod ?? false
    if (this.isPeriod && (data.dtype !== '<i8' || this.freq === null)) {
      throw new InvalidTypeError(`expected int64 and a freq for periods, got ${data.dtype} and ${this.freq}`)
    }
  }

  get length(): number {
    return columnLength(this.data)
  }
}

/** Labels with several levels. */
export class MultiIndex {
  readonly levels: readonly Column[]
  /** For each level: index into its values, -1 for missing. */
  readonly codes: readonly (Int8Array | Int16Array | Int32Array | BigInt64Array)[]
  readonly names: readonly Label[]

  constructor(
    levels: readonly Column[],
    codes: readonly (Int8Array | Int16Array | Int32Array | BigInt64Array)[],
    names?: readonly Label[],
  ) {
    this.levels = levels
    this.codes = codes
    this.names = names ?? levels.map(() => null)
    if (codes.length !== levels.length || this.names.length !== levels.length || levels.length === 0) {
      throw new InvalidValueError(`expected codes and a name for each of ${levels.length} levels of a MultiIndex`)
    }
    codes.forEach((code, i) => {
      checkCodes(code, columnLength(levels[i]!), this.length)
    })
  }

  get length(): number {
    return this.codes[0]?.length ?? 0
  }
}

export type AnyIndex = Index | MultiIndex

/** A pandas DataFrame: columns of equal length with labels on both axes. */
export class Frame {
  readonly index: AnyIndex
  readonly columns: AnyIndex
  readonly data: readonly Column[]

  /** `InvalidValueError` when lengths do not fit each other. */
  constructor(index: AnyIndex, columns: AnyIndex, data: readonly Column[]) {
    this.index = index
    this.columns = columns
    this.data = data
    if (columns.length !== data.length) {
      throw new InvalidValueError(`expected ${columns.length} columns for as many labels, got ${data.length}`)
    }
    for (const column of data) checkLength(checkedColumn(column, 'the frame'), index.length)
  }

  get shape(): readonly [rows: number, columns: number] {
    return [this.index.length, this.data.length]
  }
}

/** A pandas Series: one column with labels. */
export class Series {
  readonly name: Label
  readonly index: AnyIndex
  readonly data: Column

  /** `InvalidValueError` when the lengths differ. */
  constructor(index: AnyIndex, data: Column, name: Label = null) {
    this.name = name
    this.index = index
    this.data = checkedColumn(data, 'the series')
    checkLength(data, index.length)
  }

  get length(): number {
    return this.index.length
  }
}

function checkLength(column: Column, rows: number): void {
  const length = columnLength(column)
  if (length !== rows) throw new InvalidValueError(`expected ${rows} rows as the index has, got ${length}`)
}

function checkedColumn(column: Column, what: string): Column {
  if (isCategory(column)) checkCodes(column.codes, columnLength(column.categories), column.codes.length)
  else if (isTime(column)) requireArray(column.values, BigInt64Array, column.dtype, what)
  else if (isObject(column)) {
    if (!Array.isArray(column.values)) throw new InvalidTypeError(`expected an array of values in ${what}`)
  } else requireArray(column.values, dtypeInfo(column.dtype).array, column.dtype, what)
  return column
}

function requireArray(values: unknown, Class: unknown, dtype: string, what: string): void {
  if (!(values instanceof (Class as new () => object))) {
    throw new InvalidTypeError(`expected a ${(Class as { name: string }).name} for dtype ${dtype} in ${what}`)
  }
}

function checkCodes(codes: ArrayLike<number | bigint>, count: number, length: number): void {
  if (codes.length !== length) throw new InvalidValueError(`expected ${length} codes, got ${codes.length}`)
  for (let i = 0; i < codes.length; i += 1) {
    const code = Number(codes[i])
    if (code < -1 || code >= count)
      throw new InvalidValueError(`expected codes between -1 and ${count - 1}, got ${code}`)
  }
}
