import { InvalidTypeError, UnsupportedError } from '../errors.js'
import type { ArrowTable } from './arrow-in.js'
import { dtypeInfo } from './dtype.js'
import {
  type Column,
  type Frame,
  Index,
  isCategory,
  isObject,
  isTime,
  type NumericColumn,
  type ObjectColumn,
} from './frame.js'

type Arrow = typeof import('apache-arrow')
type Vector = import('apache-arrow').Vector

const NaT = -(2n ** 63n)

/**
 * An Arrow table with the columns of a frame. An index that only numbers the rows is left out; any other is the first
 * column, called as the index is, else `index`.
 *
 * Errors: `UnsupportedError` when the package `apache-arrow` is not installed, `InvalidTypeError` for complex numbers,
 * mixed objects and an index of several levels.
 */
export async function frameToArrow(frame: Frame): Promise<ArrowTable> {
  const arrow = await loadArrow()
  const columns = namedColumns(frame).map(([name, column]) => [name, vectorOf(arrow, name, column)] as const)
  return new arrow.Table(Object.fromEntries(columns)) as unknown as ArrowTable
}

async function loadArrow(): Promise<Arrow> {
  try {
    return await import('apache-arrow')
  } catch (cause) {
    throw new UnsupportedError("Arrow tables are made by the package 'apache-arrow': install it beside trajstore", {
      cause,
    })
  }
}

function namedColumns({ index, columns, data }: Frame): [name: string, column: Column][] {
  if (!(index instanceof Index) || !(columns instanceof Index)) {
    throw new InvalidTypeError('An Arrow table has no index or columns of several levels')
  }
  const labels = columns.data
  const named = data.map((column, i): [string, Column] => [String(labelAt(labels, i)), column])
  const isNumbering = index.name === null && index.data.dtype === '<i8' && isCounting(index.data as NumericColumn)
  return isNumbering ? named : [[String(index.name ?? 'index'), index.data], ...named]
}

const labelAt = (labels: Column, i: number): unknown =>
  isCategory(labels) ? labelAt(labels.categories, labels.codes[i]!) : labels.values[i]

const isCounting = ({ values }: NumericColumn): boolean =>
  Array.prototype.every.call(values, (value: bigint, row: number) => value === BigInt(row))

function vectorOf(arrow: Arrow, name: string, column: Column): Vector {
  if (isCategory(column)) {
    const dictionary = vectorOf(arrow, name, column.categories)
    const type = new arrow.Dictionary(dictionary.type, new arrow.Int32(), null, column.ordered)
    const data = Int32Array.from(column.codes)
    return arrow.makeVector({ type, data, dictionary, ...validity(data, (code) => code >= 0) } as never) as Vector
  }
  if (isObject(column)) return objects(arrow, name, column)
  if (isTime(column)) {
    const type =
      column.dtype === 'datetime64[ns]'
        ? new arrow.TimestampNanosecond(column.tz ?? null)
        : new arrow.DurationNanosecond()
    return arrow.makeVector({
      type,
      data: column.values,
      ...validity(column.values, (value) => value !== NaT),
    } as never) as Vector
  }
  return numbers(arrow, name, column)
}

function numbers(arrow: Arrow, name: string, { dtype, values }: NumericColumn): Vector {
  const { kind, slots } = dtypeInfo(dtype)
  if (slots !== 1 || kind === 'bytes')
    throw new InvalidTypeError(`An Arrow table cannot hold column '${name}' of dtype ${dtype}`)
  if (kind === 'bool') return arrow.vectorFromArray(Array.from(values as Uint8Array, Boolean), new arrow.Bool())
  if (dtype === '<f2') return arrow.makeVector({ type: new arrow.Float16(), data: values } as never) as Vector
  return arrow.makeVector(values as Float64Array) as unknown as Vector
}

/** Text, or booleans, that may be missing. */
function objects(arrow: Arrow, name: string, { values }: ObjectColumn): Vector {
  const cells = values.map((cell) => (Number.isNaN(cell) ? null : cell))
  const is = (type: string) => cells.every((cell) => cell === null || typeof cell === type)
  if (is('string')) return arrow.vectorFromArray(cells, new arrow.Utf8())
  if (is('boolean')) return arrow.vectorFromArray(cells, new arrow.Bool())
  if (is('bigint')) return arrow.vectorFromArray(cells, new arrow.Int64())
  if (is('number')) return arrow.vectorFromArray(cells, new arrow.Float64())
  throw new InvalidTypeError(`An Arrow table cannot hold column '${name}' of mixed objects`)
}

/** Arrow's bits of what is there; none when nothing is missing. */
function validity<T>(
  values: ArrayLike<T>,
  isThere: (value: T) => boolean,
): { nullBitmap?: Uint8Array; nullCount?: number } {
  const nullBitmap = new Uint8Array(Math.ceil(values.length / 8))
  let nullCount = 0
  for (let i = 0; i < values.length; i++) {
    if (isThere(values[i]!)) nullBitmap[i >> 3]! |= 1 << (i & 7)
    else nullCount++
  }
  return nullCount === 0 ? {} : { nullBitmap, nullCount }
}
