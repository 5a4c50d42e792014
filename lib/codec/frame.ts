import { Frame } from '../values/index.js'
import { defineCodec } from './codec.js'
import { decodeFrame, encodeFrame } from './pandas/frame.js'
import { groupOf, unfit } from './stored.js'

/** pandas frames, in the format that the context asks for. */
export const frame = defineCodec({
  flag: 'FRAME',
  infers: (value) => value instanceof Frame,
  encode: (name, value, context) => {
    if (!(value instanceof Frame)) throw unfit('FRAME', name, 'a frame', value)
    return encodeFrame(name, value, context)
  },
  decode: (stored) => decodeFrame(groupOf(stored)),
})
