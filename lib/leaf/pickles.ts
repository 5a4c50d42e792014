import { CorruptError, InvalidTypeError } from '../errors.js'
import { PickledObject, Scalar, type Value, valueTypeName } from '../values/index.js'

/** Name of the item that holds the pickle protocol. */
export const PROTOCOL = '__pckl_prtcl__'

const PROTO_OPCODE = 0x80

function pickleOf(value: Value): PickledObject {
  if (value instanceof PickledObject) return value
  throw new InvalidTypeError(`A pickle was expected, but got ${valueTypeName(value)}.`)
}

/** A pickle as it stands in the file. */
export const toBytes = (value: Value): Scalar => new Scalar('bytes', pickleOf(value).bytes)

/** Pickles from protocol 2 on begin with their protocol's number. */
export function protocolOf(value: Value): Scalar {
  const { bytes } = pickleOf(value)
  return new Scalar('int', bytes[0] === PROTO_OPCODE ? (bytes[1] ?? 0) : 0)
}

/** Back from the file; `CorruptError` for anything but bytes. */
export function toPickled(value: Value, leaf: string): PickledObject {
  if (value instanceof PickledObject) return value
  if (value instanceof Scalar && value.value instanceof Uint8Array) return new PickledObject(value.value)
  throw new CorruptError(`'${leaf}' needs a pickle, but the file has ${valueTypeName(value)}.`)
}
