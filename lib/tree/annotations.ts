import { inspect } from 'node:util'
import { InvalidTypeError, InvalidValueError, NodeLookupError } from '../errors.js'
import { describe } from '../options.js'
import type { AnnotationsView } from '../service/nodes.js'
import { reprValue, toAnnotation, toPlain, type Value } from '../values/index.js'

/** Free notes at a node: values by name, any text as a name. */
export class Annotations implements AnnotationsView {
  readonly #values = new Map<string, Value>()

  get size(): number {
    return this.#values.size
  }

  /**
   * Sets annotations: `set('author', 'me')`, `set({ author: 'me', year: 2024 })`, or `set('some text')`, which gets the
   * name `annotation` (`annotation_1` … if that is taken). Throws `InvalidTypeError` for what cannot be stored.
   */
  set(notes: Readonly<Record<string, unknown>>): this
  set(text: string): this
  set(name: string | number, value: unknown): this
  set(...args: [unknown] | [string | number, unknown]): this {
    const values = [...namedNotes(args, () => this.#freeName())].map(
      ([name, note]) => [name, toAnnotation(note, `annotation '${name}'`)] as const,
    )
    for (const [name, value] of values) this.#values.set(name, value)
    return this
  }

  #freeName(): string {
    let index = 0
    while (this.#values.has(positionalName(index))) index++
    return positionalName(index)
  }

  /** The annotation of that name, or the only one there is. Throws `NodeLookupError`, `InvalidValueError`. */
  get(name?: string | number): unknown {
    const key = name === undefined ? this.#onlyName() : typeof name === 'number' ? positionalName(name) : name
    const value = this.#values.get(key)
    if (value === undefined) throw new NodeLookupError(`There is no annotation '${key}'.`)
    return toPlain(value)
  }

  #onlyName(): string {
    if (this.size > 1) {
      throw new InvalidValueError(
        `There are ${this.size} annotations: name one of ${[...this.#values.keys()].join(', ')}.`,
      )
    }
    for (const name of this.#values.keys()) return name
    throw new NodeLookupError('There are no annotations.')
  }

  has(name: string): boolean {
    return this.#values.has(name)
  }

  keys(): Iterable<string> {
    return this.#values.keys()
  }

  /** Names and typed values. */
  entries(): Iterable<[name: string, value: Value]> {
    return this.#values.entries()
  }

  /** Throws `NodeLookupError` when there is none of that name. */
  remove(name: string): void {
    if (!this.#values.delete(name)) throw new NodeLookupError(`There is no annotation '${name}'.`)
  }

  load(name: string, value: Value): void {
    this.#values.set(name, value)
  }

  clear(): void {
    this.#values.clear()
  }

  toDict(): Record<string, unknown> {
    return Object.fromEntries([...this.#values].map(([name, value]) => [name, toPlain(value)]))
  }

  toString(): string {
    return [...this.#values]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `${name}=${reprValue(value)}`)
      .join(', ')
  }

  [inspect.custom](): string {
    return this.size === 0 ? 'Annotations {}' : `Annotations { ${this} }`
  }
}

const positionalName = (index: number): string => (index === 0 ? 'annotation' : `annotation_${index}`)

function namedNotes(args: readonly unknown[], freeName: () => string): Iterable<[string, unknown]> {
  const [first, note] = args
  if (args.length > 1) return [[typeof first === 'number' ? positionalName(first) : String(first), note]]
  if (typeof first === 'string') return [[freeName(), first]]
  if (typeof first === 'object' && first !== null) return Object.entries(first)
  throw new InvalidTypeError(`Annotations are set by name and value or by an object, but got ${describe(first)}.`)
}
