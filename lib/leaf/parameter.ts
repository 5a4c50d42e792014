import { InvalidTypeError, InvalidValueError, ParameterLockedError } from '../errors.js'
import { commentOf, LeafNode, type LeafOptions, oneLine } from '../tree/index.js'
import {
  equalValues,
  NONE,
  ObjectTable,
  reprValue,
  sameType,
  toPlain,
  toValue,
  type Value,
  valueTypeName,
} from '../values/index.js'
import { columnOf, type Items } from './items.js'
import { type Range, rangeOf, valuesOf } from './range.js'
import { typedRange } from './range-types.js'
import { type Supports, supportsCells } from './supported.js'

/**
 * A value that a simulation depends on, and a range of values when it is explored.
 * Takes scalars and flat lists, tuples and arrays that are not empty. Reading locks it against changes.
 */
export class Parameter extends LeafNode {
  readonly isParameter: boolean = true
  #default: Value | null = null
  #current: Value | null = null
  #range: Range | null = null
  #locked = false

  /** `content` is the value (nothing or null makes it empty), `options` a comment. Throws `InvalidTypeError`. */
  constructor(name: string, content?: unknown, options?: string | LeafOptions) {
    super(name, commentOf(options))
    if (content !== undefined && content !== null) this.set(content)
  }

  /** Which values the class takes. */
  protected get supports(): Supports {
    return supportsCells
  }

  /** Whether two values may stand in one range. */
  protected sameKind(a: Value, b: Value): boolean {
    return sameType(a, b)
  }

  // --- reading ------------------------------------------------------------------------------------------------------

