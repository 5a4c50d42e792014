import { InvalidTypeError } from '../errors.js'
import { SharedData } from '../values/index.js'
import { defineCodec } from './codec.js'
import { SHARED_TYPE } from './names.js'
import { textAttribute } from './stored.js'

/** Data that stay in the file: loading gives a marker, and storing is done by those who work on them. */
export const sharedData = defineCodec({
  flag: 'SHARED_DATA_',
  infers: (value) => value instanceof SharedData,
  encode: (name) => {
    throw new InvalidTypeError(
      `expected data for '${name}', got shared data, which are created in the file by themselves`,
    )
  },
  decode: ({ attributes }) => new SharedData(textAttribute(attributes, SHARED_TYPE) ?? ''),
})
