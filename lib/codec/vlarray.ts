import { CorruptError } from '../errors.js'
import type { DatasetPlan, StoredDataset } from '../h5/plan.js'
import { NDArray, Nested, product, type TextEncoding, type Value } from '../values/index.js'
import { defineCodec } from './codec.js'
import { elementType } from './dtypes.js'
import { usualExpectedRows } from './earray.js'
import { arrayOf, isTextArray, packArray, withStore } from './elements.js'
import { DATA, NULS } from './names.js'
import { exactWidth, type Packed, packTexts } from './pack.js'
import { readRecall, recallAttributes } from './recall.js'
import { datasetOf, unfit } from './stored.js'

/**
 * Rows of different lengths; chosen by flag. One array is one row, and what comes back is always the list of all rows,
 * as pypet has it; such a list is stored so again.
 */
export const vlarray = defineCodec({
  flag: 'VLARRAY',
  infers: isRagged,
  encode: (name, value, { texts }): DatasetPlan => {
    const rows = rowsOf(name, value)
    const packed = packRows(rows, texts)
    const recall = recallAttributes(DATA, 'COLL_NDARRAY', isTextArray(rows[0]!) ? 'str' : null, packed)
    return {
      kind: 'dataset',
      name,
      layout: 'ragged',
      dtype: packed.dtype,
      data: packed.data,
      shape: [rows.length],
      lengths: Uint32Array.from(rows, (row) => row.size),
      attributes: withStore(recall, 'VLARRAY'),
      expectedRows: usualExpectedRows,
    }
  },
  decode: (stored, texts) => new Nested('list', decodeRows(datasetOf(stored), texts)),
})

const isRow = (value: Value): value is NDArray => value instanceof NDArray && value.ndim === 1

function isRagged(value: Value): boolean {
  if (!(value instanceof Nested) || value.items.length === 0) return false
  const [first] = value.items
  return value.items.every((row) => isRow(row) && row.dtype === (first as NDArray).dtype)
}

function rowsOf(name: string, value: Value): readonly NDArray[] {
  if (isRow(value)) return [value]
  if (isRagged(value)) return (value as Nested).items as readonly NDArray[]
  throw unfit('VLARRAY', name, 'a one-dimensional array, or a list of such arrays of one dtype', value)
}

function packRows(rows: readonly NDArray[], texts: TextEncoding): Packed {
  if (isTextArray(rows[0]!))
    return packTexts(
      rows.flatMap((row) => [...row.elements()] as string[]),
      exactWidth,
      texts,
    )
  const packed = rows.map((row) => packArray(row, texts))
  return { dtype: packed[0]!.dtype, data: Buffer.concat(packed.map(({ data }) => data)), nuls: [] }
}

function decodeRows({ name, dtype, data, lengths, attributes, layout }: StoredDataset, texts: TextEncoding): NDArray[] {
  if (layout !== 'ragged' || !lengths) throw new CorruptError(`expected rows of variable length in '${name}'`)
  const { dtype: element, shape: inner } = elementType(dtype, `'${name}'`)
  const isText = readRecall(attributes, DATA).scalarType === 'str'
  const total = lengths.reduce((sum, length) => sum + length, 0)
  const all = arrayOf({ dtype: element, shape: [total * product(inner)], data }, texts, {
    isText,
    nuls: attributes.get(DATA + NULS),
  })
  let offset = 0
  return Array.from(lengths, (length) => {
    const row = new NDArray({ data: all.data, shape: [length, ...inner], offset, dtype: all.dtype })
    offset += length * product(inner)
    return row.copy()
  })
}
