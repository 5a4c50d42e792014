import { InvalidTypeError, NoSuchServiceError } from '../errors.js'
import { type Value, valueTypeName } from '../values/index.js'
import { array } from './array.js'
import { carray } from './carray.js'
import type { Codec } from './codec.js'
import { dict } from './dict.js'
import { earray } from './earray.js'
import { frame } from './frame.js'
import { series } from './series.js'
import { sharedData } from './shared-data.js'
import { table } from './table.js'
import { vlarray } from './vlarray.js'

export { decodeAttribute, encodeAttribute } from './attribute.js'
export type { Codec, EncodeContext } from './codec.js'
export { flattenStored, NESTED_GROUP, nestedGroup, nestPlans } from './nested-group.js'
export { textsOfGroup } from './pandas/common.js'
export { sparseFromHex, sparseToHex } from './sparse-npz.js'

/** Every storage flag. Order is the order of inference: the first codec that `infers` a value wins. */
export const codecs = [array, carray, dict, table, frame, series, sharedData, vlarray, earray] as const

export type StorageFlag = (typeof codecs)[number]['flag']

const byFlag = new Map<string, Codec>(codecs.map((codec) => [codec.flag, codec]))

/** The codec of a storage flag; `NoSuchServiceError` for an unknown one. */
export function codecFor(flag: string): Codec {
  const codec = byFlag.get(flag)
  if (!codec) {
    throw new NoSuchServiceError(`expected one of the storage flags ${[...byFlag.keys()].join(', ')}, got '${flag}'`)
  }
  return codec
}

/** The natural storage flag of a value; `InvalidTypeError` if it has none. */
export function inferFlag(name: string, value: Value): StorageFlag {
  const codec = codecs.find((candidate: Codec) => candidate.infers?.(value))
  if (!codec)
    throw new InvalidTypeError(`expected data that a file can hold for '${name}', got ${valueTypeName(value)}`)
  return codec.flag
}