  /** The current value: that of the current run, outside of a run the default. Locks. */
  get(): unknown {
    return toPlain(this.read(this.#current))
  }

  /** The current value, as `get()`; assigning sets it. */
  get value(): unknown {
    return this.get()
  }

  set value(content: unknown) {
    this.set(content)
  }

  /** The value outside of any run. Locks. */
  get default(): unknown {
    return toPlain(this.read(this.#default))
  }

  /** The value in a run, -1 for the default. Locks. `InvalidTypeError` without a range, `InvalidValueError` beyond it. */
  at(index: number): unknown {
    return toPlain(this.read(index === -1 ? this.#default : this.valueAt(index)))
  }

  /** The values run by run. Locks. `InvalidTypeError` when the parameter is not explored. */
  get range(): unknown[] {
    return Array.from(valuesOf(this.#explored()), (value) => toPlain(this.read(value)))
  }

  /** Number of values: 0 when empty, 1, or that of the runs when explored. */
  get length(): number {
    return this.#range?.length ?? (this.isEmpty() ? 0 : 1)
  }

  get isExplored(): boolean {
    return this.#range !== null
  }

  isEmpty(): boolean {
    return this.#default === null
  }

  /** The typed default, which does not lock; null when empty. */
  get typedDefault(): Value | null {
    return this.#default
  }

  /** The typed current value, which does not lock; null when empty. */
  get typedValue(): Value | null {
    return this.#current
  }

  /** The typed value in a run, which does not lock; without a range the default in every run. */
  typedAt(index: number): Value {
    return this.#range === null ? this.#present(this.#default) : this.valueAt(index)
  }

  protected valueAt(index: number): Value {
    const range = this.#explored()
    if (!Number.isInteger(index) || index < 0 || index >= range.length) {
      throw new InvalidValueError(
        `'${this.fullName}' has values for the runs 0 to ${range.length - 1}, but run ${index} was asked for.`,
      )
    }
    return range.at(index)
  }

  protected read(value: Value | null): Value {
    const present = this.#present(value)
    this.#locked = true
    return present
  }

  #present(value: Value | null): Value {
    if (value === null) throw new InvalidTypeError(`The parameter '${this.fullName}' is empty.`)
    return value
  }

  #explored(): Range {
    if (this.#range === null) throw new InvalidTypeError(`The parameter '${this.fullName}' is not explored.`)
    return this.#range
  }

  get supportsFastAccess(): boolean {
    return !this.isEmpty()
  }

  plainValue(): unknown {
    return this.get()
  }

  assign(content: unknown): void {
    this.set(content)
  }

  // --- changing -----------------------------------------------------------------------------------------------------

  get isLocked(): boolean {
    return this.#locked
  }

  lock(): void {
    this.#locked = true
  }

  unlock(): void {
    this.#locked = false
  }

  /** Sets the value; null empties. Throws `ParameterLockedError`, `InvalidTypeError`. */
  set(content: unknown): this {
    this.#checkUnlocked('set')
    if (this.isExplored) {
      throw new InvalidTypeError(`'${this.fullName}' is explored: shrink the trajectory before setting another value.`)
    }
    const value = content === null ? null : this.checked(toValue(content, `the parameter '${this.fullName}'`))
    this.#default = value
    this.#current = value
    return this
  }

  protected checked(value: Value): Value {
    if (value === NONE || !this.supports.takes(value)) {
      throw new InvalidTypeError(
        `The ${this.storedClassName} '${this.fullName}' holds ${this.supports.kinds}, but got ${valueTypeName(value)}.`,
      )
    }
    return value
  }

  /** Takes a range, one value for each run, of the default's type, and locks. */
  explore(values: Iterable<unknown>): void {
    this.#checkUnlocked('explore')
    if (this.isExplored) throw new InvalidTypeError(`'${this.fullName}' is explored already: expand it instead.`)
    this.#range = rangeOf(this.#typed(values))
    this.#locked = true
  }

  /** Appends values to the range, and locks. */
  expand(values: Iterable<unknown>): void {
    this.#checkUnlocked('expand')
    const range = this.#explored()
    this.#range = rangeOf([...valuesOf(range), ...this.#typed(values)])
    this.#locked = true
  }

  /** Drops the range; the file loses it when the parameter is stored next. */
  shrink(): void {
    this.#checkUnlocked('shrink')
    this.#explored()
    this.isReduced = this.stored
    this.#range = null
    this.#current = this.#default
  }

  /** @internal A range was dropped that the file still has. */
  isReduced = false

  #typed(values: Iterable<unknown>): Value[] {
    const model = this.#present(this.#default)
    const typed = typedRange(this.fullName, model, values, (a, b) => this.sameKind(a, b))
    return typed.map((value) => this.checked(value))
  }

  /** The range as it stands, to come back to by `restoreRange`. For exploring, which changes all or nothing. */
  saveRange(): Range | null {
    return this.#range
  }

  restoreRange(range: Range | null): void {
    this.#range = range
    this.#current = this.#default
  }

  /** Takes on the value of a run, -1 for the default. Also when locked. */
  setRun(index: number): void {
    this.#current = index < 0 || this.#range === null ? this.#default : this.valueAt(index)
  }

  /** Drops value and range. */
  empty(): void {
    this.#checkUnlocked('empty')
    this.#default = this.#current = null
    this.#range = null
  }

  #checkUnlocked(action: string): void {
    if (!this.#locked) return
    throw new ParameterLockedError(
      `Cannot ${action} the parameter '${this.fullName}': it is locked because it was read, explored or stored before.`,
      { path: this.fullName },
    )
  }

  // --- storage ------------------------------------------------------------------------------------------------------

  toStorage(): Map<string, Value> {
    this.#locked = true
    if (this.#default === null) return new Map()
    return this.encode(this.#default, this.#range)
  }

  fromStorage(items: Items, options: { merge?: boolean } = {}): void {
    this.#checkUnlocked('load')
    const all =
      options.merge && !this.isEmpty() ? new Map([...this.encode(this.#default!, this.#range), ...items]) : items
    const { value, range } = this.decode(all)
    this.#default = this.#current = value
    this.#range = range === null ? null : rangeOf(range)
    this.#locked = value !== null
    const run = this.root?.currentRun ?? -1
    if (run >= 0) this.setRun(run)
  }

  protected encode(value: Value, range: Range | null): Map<string, Value> {
    const items = new Map<string, Value>([['data', oneColumn([value])]])
    if (range !== null) items.set('explored_data', oneColumn([...valuesOf(range)]))
    return items
  }

  protected decode(items: Items): { value: Value | null; range: readonly Value[] | null } {
    const has = (name: string) => items.has(name)
    return {
      value: has('data') ? (columnOf(items, 'data', 'data', this.fullName)[0] ?? null) : null,
      range: has('explored_data') ? columnOf(items, 'explored_data', 'data', this.fullName) : null,
    }
  }

  dropItem(_name: string): boolean {
    return false
  }

  valueText(maxLength: number): string {
    const text = this.#default === null ? '' : reprValue(this.#default)
    return shortened(text, maxLength)
  }

  /** The value, in a run that of the run, and the first values of the range. */
  protected override contentText(): string {
    if (this.#current === null || this.#range === null) return super.contentText()
    const more = this.length > MAX_SHOWN ? `, … ${this.length - MAX_SHOWN} more` : ''
    const texts = [reprValue(this.#current), this.rangeText(MAX_SHOWN)].map((text) => oneLine(shortened(text, 64)))
    return `${texts.join(', explored: ')}${more}`
  }

  override rangeLength(): number {
    return this.length
  }

  override rangeText(maxItems: number): string {
    const texts: string[] = []
    for (const value of this.#range === null ? [] : valuesOf(this.#range)) {
      if (texts.push(reprValue(value)) === maxItems) break
    }
    return texts.join(', ')
  }

  clone(): Parameter {
    const copy = new (this.constructor as new (name: string) => Parameter)(this.fullName)
    copy.comment = this.comment
    copy.takeFrom(this)
    return copy
  }

  protected takeFrom(other: Parameter): void {
    this.#default = other.#default
    this.#current = other.#current
    this.#range = other.#range
    this.#locked = other.#locked
  }

  /** Whether two parameters have equal defaults and ranges. */
  equals(other: Parameter): boolean {
    const mine = [this.#default ?? NONE, ...valuesOf(this.#range ?? rangeOf([]))]
    const others = [other.#default ?? NONE, ...valuesOf(other.#range ?? rangeOf([]))]
    return mine.length === others.length && mine.every((value, i) => equalValues(value, others[i]!))
  }
}

const MAX_SHOWN = 4

const shortened = (text: string, maxLength: number): string =>
  text.length > maxLength ? `${text.slice(0, maxLength - 3)}...` : text

const oneColumn = (values: readonly Value[]): ObjectTable => new ObjectTable([['data', values as never]])
