import { CorruptError, InvalidValueError } from '../errors.js'
import type { DType, StructDType } from '../h5/native.js'
import type { Attributes, AttributeValue } from '../h5/plan.js'
import { type Cell, dtypeInfo, NDArray, product, Scalar, Sequence, type TextEncoding } from '../values/index.js'
import { elementType } from './dtypes.js'
import { arrayCollType, arrayOf, isTextArray, packArray } from './elements.js'
import { columnPrefix, NULS } from './names.js'
import { type Packed, packItems, packTexts, tableWidth } from './pack.js'
import { type CollType, readRecall, recallAttributes, recallItems } from './recall.js'
import { sequenceCollType } from './sequence-parts.js'

/** One column of a table, packed row after row. */
export interface PackedColumn {
  readonly name: string
  readonly dtype: DType
  readonly data: Uint8Array
  readonly attributes: readonly [string, AttributeValue][]
}

/** Packs the cells of one column; all are of the type of the first. `what` names the table in errors. */
export function packColumn(name: string, cells: readonly Cell[], what: string, texts: TextEncoding): PackedColumn {
  checkColumnName(name, what)
  const [first] = cells
  if (!first) throw new InvalidValueError(`expected at least one row in ${what}, got none`)
  const shape = first instanceof NDArray ? first.shape : first instanceof Sequence ? [first.items.length] : []
  if (product(shape) === 0) {
    throw new InvalidValueError(`expected non-empty cells in column '${name}' of ${what}, got an empty one`)
  }
  const packed = packCells(name, cells, texts)
  return {
    name,
    dtype: shape.length === 0 ? packed.dtype : { base: packed.dtype, shape },
    data: packed.data,
    attributes: recallAttributes(columnPrefix(name), collTypeOf(first), scalarTypeOf(first), packed),
  }
}

/** PyTables keeps some names for itself. */
function checkColumnName(name: string, what: string): void {
  if (name === '' || name === '.' || /[/\0]|^_[cfgv]_/.test(name)) {
    throw new InvalidValueError(
      `expected a name without '/' that does not start with _c_, _f_, _g_ or _v_ for a column of ${what}, got '${name}'`,
    )
  }
}

function packCells(name: string, cells: readonly Cell[], texts: TextEncoding): Packed {
  const [first] = cells
  if (first instanceof NDArray) return packArrays(cells as readonly NDArray[], texts)
  const what = `column '${name}'`
  if (first instanceof Sequence) {
    const items = (cells as readonly Sequence[]).flatMap((cell) => cell.items)
    return packItems(items, first.itemType ?? 'float', what, tableWidth, texts)
  }
  const scalars = cells as readonly Scalar[]
  return packItems(
    scalars.map(({ value }) => value),
    scalars[0]!.type,
    what,
    tableWidth,
    texts,
  )
}

/** Byte arrays keep their width, which is their type; text gets room to grow. */
function packArrays(cells: readonly NDArray[], texts: TextEncoding): Packed {
  if (isTextArray(cells[0]!))
    return packTexts(
      cells.flatMap((cell) => [...cell.elements()] as string[]),
      tableWidth,
      texts,
    )
  const packed = cells.map((cell) => packArray(cell, texts))
  return { dtype: packed[0]!.dtype, data: Buffer.concat(packed.map(({ data }) => data)), nuls: [] }
}

function collTypeOf(cell: Cell): CollType {
  if (cell instanceof NDArray) return arrayCollType(cell)
  return cell instanceof Sequence ? sequenceCollType(cell) : 'COLL_SCALAR'
}

function scalarTypeOf(cell: Cell): Scalar['type'] | null {
  if (cell instanceof NDArray) return isTextArray(cell) ? 'str' : null
  return cell instanceof Sequence ? cell.itemType : cell.type
}

/** The columns side by side, row by row, without padding. */
export function interleave(columns: readonly PackedColumn[], nrows: number): { dtype: StructDType; data: Uint8Array } {
  const widths = columns.map(({ data }) => data.length / nrows)
  const rowSize = widths.reduce((sum, width) => sum + width, 0)
  const rows = new Uint8Array(rowSize * nrows)
  let offset = 0
  columns.forEach(({ data }, i) => {
    const width = widths[i]!
    for (let row = 0, source = 0, target = offset; row < nrows; row += 1, target += rowSize) {
      for (let stop = source + width, at = target; source < stop; source += 1, at += 1) rows[at] = data[source]!
    }
    offset += width
  })
  return { dtype: { fields: columns.map(({ name, dtype }) => [name, dtype] as const) }, data: rows }
}

/** The bytes of each column, row after row. */
export function deinterleave(
  dtype: StructDType,
  data: Uint8Array,
  nrows: number,
  what: string,
): Map<string, Uint8Array> {
  const sizes = dtype.fields.map(([name, type]) => elementType(type, `column '${name}' of ${what}`).itemsize)
  const rowSize = sizes.reduce((sum, size) => sum + size, 0)
  if (data.length !== rowSize * nrows) {
    throw new CorruptError(`expected ${rowSize * nrows} bytes in ${what}, got ${data.length}`)
  }
  let offset = 0
  return new Map(
    dtype.fields.map(([name], i) => {
      const width = sizes[i]!
      const column = new Uint8Array(width * nrows)
      for (let row = 0, source = offset, target = 0; row < nrows; row += 1, source += rowSize) {
        for (let stop = target + width, at = source; target < stop; target += 1, at += 1) column[target] = data[at]!
      }
      offset += width
      return [name, column]
    }),
  )
}

/** The cells of one column as what they were. */
export function unpackColumn(
  name: string,
  type: DType,
  data: Uint8Array,
  nrows: number,
  attributes: Attributes,
  what: string,
  texts: TextEncoding,
): Cell[] {
  const { dtype, shape } = elementType(type, `column '${name}' of ${what}`)
  const prefix = columnPrefix(name)
  const { collType, scalarType } = readRecall(attributes, prefix)
  const size = product(shape)
  if (collType === 'COLL_NDARRAY' || collType === 'COLL_MATRIX' || (collType === null && shape.length > 0)) {
    const options = { isText: scalarType === 'str', nuls: attributes.get(prefix + NULS) }
    const all = arrayOf({ dtype, shape: [nrows * size], data }, texts, options)
    const isMatrix = collType === 'COLL_MATRIX' && shape.length === 2
    return Array.from({ length: nrows }, (_, row) =>
      new NDArray({ data: all.data, dtype: all.dtype, shape, offset: row * size, isMatrix }).copy(),
    )
  }
  const recalled = recallItems(data, dtype, nrows * size, attributes, prefix, false, texts)
  if (collType !== 'COLL_LIST' && collType !== 'COLL_TUPLE')
    return recalled.items.map((item) => new Scalar(recalled.type, item))
  const kind = collType === 'COLL_TUPLE' ? 'tuple' : 'list'
  return Array.from(
    { length: nrows },
    (_, row) => new Sequence(kind, recalled.type, recalled.items.slice(row * size, (row + 1) * size)),
  )
}

/** Bytes of one cell. */
export const columnWidth = ({ dtype }: PackedColumn): number =>
  typeof dtype === 'object' && 'base' in dtype
    ? dtypeInfo(dtype.base as string).itemsize * product(dtype.shape)
    : dtypeInfo(dtype as string).itemsize
