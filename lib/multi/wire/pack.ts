import { CorruptError, InvalidTypeError, LimitError } from '../../errors.js'
import { describe } from '../../options.js'
import {
  bytesOfText,
  hasEscapes,
  isPlainObject,
  lengthOfText,
  ownView,
  type TypedArray,
  textBetween,
} from '../../values/index.js'

/** What crosses between processes: plain data. Nothing in it names code, so reading it runs none. */
export type Packable =
  | null
  | undefined
  | boolean
  | number
  | bigint
  | string
  | TypedArray
  | readonly Packable[]
  | { readonly [key: string]: Packable }

const MAX_DEPTH = 128
const MAX_LENGTH = 2 ** 32 - 1

/** What each first byte stands for; the order is the format. */
const tags = ['null', 'undefined', 'false', 'true', 'number', 'bigint', 'text', 'array', 'list', 'object'] as const
type Tag = (typeof tags)[number]
const byteOf = Object.fromEntries(tags.map((tag, byte) => [tag, byte])) as Record<Tag, number>

/** Arrays by the byte that follows their tag. */
const arrays = [
  Int8Array,
  Int16Array,
  Int32Array,
  BigInt64Array,
  Uint8Array,
  Uint16Array,
  Uint32Array,
  BigUint64Array,
  Float32Array,
  Float64Array,
] as const

/** Plain data as bytes. Throws `InvalidTypeError` for anything else, `LimitError` for more than 4 GiB in one piece. */
export function pack(value: Packable): Uint8Array<ArrayBuffer> {
  const writer = new Writer()
  writer.write(value, 0)
  return writer.bytes()
}

/** The data that `pack` was given. Throws `CorruptError` for bytes that it did not write. */
export function unpack(bytes: Uint8Array): Packable {
  const reader = new Reader(bytes)
  const value = reader.read(0)
  reader.expectEnd()
  return value
}

class Writer {
  #buffer = Buffer.allocUnsafe(1024)
  #length = 0

  bytes(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#buffer.buffer.slice(this.#buffer.byteOffset, this.#buffer.byteOffset + this.#length))
  }

  write(value: Packable, depth: number): void {
    if (depth > MAX_DEPTH)
      throw new InvalidTypeError(`Data to send are nested at most ${MAX_DEPTH} deep, but got more.`)
    if (value === null) this.#tag('null')
    else if (value === undefined) this.#tag('undefined')
    else if (typeof value === 'boolean') this.#tag(value ? 'true' : 'false')
    else if (typeof value === 'number') this.#number(value)
    else if (typeof value === 'bigint') this.#text('bigint', String(value))
    else if (typeof value === 'string') this.#text('text', value)
    else if (ArrayBuffer.isView(value)) this.#array(ownArray(value))
    else if (Array.isArray(value)) this.#list(value, depth)
    else this.#object(value as { readonly [key: string]: Packable }, depth)
  }

  #tag(tag: Tag): void {
    this.#room(1)
    this.#buffer[this.#length++] = byteOf[tag]
  }

  #number(value: number): void {
    this.#tag('number')
    this.#room(8)
    this.#length = this.#buffer.writeDoubleLE(value, this.#length)
  }

  #text(tag: Tag, text: string): void {
    const size = lengthOfText(text)
    this.#tag(tag)
    this.#size(size)
    this.#room(size)
    this.#length += hasEscapes(text)
      ? bytesOfText(text).copy(this.#buffer, this.#length)
      : this.#buffer.write(text, this.#length)
  }

  #array(array: TypedArray): void {
    const kind = arrays.findIndex((Class) => array instanceof Class)
    if (kind < 0)
      throw new InvalidTypeError(`An array to send is a typed array of numbers, but got ${describe(array)}.`)
    this.#tag('array')
    this.#room(1)
    this.#buffer[this.#length++] = kind
    this.#size(array.byteLength)
    this.#room(array.byteLength)
    this.#buffer.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), this.#length)
    this.#length += array.byteLength
  }

  #list(list: readonly Packable[], depth: number): void {
    this.#tag('list')
    this.#size(list.length)
    for (const item of list) this.write(item, depth + 1)
  }

  #object(object: { readonly [key: string]: Packable }, depth: number): void {
    if (!isPlainObject(object)) {
      throw new InvalidTypeError(`Only plain data can be sent to another process, but got ${describe(object)}.`)
    }
    const entries = Object.entries(object).filter(([, value]) => value !== undefined)
    this.#tag('object')
    this.#size(entries.length)
    for (const [key, value] of entries) {
      this.#text('text', key)
      this.write(value, depth + 1)
    }
  }

  #size(size: number): void {
    if (size > MAX_LENGTH) throw new LimitError(`One piece of data to send has at most 4 GiB, but got ${size} bytes.`)
    this.#room(4)
    this.#length = this.#buffer.writeUInt32LE(size, this.#length)
  }

  #room(size: number): void {
    const needed = this.#length + size
    if (needed <= this.#buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2))
    larger.set(this.#buffer.subarray(0, this.#length))
    this.#buffer = larger
  }
}

