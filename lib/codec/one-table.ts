import { CorruptError } from '../errors.js'
import type { AttributeValue, DatasetPlan, StoredDataset } from '../h5/plan.js'
import type { Cell, TextEncoding } from '../values/index.js'
import { isStruct } from './dtypes.js'
import { deinterleave, interleave, type PackedColumn, unpackColumn } from './table-columns.js'
import { wholeChunk } from './whole-chunk.js'

/** PyTables and pypet split wider tables. */
export const maxColumns = 512

/** One table dataset with its columns in the order given. */
export function tablePlan(
  name: string,
  columns: readonly PackedColumn[],
  nrows: number,
  attributes: readonly [string, AttributeValue][],
): DatasetPlan {
  const rows = interleave(columns, nrows)
  return {
    kind: 'dataset',
    name,
    layout: 'table',
    title: name,
    ...rows,
    shape: [nrows],
    ...wholeChunk({ shape: [nrows], data: rows.data }),
    attributes: new Map(attributes),
    expectedRows: nrows,
  }
}

/** The columns of one table dataset; `attributes` says what they were. */
export function decodeTable(
  stored: StoredDataset,
  attributes: StoredDataset['attributes'],
  texts: TextEncoding,
): Map<string, Cell[]> {
  const { name, dtype, data, shape } = stored
  const [nrows] = shape
  if (!isStruct(dtype) || nrows === undefined || shape.length !== 1) {
    throw new CorruptError(`expected a table in '${name}', got other elements`)
  }
  const packed = deinterleave(dtype, data, nrows, `'${name}'`)
  return new Map(
    dtype.fields.map(([column, type]) => [
      column,
      unpackColumn(column, type, packed.get(column)!, nrows, attributes, `'${name}'`, texts),
    ]),
  )
}
