import { dtypeInfo } from './dtype.js'
import { type AnyIndex, type Column, Frame, Index, isCategory, isObject, isTime, MultiIndex } from './frame.js'

/** The rows of a frame at these places, in that order. */
export const takeRows = (frame: Frame, places: readonly number[]): Frame =>
  new Frame(
    takeIndex(frame.index, places),
    frame.columns,
    frame.data.map((column) => takeColumn(column, places)),
  )

/** The labels of an axis at these places, nothing of the axis lost. */
export function takeIndex(index: AnyIndex, places: readonly number[]): AnyIndex {
  if (index instanceof MultiIndex) {
    const codes = index.codes.map((code) => Int32Array.from(places, (place) => Number(code[place])))
    return new MultiIndex(index.levels, codes, index.names)
  }
  return new Index(takeColumn(index.data, places), {
    name: index.name,
    isPeriod: index.isPeriod,
    freq: index.isPeriod ? index.freq : null,
  })
}

export function takeColumn(column: Column, places: readonly number[]): Column {
  if (isCategory(column)) return { ...column, codes: Int32Array.from(places, (place) => column.codes[place]!) }
  if (isObject(column)) return { dtype: 'object', values: places.map((place) => column.values[place] ?? null) }
  if (isTime(column)) return { ...column, values: BigInt64Array.from(places, (place) => column.values[place]!) }
  const { array, slots } = dtypeInfo(column.dtype)
  const values = new array(places.length * slots) as Float64Array
  places.forEach((place, i) => {
    for (let slot = 0; slot < slots; slot += 1) values[i * slots + slot] = column.values[place * slots + slot] as number
  })
  return { dtype: column.dtype, values }
}
