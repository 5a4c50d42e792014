import { InvalidTypeError, InvalidValueError, NodeLookupError } from '../errors.js'
import { commentOf, LeafNode, type LeafOptions } from '../tree/index.js'
import {
  isComplex,
  isPlainObject,
  isValue,
  reprValue,
  toPlain,
  toValue,
  type Value,
  valueTypeName,
} from '../values/index.js'
import type { Items } from './items.js'
import { type Supports, supportsItems } from './supported.js'

/** Plain objects name their items; anything else is one item. */
const isItems = (content: unknown): content is Readonly<Record<string, unknown>> => {
  return isPlainObject(content) && !isComplex(content) && !isValue(content)
}

/** What a simulation gives: items by name, of any kind that can be stored. */
export class Result extends LeafNode {
  readonly isParameter = false
  readonly isExplored = false
  readonly isLocked = false
  #items = new Map<string, Value>()

  /** `content` is an object of items by name, or one value, which gets the result's own name. */
  constructor(name: string, content?: unknown, options?: string | LeafOptions) {
    super(name, commentOf(options))
    if (content !== undefined) this.set(content)
  }

  /** Which values the class takes. */
  protected get supports(): Supports {
    return supportsItems
  }

  /**
   * Sets items: objects name theirs, other values get the result's name, `name_1`, `name_2` … by position.
   * Throws `InvalidTypeError` for what cannot be stored, and then sets nothing.
   */
  set(...contents: unknown[]): this {
    const items = contents.flatMap((content, i) =>
      isItems(content) ? Object.entries(content) : [[this.itemName(i), content] as const],
    )
    const checked = items.map(([name, content]) => [name, this.checked(name, content)] as const)
    for (const [name, value] of checked) this.#items.set(name, value)
    return this
  }

  /** Sets one item, by name or position. */
  setItem(key: string | number, content: unknown): this {
    const name = this.#nameOf(key)
    this.#items.set(name, this.checked(name, content))
    return this
  }

  /** The value of an item, or `InvalidTypeError` for what the class does not take. */
  protected checked(item: string, content: unknown): Value {
    this.checkItemName(item)
    const value = toValue(content, `'${item}' of the result '${this.fullName}'`)
    if (this.supports.takes(value)) return value
    throw new InvalidTypeError(
      `The ${this.storedClassName} '${this.fullName}' holds ${this.supports.kinds}, but '${item}' is ${valueTypeName(value)}.`,
    )
  }

  /** Throws `InvalidValueError` for a name that no item can have. */
  protected checkItemName(item: string): void {
    if (item === '' || item.includes('/')) {
      throw new InvalidValueError(
        `An item of '${this.fullName}' has a name that is not empty and has no '/', but got '${item}'.`,
      )
    }
    if (item.split('.').some((part) => part.startsWith('_i_') || part.startsWith('_p_'))) {
      throw new InvalidValueError(
        `An item of '${this.fullName}' has no name that begins with '_i_' or '_p_', which PyTables hides, but got '${item}'.`,
      )
    }
  }

  #nameOf(key: string | number): string {
    return typeof key === 'number' ? this.itemName(key) : key
  }

  /** The name of an item that is given by position. */
  itemName(position: number): string {
    if (!Number.isInteger(position) || position < 0) {
      throw new InvalidValueError(`Items of '${this.fullName}' are counted from 0, but got ${position}.`)
    }
    return position === 0 ? this.name : `${this.name}_${position}`
  }

  /** An item by name or position, or the only one. Throws `NodeLookupError`, `InvalidValueError` for several. */
  get(key?: string | number): unknown {
    return toPlain(this.typed(key))
  }

  /** The same in its typed form. */
  typed(key?: string | number): Value {
    const name = key === undefined ? this.#onlyItem() : this.#nameOf(key)
    const value = this.#items.get(name)
    if (value === undefined) {
      throw new NodeLookupError(`The result '${this.fullName}' has no item '${name}'.`, { path: this.fullName })
    }
    return value
  }

  #onlyItem(): string {
    if (this.#items.size > 1) {
      throw new InvalidValueError(
        `'${this.fullName}' has ${this.#items.size} items: name one of ${[...this.keys()].join(', ')}.`,
      )
    }
    for (const name of this.#items.keys()) return name
    throw new NodeLookupError(`The result '${this.fullName}' is empty.`, { path: this.fullName })
  }

  has(key: string | number): boolean {
    return this.#items.has(this.#nameOf(key))
  }

  keys(): IterableIterator<string> {
    return this.#items.keys()
  }

  get size(): number {
    return this.#items.size
  }

  /** All items, typed. */
  entries(): IterableIterator<[name: string, value: Value]> {
    return this.#items.entries()
  }

  /** All items by name. */
  toDict(): Record<string, unknown> {
    return Object.fromEntries(Array.from(this.#items, ([name, value]) => [name, toPlain(value)]))
  }

  /** Drops an item from memory; `NodeLookupError` when there is none. */
  remove(key: string | number): void {
    const name = this.#nameOf(key)
    if (!this.#items.delete(name)) throw new NodeLookupError(`The result '${this.fullName}' has no item '${name}'.`)
  }

  get supportsFastAccess(): boolean {
    return this.#items.size === 1 && this.#items.has(this.name)
  }

  plainValue(): unknown {
    return this.get(this.name)
  }

  /** A result takes one value by assignment, unless it has several items. */
  assign(content: unknown): void {
    if (this.#items.size > 1 && !isItems(content)) {
      throw new NodeLookupError(`'${this.fullName}' has several items: say which one by setItem().`)
    }
    this.set(content)
  }

  isEmpty(): boolean {
    return this.#items.size === 0
  }

  empty(): void {
    this.#items = new Map()
  }

  toStorage(): Map<string, Value> {
    return new Map(this.#items)
  }

  fromStorage(items: Items, options: { merge?: boolean } = {}): void {
    const decoded = this.decode(items)
    this.#items = options.merge ? new Map([...this.#items, ...decoded]) : new Map(decoded)
  }

  /** Items of the file as they are in memory. */
  protected decode(items: Items): Items {
    return items
  }

  dropItem(name: string): boolean {
    return this.#items.delete(name)
  }

  valueText(maxLength: number): string {
    let text = ''
    for (const [name, value] of this.#items) {
      text += `${text === '' ? '' : ', '}${name}=${reprValue(value)}`
      if (text.length > maxLength) return `${text.slice(0, maxLength - 3)}...`
    }
    return text
  }

  clone(): Result {
    const copy = new (this.constructor as new (name: string) => Result)(this.fullName)
    copy.comment = this.comment
    copy.#items = new Map(this.#items)
    return copy
  }
}
