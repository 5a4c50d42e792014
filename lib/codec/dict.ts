import { CorruptError, InvalidTypeError } from '../errors.js'
import { type Cell, Dict, isCell, valueTypeName } from '../values/index.js'
import { defineCodec } from './codec.js'
import { COLL_TYPE, DATA } from './names.js'
import { unfit } from './stored.js'
import { decodeColumns, encodeColumns } from './table-plan.js'

/** Dicts with entries: a table of one row. */
export const dict = defineCodec({
  flag: 'DICT',
  infers: (value) => value instanceof Dict && value.entries.size > 0,
  encode: (name, value, { texts }) => {
    if (!(value instanceof Dict)) throw unfit('DICT', name, 'a dict', value)
    return encodeColumns(name, cellsOf(name, value), 'DICT', texts, [[DATA + COLL_TYPE, 'COLL_DICT']])
  },
  decode: (stored, texts) => {
    const columns = decodeColumns(stored, texts)
    for (const cells of columns.values()) {
      if (cells.length !== 1) throw new CorruptError(`expected one row in '${stored.name}', got ${cells.length}`)
    }
    return new Dict(Array.from(columns, ([key, [cell]]) => [key, cell!]))
  },
})

function cellsOf(name: string, { entries }: Dict): Map<string, readonly Cell[]> {
  const columns = new Map<string, readonly Cell[]>()
  for (const [key, value] of entries) {
    if (!isCell(value)) {
      throw new InvalidTypeError(
        `expected a scalar, list, tuple or array as '${key}' of '${name}', got ${valueTypeName(value)}`,
      )
    }
    columns.set(key, [value])
  }
  return columns
}