/** As an array of this realm, where there is one of its kind. */
function ownArray(array: TypedArray): TypedArray {
  const data = ownView(array)?.data
  return data?.[Symbol.toStringTag] === array[Symbol.toStringTag] ? data : array
}

class Reader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  expectEnd(): void {
    if (this.#at !== this.#bytes.length) throw broken(`${this.#bytes.length - this.#at} bytes too many`)
  }

  read(depth: number): Packable {
    if (depth > MAX_DEPTH) throw broken(`more than ${MAX_DEPTH} levels`)
    const tag = tags[this.#byte()]
    return tag === undefined ? this.#unknown() : this.#readers[tag](depth)
  }

  readonly #readers: Record<Tag, (depth: number) => Packable> = {
    null: () => null,
    undefined: () => undefined,
    false: () => false,
    true: () => true,
    number: () => this.#take(8).readDoubleLE(),
    bigint: () => this.#bigint(),
    text: () => this.#text(),
    array: () => this.#array(),
    list: (depth) => this.#list(depth),
    object: (depth) => this.#object(depth),
  }

  #text(): string {
    const bytes = this.#take(this.#size())
    return textBetween(bytes, 0, bytes.length)
  }

  #unknown(): never {
    throw broken('an unknown kind of data')
  }

  #bigint(): bigint {
    const text = this.#take(this.#size()).toString()
    if (!/^-?\d{1,400}$/.test(text)) throw broken('a number that is none')
    return BigInt(text)
  }

  #array(): TypedArray {
    const Class = arrays[this.#byte()]
    if (Class === undefined) throw broken('an unknown kind of array')
    const bytes = this.#take(this.#size())
    if (bytes.length % Class.BYTES_PER_ELEMENT !== 0) throw broken('an array with part of an element')
    return new Class(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer)
  }

  #list(depth: number): Packable[] {
    const count = this.#count()
    const list: Packable[] = []
    for (let i = 0; i < count; i++) list.push(this.read(depth + 1))
    return list
  }

  #object(depth: number): Packable {
    const count = this.#count()
    const entries: [string, Packable][] = []
    for (let i = 0; i < count; i++) {
      if (tags[this.#byte()] !== 'text') throw broken('a key that is no text')
      entries.push([this.#text(), this.read(depth + 1)])
    }
    return Object.fromEntries(entries)
  }

  /** Every item takes a byte at least: no length makes the process allocate more than was sent. */
  #count(): number {
    const count = this.#size()
    if (count > this.#bytes.length - this.#at) throw broken('more items than bytes')
    return count
  }

  #size(): number {
    return this.#take(4).readUInt32LE()
  }

  #byte(): number {
    return this.#take(1)[0] as number
  }

  #take(size: number): Buffer {
    if (size > this.#bytes.length - this.#at) throw broken('fewer bytes than announced')
    this.#at += size
    return this.#bytes.subarray(this.#at - size, this.#at)
  }
}

const broken = (what: string): CorruptError =>
  new CorruptError(`A message between processes is damaged: it has ${what}.`)
