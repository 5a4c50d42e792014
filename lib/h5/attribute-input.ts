import { InvalidTypeError, InvalidValueError, type TrajstoreError } from '../errors.js'
import { describe } from '../options.js'
import { isPlainObject, NDArray, ndarray, ownBytes, ownView } from '../values/index.js'
import { bytesOf } from './dtype.js'
import { packElements } from './elements.js'
import type { NativeAttribute, NativeAttributeValue, TypedValue } from './native.js'
import type { AttributeValue } from './plan.js'

/** Items of a list: all numbers, all bigints and whole numbers, all booleans or all texts. */
export type AttributeItem = number | bigint | boolean | string
export type AttributeList = readonly (AttributeItem | AttributeList)[]

/** What stands in the place of a value that could not be read: it has the error, which `get` throws. */
export class UnreadableAttribute {
  readonly error: TrajstoreError

  /** @internal */
  constructor(error: TrajstoreError) {
    this.error = error
  }

  toString(): string {
    return this.error.message
  }
}

/**
 * What may be given for an attribute: besides `AttributeValue`, an array of any kind or a list, nested for axes. What
 * could not be read cannot be written either: its error is thrown.
 */
export type AttributeInput =
  | AttributeValue
  | NDArray
  | ArrayBufferView
  | ArrayBufferLike
  | AttributeList
  | UnreadableAttribute

const kinds =
  'text, a number, a bigint, a boolean, a typed array, a list of one of these, an NDArray or a typed value { dtype, shape, data }'

/** What crosses for it. Errors: `InvalidTypeError` for what no attribute can be, `InvalidValueError` for ragged lists. */
export function encodeAttribute(name: string, value: AttributeInput): NativeAttributeValue {
  const what = `Attribute '${name}'`
  if (['string', 'number', 'bigint', 'boolean'].includes(typeof value)) return value as AttributeItem
  if (value instanceof UnreadableAttribute) throw value.error
  if (Array.isArray(value)) return encodeList(value, what)
  const view = ownView(value)
  if (view) return { dtype: view.dtype, shape: [view.data.length], data: bytesOf(view.data) }
  if (value instanceof NDArray) return packElements(value, undefined, what)
  if (isPlainObject(value) && 'dtype' in value) return encodeTyped(value as unknown as TypedValue, what)
  throw new InvalidTypeError(`${what} must be ${kinds}; got ${describe(value)}`)
}

/** The bytes of other typed arrays than Uint8Array are meant too. */
function encodeTyped(value: TypedValue, what: string): TypedValue {
  const { dtype, shape, data } = value
  if (shape === undefined || data === undefined)
    throw new InvalidTypeError(`${what} needs dtype, shape and data; got ${Object.keys(value).join(', ')}`)
  const view = ownBytes(data) ?? ownView(data)?.data
  return { dtype, shape, data: view ? bytesOf(view) : data }
}

function encodeList(list: readonly unknown[], what: string): TypedValue {
  const shape = shapeOf(list, what)
  const items = itemsOf(list, shape, what)
  const kind = itemKinds.find(({ fits }) => fits(items))
  if (kind) return { shape, ...kind.encode(items, what) }
  const odd = items.find((item) => typeof item !== typeof items[0]) ?? items[0]
  throw new InvalidTypeError(
    `${what} takes a list of numbers, of whole numbers and bigints, of booleans or of texts; got ${describe(odd)}${
      odd === items[0] ? '' : ` beside ${describe(items[0])}`
    }`,
  )
}

/** libhdf5's limit, which also stops a list that holds itself. */
const MOST_AXES = 32

function shapeOf(list: unknown, what: string): number[] {
  const shape: number[] = []
  for (let level = list; Array.isArray(level); level = level[0]) {
    if (shape.length === MOST_AXES)
      throw new InvalidValueError(`${what} takes at most ${MOST_AXES} levels of lists; got more`)
    shape.push(level.length)
  }
  return shape
}

/** In C order, holes as undefined. */
function itemsOf(list: unknown, shape: readonly number[], what: string): unknown[] {
  const [length, ...inner] = shape
  if (Array.isArray(list) ? list.length !== length : length !== undefined)
    throw new InvalidValueError(`${what} takes nested lists of equal lengths; got lists of different ones`)
  return Array.isArray(list) ? Array.from(list, (item: unknown) => itemsOf(item, inner, what)).flat() : [list]
}

type Encoded = Pick<TypedValue, 'dtype' | 'data'>
const typed = (items: readonly unknown[], dtype: string): Encoded => {
  const { data } = ndarray(items, [items.length], dtype)
  return { dtype, data: bytesOf(data as Uint8Array) }
}

const all = (items: readonly unknown[], test: (item: unknown) => boolean): boolean => items.every(test)

/** The first that fits is how a list is written. */
const itemKinds: readonly {
  readonly fits: (items: readonly unknown[]) => boolean
  readonly encode: (items: readonly unknown[], what: string) => Encoded
}[] = [
  { fits: (items) => all(items, (item) => typeof item === 'number'), encode: (items) => typed(items, '<f8') },
  { fits: (items) => all(items, (item) => typeof item === 'boolean'), encode: (items) => typed(items, '|b1') },
  {
    fits: (items) => all(items, (item) => typeof item === 'string'),
    encode: (items) => ({ dtype: '|T', data: items as readonly string[] }),
  },
  {
    fits: (items) => all(items, (item) => typeof item === 'bigint' || Number.isSafeInteger(item)),
    encode: (items, what) => typed(items, integerType(items as readonly (number | bigint)[], what)),
  },
]

function integerType(items: readonly (number | bigint)[], what: string): string {
  if (items.every((item) => BigInt.asIntN(64, BigInt(item)) === BigInt(item))) return '<i8'
  if (items.every((item) => BigInt.asUintN(64, BigInt(item)) === BigInt(item))) return '<u8'
  throw new InvalidValueError(`${what} holds integers of 64 bits, all signed or all unsigned; got others`)
}

/** What a new node has: its own attributes, and those that were given, which count. */
export function withGiven(
  own: readonly NativeAttribute[],
  given: Readonly<Record<string, AttributeInput>> = {},
): NativeAttribute[] {
  const encoded = Object.entries(given).map(([name, value]) => [name, encodeAttribute(name, value)] as const)
  return [...new Map<string, NativeAttributeValue>([...own, ...encoded])]
}
