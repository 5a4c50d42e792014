import {
  type AnyIndex,
  type Column,
  columnLength,
  isCategory,
  isNumeric,
  isTime,
  MultiIndex,
  NDArray,
} from '../values/index.js'

const MISSING = -(2n ** 63n)
const SECOND = 1_000_000_000n

/** The cells of a column of a frame, as numbers, text, bigints, or null where one is missing. */
export function columnCells(column: Column): unknown[] {
  if (isCategory(column)) {
    const categories = columnCells(column.categories)
    return Array.from(column.codes, (code) => categories[code] ?? null)
  }
  if (isTime(column)) return Array.from(column.values, (time) => timeCell(time, column.dtype))
  if (!isNumeric(column)) return [...column.values]
  const { dtype, values } = column
  return [...new NDArray({ data: values, dtype, shape: [columnLength(column)] }).elements()]
}

/** Dates in ISO's form, durations as nanoseconds. */
function timeCell(time: bigint, dtype: string): string | bigint | null {
  if (time === MISSING) return null
  if (dtype.startsWith('timedelta')) return time
  const nanoseconds = ((time % SECOND) + SECOND) % SECOND
  const seconds = new Date(Number((time - nanoseconds) / SECOND) * 1000).toISOString().slice(0, 19)
  return `${seconds}.${String(nanoseconds).padStart(9, '0')}`
}

/** The labels of an axis; those of several levels as lists. */
export function indexCells(index: AnyIndex): unknown[] {
  if (!(index instanceof MultiIndex)) return columnCells(index.data)
  const levels = index.levels.map(columnCells)
  return Array.from({ length: index.length }, (_, row) =>
    levels.map((level, place) => level[Number(index.codes[place]![row])] ?? null),
  )
}

/** The labels of an axis as names of columns. */
export const labelsOf = (index: AnyIndex): string[] =>
  indexCells(index).map((label) => (Array.isArray(label) ? label.join('.') : String(label)))
