import { isCell, sameCellType } from './cell.js'
import { ObjectTable } from './object-table.js'
import { SparseMatrix } from './sparse.js'
import type { Value } from './value.js'

/** Whether two values may stand in one range or one column: the same class, and of cells the same type. */
export function sameType(a: Value, b: Value): boolean {
  if (a.constructor !== b.constructor) return false
  if (isCell(a) && isCell(b)) return sameCellType(a, b)
  if (a instanceof SparseMatrix) return a.format === (b as SparseMatrix).format && a.dtype === (b as SparseMatrix).dtype
  if (a instanceof ObjectTable)
    return [...a.columns.keys()].join('\0') === [...(b as ObjectTable).columns.keys()].join('\0')
  return true
}
