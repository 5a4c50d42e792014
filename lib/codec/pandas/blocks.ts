import { type Column, dtypeInfo, isCategory, isNumeric, isTime } from '../../values/index.js'

/** Columns of one dtype that pandas keeps and stores together. */
export interface Block {
  readonly dtype: string
  readonly columns: readonly Column[]
  /** Their places in the frame. */
  readonly places: readonly number[]
}

/** pandas' name of a column's dtype. */
export function dtypeName(column: Column): string {
  if (isTime(column) && column.tz !== undefined) return `datetime64[ns, ${column.tz}]`
  if (!isNumeric(column)) return column.dtype
  return dtypeInfo(column.dtype).scalar?.replace(/_$/, '') ?? column.dtype
}

/** The blocks of a frame as pandas consolidates them: zoned times and categories alone and first, the rest by name. */
export function blocksOf(columns: readonly Column[]): Block[] {
  const alone: Block[] = []
  const shared = new Map<string, { columns: Column[]; places: number[] }>()
  columns.forEach((column, place) => {
    const dtype = dtypeName(column)
    if (isCategory(column) || dtype.startsWith('datetime64[ns, '))
      alone.push({ dtype, columns: [column], places: [place] })
    else {
      const block = shared.get(dtype) ?? { columns: [], places: [] }
      block.columns.push(column)
      block.places.push(place)
      shared.set(dtype, block)
    }
  })
  const sorted = [...shared].sort(([a], [b]) => (a < b ? -1 : 1)).map(([dtype, block]) => ({ dtype, ...block }))
  return [...alone, ...sorted]
}
