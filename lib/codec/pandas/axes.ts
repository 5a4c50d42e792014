import {
  type AnyIndex,
  type Column,
  dtypeInfo,
  Index,
  isCategory,
  isObject,
  isTime,
  MultiIndex,
  readElement,
} from '../../values/index.js'

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

/** A text for each label by which equal ones are found. */
export function keysOf(index: AnyIndex): string[] {
  if (index instanceof Index) return Array.from({ length: index.length }, (_, i) => cellKey(index.data, i))
  return Array.from({ length: index.length }, (_, i) =>
    index.codes
      .map((code, level) => (Number(code[i]) < 0 ? '' : cellKey(index.levels[level]!, Number(code[i]))))
      .join('\0'),
  )
}

function cellKey(column: Column, i: number): string {
  if (isCategory(column)) return cellKey(column.categories, column.codes[i]!)
  const cell =
    isObject(column) || isTime(column) ? column.values[i] : readElement({ data: column.values, dtype: column.dtype }, i)
  return `${typeof cell === 'bigint' ? 'number' : typeof cell}:${String(cell)}`
}
