import { Series } from '../values/index.js'
import { defineCodec } from './codec.js'
import { decodeSeries, encodeSeries } from './pandas/series.js'
import { groupOf, unfit } from './stored.js'

/** pandas series, in the format that the context asks for. */
export const series = defineCodec({
  flag: 'SERIES',
  infers: (value) => value instanceof Series,
  encode: (name, value, context) => {
    if (!(value instanceof Series)) throw unfit('SERIES', name, 'a series', value)
    return encodeSeries(name, value, context)
  },
  decode: (stored) => decodeSeries(groupOf(stored)),
})
