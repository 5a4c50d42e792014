import { type AnyIndex, type Column, Index, isCategory, isObject, isTime, readElement } from '../../values/index.js'

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
