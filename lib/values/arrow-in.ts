import { InvalidTypeError } from '../errors.js'
import type { TypedArray } from './dtype.js'
import {
  type CategoryColumn,
  type Column,
  Frame,
  Index,
  type ObjectCell,
  type PlainColumn,
  type TimeColumn,
} from './frame.js'
import { columnFrom } from './frame-from.js'

/*
 * Tables of apache-arrow as frames. Only what they look like is used, so any version and any copy of the package will
 * do, and none is needed.
 */

interface ArrowType {
  readonly typeId: number
  readonly isSigned?: boolean | undefined
  readonly bitWidth?: number | undefined
  readonly precision?: number | undefined
  readonly unit?: number | undefined
  readonly timezone?: string | null | undefined
  readonly isOrdered?: boolean | undefined
}
interface ArrowVector extends Iterable<unknown> {
  readonly type: ArrowType
  readonly length: number
  readonly nullCount: number
  readonly data: readonly { readonly dictionary?: Iterable<unknown> | undefined }[]
  get(index: number): unknown
  isValid(index: number): boolean
  toArray(): unknown
}
/** What a table of apache-arrow looks like. */
export interface ArrowTable {
  readonly numRows: number
  readonly schema: { readonly fields: readonly { readonly name: string; readonly type: ArrowType }[] }
  getChildAt(index: number): ArrowVector | null
}

export function isArrowTable(input: unknown): input is ArrowTable {
  const table = input as Partial<ArrowTable> | null
  return (
    typeof table === 'object' &&
    table !== null &&
    typeof table.numRows === 'number' &&
    typeof table.getChildAt === 'function' &&
    Array.isArray(table.schema?.fields)
  )
}

const NaT = -(2n ** 63n)

/** How the columns of each type are taken, by Arrow's numbers of types. */
const readers: Readonly<Record<number, (vector: ArrowVector) => Column>> = {
  2: integers,
  3: floats,
  5: texts,
  6: booleans,
  8: dates,
  10: (vector) => times(vector, 'datetime64[ns]'),
  18: (vector) => times(vector, 'timedelta64[ns]'),
  20: texts,
  [-1]: categories,
}

/**
 * A frame with the columns of an Arrow table, its rows numbered.
 *
 * Integers, floats, booleans, texts, dates and timestamps (as nanoseconds), durations and dictionaries of these are
 * taken. A missing float is NaN, a missing time NaT; a missing integer or boolean makes the column one of objects.
 * Errors: `InvalidTypeError` for a type that no frame holds.
 */
export function frameFromArrow(table: ArrowTable): Frame {
  const { fields } = table.schema
  const data = fields.map(({ name, type }, i) => {
    const vector = table.getChildAt(i)
    const read = readers[type.typeId]
    if (vector === null || read === undefined) {
      throw new InvalidTypeError(`A frame cannot hold the Arrow column '${name}', which is of type ${String(type)}`)
    }
    return read(vector)
  })
  const rows = BigInt64Array.from({ length: table.numRows }, (_, row) => BigInt(row))
  const names = new Index({ dtype: 'object', values: fields.map(({ name }) => name) })
  return new Frame(new Index({ dtype: '<i8', values: rows }), names, data)
}

const cellsOf = (cells: Iterable<unknown>): ObjectCell[] => Array.from(cells, (cell) => (cell ?? null) as ObjectCell)

function texts(vector: ArrowVector): PlainColumn {
  return { dtype: 'object', values: cellsOf(vector) }
}

function integers(vector: ArrowVector): PlainColumn {
  if (vector.nullCount > 0) return texts(vector)
  const { isSigned = true, bitWidth = 32 } = vector.type
  const dtype = `${bitWidth === 8 ? '|' : '<'}${isSigned ? 'i' : 'u'}${bitWidth / 8}`
  return { dtype, values: vector.toArray() as TypedArray }
}

/** Half floats have no number for missing that all readers know: with one they become single. */
function floats(vector: ArrowVector): PlainColumn {
  const { precision } = vector.type
  if (precision === 0 && vector.nullCount === 0) return { dtype: '<f2', values: vector.toArray() as TypedArray }
  const numbers = Array.from(vector, (cell) => (cell ?? Number.NaN) as number)
  if (precision === 2) return { dtype: '<f8', values: Float64Array.from(numbers) }
  return { dtype: '<f4', values: Float32Array.from(numbers) }
}

function booleans(vector: ArrowVector): PlainColumn {
  if (vector.nullCount > 0) return texts(vector)
  return { dtype: '|b1', values: Uint8Array.from(vector, Number) }
}

/** Nanoseconds in Arrow's units of time, by their numbers: seconds, milliseconds, microseconds, nanoseconds. */
const NANOSECONDS = [1_000_000_000n, 1_000_000n, 1000n, 1n] as const

function times(vector: ArrowVector, dtype: TimeColumn['dtype']): PlainColumn {
  const scale = NANOSECONDS[vector.type.unit ?? 3] ?? 1n
  const raw = vector.toArray() as ArrayLike<bigint | number>
  const values = BigInt64Array.from({ length: vector.length }, (_, i) =>
    vector.isValid(i) ? BigInt(raw[i]!) * scale : NaT,
  )
  const { timezone } = vector.type
  return timezone && dtype === 'datetime64[ns]' ? { dtype, values, tz: timezone } : { dtype, values }
}

/** Days come as milliseconds too. */
function dates(vector: ArrowVector): PlainColumn {
  const values = BigInt64Array.from(vector, (cell) => (cell === null ? NaT : BigInt(Number(cell)) * 1_000_000n))
  return { dtype: 'datetime64[ns]', values }
}

/** Categories keep the order of the dictionary, those without a row too. */
function categories(vector: ArrowVector): CategoryColumn {
  const codes = new Map<unknown, number>()
  const note = (cell: unknown) => {
    if (cell !== null && !codes.has(cell)) codes.set(cell, codes.size)
  }
  for (const chunk of vector.data) for (const cell of chunk.dictionary ?? []) note(cell)
  const rows = Int32Array.from(vector, (cell) => codes.get(cell) ?? -1)
  const known = columnFrom(cellsOf(codes.keys()), 'the categories') as PlainColumn
  return { dtype: 'category', categories: known, codes: rows, ordered: vector.type.isOrdered ?? false }
}
