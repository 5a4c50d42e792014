import { InvalidValueError } from '../errors.js'
import { NDArray, Sequence, type TextEncoding, type Value } from '../values/index.js'
import { defineCodec } from './codec.js'
import { decodeItems } from './decode-items.js'
import { arrayParts } from './elements.js'
import { sequenceParts } from './sequence-parts.js'
import { unfit } from './stored.js'
import { wholeChunk } from './whole-chunk.js'

/** Compressing less than this saves no space: an index of chunks takes 2 KiB. Readers do not mind the layout. */
const SMALLEST_CHUNK = 4096
/** Arrays in chunks, so that filters apply. */
export const carray = defineCodec({
  flag: 'CARRAY',
  infers: (value) => value instanceof NDArray && value.size > 0 && value.ndim > 0,
  encode: (name, value, { texts }) => {
    const parts = chunkable(name, value, 'CARRAY', texts)
    if (parts.shape.length === 0 || parts.shape.includes(0)) {
      throw new InvalidValueError(
        `expected elements in every dimension of '${name}' with storage flag CARRAY, got shape ${shapeText(parts.shape)}`,
      )
    }
    const layout = parts.data.length < SMALLEST_CHUNK ? 'contiguous' : 'chunked'
    return { kind: 'dataset', name, layout, ...parts, expectedRows: parts.shape[0]!, ...wholeChunk(parts) }
  },
  decode: decodeItems,
})

/** Parts of an array, list or tuple for a chunked layout. */
export function chunkable(
  name: string,
  value: Value,
  flag: string,
  texts: TextEncoding,
): ReturnType<typeof arrayParts> | ReturnType<typeof sequenceParts> {
  if (value instanceof NDArray) return arrayParts(value, flag, texts)
  if (value instanceof Sequence) return sequenceParts(name, value, flag, texts)
  throw unfit(flag, name, 'an array, list or tuple', value)
}

export const shapeText = (shape: readonly number[]): string => (shape.length === 0 ? '()' : shape.join('×'))
