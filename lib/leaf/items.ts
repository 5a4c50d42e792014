import { CorruptError } from '../errors.js'
import { ObjectTable, Scalar, type Value } from '../values/index.js'

/** Items of a leaf as they stand in the file. */
export type Items = ReadonlyMap<string, Value>

/** The cells of a column; `CorruptError` when the item is no table with that column. */
export function columnOf(items: Items, item: string, column: string, leaf: string): readonly Value[] {
  const table = items.get(item)
  const cells = table instanceof ObjectTable ? table.columns.get(column) : undefined
  if (cells === undefined) {
    throw new CorruptError(
      `'${leaf}' needs a table '${item}' with a column '${column}', but the file has another item.`,
    )
  }
  return cells
}

/** The values of a range that is stored as different values and, for each run, the position of its value. */
export function valuesAt(
  items: Items,
  table: string,
  itemName: (position: number) => string,
  leaf: string,
): readonly Value[] {
  return columnOf(items, table, 'idx', leaf).map((cell) => {
    const name = itemName(Number(cell instanceof Scalar ? cell.value : Number.NaN))
    const value = items.get(name)
    if (value === undefined) throw new CorruptError(`'${leaf}' needs an item '${name}', but the file has none.`)
    return value
  })
}

export const eightDigits = (position: number): string => String(position).padStart(8, '0')
