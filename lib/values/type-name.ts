import { cellTypeName, isCell } from './cell.js'
import { Dict } from './dict.js'
import { Frame, Series } from './frame.js'
import { Nested } from './nested.js'
import { None } from './none.js'
import { ObjectTable } from './object-table.js'
import { SharedData } from './shared-data.js'
import { SparseMatrix } from './sparse.js'
import type { Value } from './value.js'

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

/** A few words for error sentences: 'float', 'list of int', 'float64 array of shape 2×3'. */
export function valueTypeName(value: Value): string {
  if (isCell(value)) return cellTypeName(value)
  if (value instanceof SparseMatrix) return `${value.format} matrix of shape ${value.shape.join('×')}`
  if (value instanceof Frame) return `frame of shape ${value.shape.join('×')}`
  if (value instanceof Nested) return `${value.kind} of mixed values`
  if (value instanceof ObjectTable) return `object table of ${counted(value.nrows, 'row')}`
  if (value instanceof Series) return `series of length ${value.length}`
  if (value instanceof Dict) return `dict of ${counted(value.entries.size, 'item')}`
  if (value instanceof SharedData) return 'shared data'
  return value instanceof None ? 'None' : 'pickled object'
}
