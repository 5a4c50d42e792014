import { InvalidTypeError, TrajstoreError } from '../errors.js'
import { type SequenceBrand, sequenceBrands } from './brands.js'
import type { ScalarType } from './dtype.js'
import { describeInput, fitScalar, Scalar, type ScalarValue, scalarTypeOf } from './scalar.js'

export type SequenceKind = 'list' | 'tuple'

/** A flat Python list or tuple whose items are all of one scalar type. */
export class Sequence {
  readonly kind: SequenceKind
  /** Null when there are no items. */
  readonly itemType: ScalarType | null
  readonly items: readonly ScalarValue[]

  constructor(kind: SequenceKind, itemType: ScalarType | null, items: readonly ScalarValue[]) {
    if (itemType === null && items.length > 0)
      throw new InvalidTypeError(`expected an item type for a ${kind} with items`)
    this.kind = kind
    this.itemType = items.length === 0 ? null : itemType
    this.items = itemType === null ? [] : items.map((item) => fitScalar(itemType, item))
  }

  /**
   * Takes a JavaScript array; `what` names it in errors. Without a type the items decide: all integers make 'int',
   * integers and other numbers 'float'; anything else mixed, and anything nested, is `InvalidTypeError`.
   */
  static from(
    kind: SequenceKind,
    items: readonly unknown[],
    itemType?: ScalarType | null,
    what = `the ${kind}`,
  ): Sequence {
    if (items.length === 0) return new Sequence(kind, null, [])
    const type = itemType ?? commonType(items, what)
    return new Sequence(
      kind,
      type,
      Array.from(items, (item) => (item instanceof Scalar ? item.value : (item as ScalarValue))),
    )
  }
}

/** A JavaScript array that is stored as a list, of `itemType` if given. */
export function list(items: readonly unknown[], itemType?: ScalarType): unknown[] {
  return brandedArray(Sequence.from('list', items, itemType))
}

/** A frozen JavaScript array that is stored as a tuple, of `itemType` if given. */
export function tuple(items: readonly unknown[], itemType?: ScalarType): readonly unknown[] {
  return brandedArray(Sequence.from('tuple', items, itemType))
}

/** The items as a JavaScript array that remembers what it was. */
export function brandedArray({ kind, itemType, items }: Sequence): ScalarValue[] {
  const array = [...items]
  sequenceBrands.set(array, { kind, itemType })
  return kind === 'tuple' ? (Object.freeze(array) as ScalarValue[]) : array
}

/** The sequence an array stands for: by its brand while its items fit, else by the items alone. */
export function sequenceOf(array: readonly unknown[], what: string): Sequence {
  const brand: SequenceBrand | undefined = sequenceBrands.get(array)
  const kind = brand?.kind ?? 'list'
  const itemType = brand?.itemType
  const keep = itemType && array.every((item) => fitsExactly(itemType, item))
  return Sequence.from(kind, array, keep ? itemType : null, what)
}

/** Whether a scalar type holds this plain value without changing it. */
export function fitsExactly(type: ScalarType, item: unknown): boolean {
  if (item instanceof Scalar) return item.type === type
  try {
    const fitted = fitScalar(type, item as ScalarValue)
    return (
      typeof fitted === 'object' ||
      Object.is(fitted, item) ||
      (typeof item === 'bigint' && BigInt(fitted as number) === item)
    )
  } catch (error) {
    if (error instanceof TrajstoreError) return false
    throw error
  }
}

/** The one scalar type of all items. */
export function commonType(items: readonly unknown[], what: string): ScalarType {
  const types = new Set<ScalarType>()
  let index = 0
  for (const item of items) {
    const type = item instanceof Scalar ? item.type : scalarTypeOf(item)
    if (type === null) throw new InvalidTypeError(notScalar(item, index, what))
    types.add(type)
    index += 1
  }
  const [first, ...others] = types
  if (others.length === 0) return first!
  if (types.size === 2 && types.has('int') && types.has('float') && !items.some(isBigOrScalar)) return 'float'
  throw new InvalidTypeError(`expected items of one type in ${what}, got ${[...types].join(' and ')}`)
}

const isBigOrScalar = (item: unknown): boolean => typeof item === 'bigint' || item instanceof Scalar

function notScalar(item: unknown, index: number, what: string): string {
  const hint = typeof item === 'object' && item !== null ? '; for nested numbers use ndarray(...)' : ''
  return `expected numbers, booleans, text or bytes in ${what}, got ${describeInput(item)} at index ${index}${hint}`
}
