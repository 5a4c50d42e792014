import type { Cell } from './cell.js'
import { Dict } from './dict.js'
import { type AnyIndex, type Column, Frame, Index, isCategory, isObject, MultiIndex, Series } from './frame.js'
import { NDArray } from './ndarray.js'
import { Nested } from './nested.js'
import { ObjectTable } from './object-table.js'
import { PickledObject } from './pickled.js'
import { Scalar, type ScalarValue } from './scalar.js'
import { Sequence } from './sequence.js'
import { SparseMatrix } from './sparse.js'
import type { Value } from './value.js'

/** A copy that shares no buffer with the original. */
export function copyValue<V extends Value>(value: V): V
export function copyValue(value: Value): Value {
  if (value instanceof Scalar)
    return value.value instanceof Uint8Array ? new Scalar(value.type, value.value.slice()) : value
  if (value instanceof Sequence) return new Sequence(value.kind, value.itemType, value.items.map(copyItem))
  if (value instanceof NDArray) return value.copy()
  if (value instanceof Dict) return new Dict([...value.entries].map(([key, item]) => [key, copyValue(item)]))
  if (value instanceof Nested) return new Nested(value.kind, value.items.map(copyValue))
  if (value instanceof ObjectTable)
    return new ObjectTable([...value.columns].map(([name, cells]) => [name, cells.map(copyCell)]))
  if (value instanceof Frame)
    return new Frame(copyIndex(value.index), copyIndex(value.columns), value.data.map(copyColumn))
  if (value instanceof Series) return new Series(copyIndex(value.index), copyColumn(value.data), value.name)
  if (value instanceof SparseMatrix) return copySparse(value)
  if (value instanceof PickledObject) return new PickledObject(value.bytes.slice(), value.globals)
  return value
}

const copyItem = (item: ScalarValue): ScalarValue => (item instanceof Uint8Array ? item.slice() : item)
const copyCell = (cell: Cell): Cell => copyValue(cell)

function copyIndex(index: AnyIndex): AnyIndex {
  if (index instanceof Index) return new Index(copyColumn(index.data), index)
  return new MultiIndex(
    index.levels.map(copyColumn),
    index.codes.map((codes) => codes.slice()),
    index.names,
  )
}

function copyColumn<C extends Column>(column: C): C
function copyColumn(column: Column): Column {
  if (isCategory(column)) return { ...column, categories: copyColumn(column.categories), codes: column.codes.slice() }
  if (isObject(column))
    return { ...column, values: column.values.map((item) => (item instanceof Uint8Array ? item.slice() : item)) }
  return { ...column, values: column.values.slice() } as Column
}

function copySparse({ format, shape, data, indices, indptr, offsets }: SparseMatrix): SparseMatrix {
  return new SparseMatrix({
    format,
    shape,
    data: data.copy(),
    ...(indices && { indices: indices.copy() }),
    ...(indptr && { indptr: indptr.copy() }),
    ...(offsets && { offsets: offsets.copy() }),
  })
}
