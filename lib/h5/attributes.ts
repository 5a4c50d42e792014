import { NotFoundError, TrajstoreError } from '../errors.js'
import { type AttributeForm, plainAttribute, typedAttribute } from './attribute-forms.js'
import { type AttributeInput, encodeAttribute, UnreadableAttribute } from './attribute-input.js'
import { numericType, viewBytes } from './dtype.js'
import type { NativeNode, ReadAttribute, TypedValue } from './native.js'
import type { AttributeValue } from './plan.js'

/** Turns what C++ read into the exact value that it is; damage is a `CorruptError`, a strange type an `UnsupportedError`. */
export function decodeAttribute(attribute: ReadAttribute): AttributeValue {
  const value = typedAttribute(attribute)
  return typeof value === 'object' ? (integerScalar(value) ?? value) : value
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

/** One value, or why it cannot be had. */
export type AttributeEntry = AttributeValue | UnreadableAttribute

function entryOf(attribute: ReadAttribute): [string, AttributeEntry] {
  try {
    return [attribute[0], plainAttribute(decodeAttribute(attribute))]
  } catch (error) {
    if (!(error instanceof TrajstoreError)) throw error
    return [attribute[0], new UnreadableAttribute(error)]
  }
}

/** The attributes of one node, like a Map that lives in the file. */
export class AttributeSet {
  readonly #node: () => NativeNode

  /** `node` gives the open node, or throws when it is closed. */
  constructor(node: () => NativeNode) {
    this.#node = node
  }

  /** Single numbers as such, bigints where they are unsafe as numbers; undefined when there is none of that name. */
  get(name: string): AttributeValue | undefined {
    const attribute = this.#read(name)
    return attribute && plainAttribute(decodeAttribute(attribute))
  }

  /** The same with its type; texts and booleans, which have one type each, as they are. */
  typed(name: string): AttributeForm | undefined {
    const attribute = this.#read(name)
    return attribute && typedAttribute(attribute)
  }

  #read(name: string): ReadAttribute | undefined {
    const node = this.#node()
    return node.hasAttribute(name) ? node.attributes([name])[0] : undefined
  }

  has(name: string): boolean {
    return this.#node().hasAttribute(name)
  }

  /** Creates or replaces; text is written as UTF-8. */
  set(name: string, value: AttributeInput): this {
    this.#node().setAttributes([[name, encodeAttribute(name, value)]])
    return this
  }

  /** Creates or replaces several by one call; those of another node keep their types. */
  assign(values: Iterable<readonly [string, AttributeInput]>): this {
    if (values instanceof AttributeSet) return this.assign(values.exact())
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

  get size(): number {
    return this.#node().attributes().length
  }

  /** All of them; one that cannot be read is an `UnreadableAttribute`, which has its error. */
  entries(): Map<string, AttributeEntry> {
    return new Map(this.#node().attributes().map(entryOf))
  }

  /** All of them, or the error of the first that cannot be read. */
  readable(): Map<string, AttributeValue> {
    return new Map(Array.from(this.exact(), ([name, value]) => [name, plainAttribute(value)]))
  }

  /** @internal As `readable`, floats with their types: what was stored as a value has to come back as that. */
  exact(): Map<string, AttributeValue> {
    return decodeAttributes(this.#node().attributes())
  }

  [Symbol.iterator](): MapIterator<[string, AttributeEntry]> {
    return this.entries()[Symbol.iterator]()
  }
}

/** A numeric scalar or array attribute as numbers (bigints for 64 bit); undefined when it is none. */
export function numbersOf(value: AttributeValue): ArrayLike<number | bigint> | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return [value]
  if (typeof value !== 'object' || typeof value.dtype !== 'string' || !(value.data instanceof Uint8Array))
    return undefined
  const type = numericType(value.dtype)
  return type && viewBytes(value.data, type)
}
