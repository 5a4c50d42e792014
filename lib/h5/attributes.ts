import { InvalidTypeError, NotFoundError } from '../errors.js'
import { numericType, viewBytes } from './dtype.js'
import type { NativeNode, ReadAttribute, TypedValue } from './native.js'
import { errorFromNative } from './native-error.js'
import type { AttributeValue } from './plan.js'

/** Turns what C++ read into an attribute value; damage is a `CorruptError`, a strange type an `UnsupportedError`. */
export function decodeAttribute([name, value]: ReadAttribute): AttributeValue {
  if (typeof value !== 'object') return value
  if ('error' in value) throw errorFromNative(value.code, `Attribute '${name}' cannot be read: ${value.error}`, {})
  return integerScalar(value) ?? value
}

/** 64-bit integer scalars are what PyTables makes of Python's int: they come as numbers, bigints when unsafe. */
function integerScalar({ dtype, shape, data }: TypedValue): number | bigint | undefined {
  if (dtype !== '<i8' && dtype !== '>i8') return undefined
  if (shape === null || shape.length > 0 || !(data instanceof Uint8Array)) return undefined
  const value = new DataView(data.buffer, data.byteOffset).getBigInt64(0, true)
  return Number.isSafeInteger(Number(value)) ? Number(value) : value
}

export const decodeAttributes = (attributes: readonly ReadAttribute[]): Map<string, AttributeValue> =>
  new Map(attributes.map((attribute) => [attribute[0], decodeAttribute(attribute)]))

/** What may be given for an attribute: besides `AttributeValue`, a typed array or a list of numbers. */
export type AttributeInput = AttributeValue | ArrayBufferView | readonly number[]

/** The attributes of one node, like a Map that lives in the file. */
export class AttributeSet {
  readonly #node: () => NativeNode

  /** `node` gives the open node, or throws when it is closed. */
  constructor(node: () => NativeNode) {
    this.#node = node
  }

  /** Undefined when there is none of that name. */
  get(name: string): AttributeValue | undefined {
    const node = this.#node()
    if (!node.hasAttribute(name)) return undefined
    const [attribute] = node.attributes([name])
    return attribute && decodeAttribute(attribute)
  }

  has(name: string): boolean {
    return this.#node().hasAttribute(name)
  }

  /** Creates or replaces; text is written as UTF-8. */
  set(name: string, value: AttributeInput): this {
    this.#node().setAttributes([[name, encodeAttribute(name, value)]])
    return this
  }

  /** Creates or replaces several by one call. */
  assign(values: Iterable<readonly [string, AttributeInput]>): this {
    this.#node().setAttributes(Array.from(values, ([name, value]) => [name, encodeAttribute(name, value)] as const))
    return this
  }

  /** `NotFoundError` when there is none of that name. */
  delete(name: string): void {
    if (!this.has(name)) throw new NotFoundError(`There is no attribute '${name}' to delete`)
    this.#node().removeAttribute(name)
  }

  keys(): string[] {
    return this.#node()
      .attributes()
      .map(([name]) => name)
  }

  entries(): Map<string, AttributeValue> {
    return decodeAttributes(this.#node().attributes())
  }

  [Symbol.iterator](): Iterator<[string, AttributeValue]> {
    return this.entries()[Symbol.iterator]()
  }
}

const typestrOf = new Map<unknown, string>([
  [Int8Array, '|i1'],
  [Uint8Array, '|u1'],
  [Uint8ClampedArray, '|u1'],
  [Int16Array, '<i2'],
  [Uint16Array, '<u2'],
  [Int32Array, '<i4'],
  [Uint32Array, '<u4'],
  [Float32Array, '<f4'],
  [Float64Array, '<f8'],
  [BigInt64Array, '<i8'],
  [BigUint64Array, '<u8'],
])

/** The typestr of a typed array's elements; undefined for other views. */
export const typestrOfArray = (data: ArrayBufferView): string | undefined => typestrOf.get(data.constructor)

function encodeAttribute(name: string, value: AttributeInput): AttributeValue {
  if (Array.isArray(value)) return encodeAttribute(name, Float64Array.from(value as number[]))
  if (ArrayBuffer.isView(value)) {
    const dtype = typestrOfArray(value)
    if (dtype === undefined) throw new InvalidTypeError(`Attribute '${name}' cannot hold a ${value.constructor.name}`)
    const data = new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    return { dtype, shape: [(value as Uint8Array).length], data }
  }
  if (value === null || value === undefined || typeof value === 'function' || typeof value === 'symbol') {
    throw new InvalidTypeError(
      `Attribute '${name}' must be text, a number, a bigint, a boolean, a typed array or a typed value; got ${String(value)}`,
    )
  }
  return value as AttributeValue
}

/** A numeric scalar or array attribute as numbers (bigints for 64 bit); undefined when it is none. */
export function numbersOf(value: AttributeValue): ArrayLike<number | bigint> | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return [value]
  if (typeof value !== 'object' || typeof value.dtype !== 'string' || !(value.data instanceof Uint8Array))
    return undefined
  const type = numericType(value.dtype)
  return type && viewBytes(value.data, type)
}
