import { InvalidValueError } from '../errors.js'
import { chunkable, shapeText } from './carray.js'
import { defineCodec } from './codec.js'
import { decodeItems } from './decode-items.js'

/** PyTables' assumption when nobody says how long an array will get. */
export const usualExpectedRows = 1000

/** Like CARRAY with a first axis that grows; chosen by flag, never inferred. */
export const earray = defineCodec({
  flag: 'EARRAY',
  encode: (name, value, { texts }) => {
    const parts = chunkable(name, value, 'EARRAY', texts)
    if (parts.shape.length === 0 || parts.shape.slice(1).includes(0)) {
      throw new InvalidValueError(
        `expected elements in every dimension but the first of '${name}' with storage flag EARRAY, got shape ${shapeText(parts.shape)}`,
      )
    }
    return { kind: 'dataset', name, layout: 'extendable', ...parts, expectedRows: usualExpectedRows }
  },
  decode: decodeItems,
})
