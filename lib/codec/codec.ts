import type { Plan, Stored } from '../h5/plan.js'
import type { TextEncoding, Value } from '../values/index.js'

/** What encoding needs to know beside the value. */
export interface EncodeContext {
  readonly pandasFormat: 'fixed' | 'table'
  /** How the file has texts of values; names and attributes are UTF-8 always. */
  readonly texts: TextEncoding
}

/** How one storage flag turns a value into nodes and back. No I/O happens here. */
export interface Codec<Flag extends string = string> {
  readonly flag: Flag
  /** Whether this flag is the natural one for a value; left out when it is only ever asked for by name. */
  readonly infers?: (value: Value) => boolean
  /** `InvalidTypeError` or `InvalidValueError` for what the flag cannot hold. */
  readonly encode: (name: string, value: Value, context: EncodeContext) => Plan
  /** `CorruptError` when the nodes are not as the flag promises. */
  readonly decode: (stored: Stored, texts: TextEncoding) => Value
}

export const defineCodec = <const Flag extends string>(codec: Codec<Flag>): Codec<Flag> => codec
