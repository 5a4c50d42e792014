import { ObjectTable } from '../values/index.js'
import { defineCodec } from './codec.js'
import { unfit } from './stored.js'
import { decodeColumns, encodeColumns } from './table-plan.js'

/** Object tables, and with them the values and ranges of parameters. */
export const table = defineCodec({
  flag: 'TABLE',
  infers: (value) => value instanceof ObjectTable,
  encode: (name, value, { texts }) => {
    if (!(value instanceof ObjectTable)) throw unfit('TABLE', name, 'an object table', value)
    return encodeColumns(name, value.columns, 'TABLE', texts)
  },
  decode: (stored, texts) => new ObjectTable(decodeColumns(stored, texts)),
})
