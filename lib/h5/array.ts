import { InvalidTypeError, InvalidValueError } from '../errors.js'
import { NDArray, type TypedArray, type TypedArrayConstructor } from '../values/index.js'
import { blockBytes, checkCanGrow, Dataset } from './dataset.js'
import { isVlenText, memoryType, product, viewBytes } from './dtype.js'
import { type ArrayInput, arrayClassOf, decodeElements, packElements, rowsOf } from './elements.js'
import type { Selection } from './native.js'
import { offload } from './offload.js'
import { RowBuffer } from './row-buffer.js'
import { type ReadOptions, resolveSelection } from './selection.js'
import type { WaitingRows } from './waiting-rows.js'

/** A homogeneous array in the file: reading and writing of blocks. */
export abstract class ArrayDataset extends Dataset {
  /** Reads all, a range of rows or a block; large blocks are read off the main thread. */
  async read(options?: ReadOptions): Promise<NDArray> {
    const { selection, shape } = this.#select(options, 'read')
    if (isVlenText(this.dtype)) return this.#texts(selection, shape)
    const bytes = await offload(
      blockBytes(this.dtype, shape),
      () => this.native.read(selection),
      () => this.native.readAsync(selection),
    )
    return decodeElements(memoryType(this.dtype), shape, bytes)
  }

  /** `read` on this thread. */
  readSync(options?: ReadOptions): NDArray {
    const { selection, shape } = this.#select(options, 'readSync')
    if (isVlenText(this.dtype)) return this.#texts(selection, shape)
    return decodeElements(memoryType(this.dtype), shape, this.native.read(selection))
  }

  /** Overwrites all, a range of rows or a block; a single scalar fills it. Types must match, see `packElements`. */
  async write(input: ArrayInput, options?: ReadOptions): Promise<void> {
    const block = this.#pack(input, options)
    if ('texts' in block) return this.native.writeStrings(block.selection, block.texts)
    await offload(
      block.data.length,
      () => this.native.write(block.selection, block.data),
      () => this.native.writeAsync(block.selection, block.data),
    )
  }

  /** `write` on this thread. */
  writeSync(input: ArrayInput, options?: ReadOptions): void {
    const block = this.#pack(input, options)
    if ('texts' in block) this.native.writeStrings(block.selection, block.texts)
    else this.native.write(block.selection, block.data)
  }

  #select(options: ReadOptions | undefined, what: string) {
    this.flush()
    return resolveSelection(this.native.shape(), options, what)
  }

  #texts(selection: Selection | null, shape: readonly number[]): NDArray {
    return new NDArray({ data: this.native.readStrings(selection), shape, dtype: '<U' })
  }

  #pack(input: ArrayInput, options: ReadOptions | undefined) {
    this.checkWritable('write to')
    const { selection, shape } = this.#select(options, 'write')
    const what = `'${this.path}'`
    if (isVlenText(this.dtype)) return { selection, texts: textsOf(input, product(shape), what) }
    const packed = packElements(input, memoryType(this.dtype), what)
    const data = packed.shape.length === 0 && shape.length > 0 ? repeat(packed.data, product(shape)) : packed.data
    if (data.length !== blockBytes(this.dtype, shape)) {
      throw new InvalidValueError(
        `The selected block of '${this.path}' has shape (${shape.join(', ')}); got data of shape (${packed.shape.join(', ')})`,
      )
    }
    return { selection, data }
  }
}

function repeat(element: Uint8Array, count: number): Uint8Array {
  const data = new Uint8Array(element.length * count)
  for (let index = 0; index < count; index++) data.set(element, index * element.length)
  return data
}

function textsOf(input: ArrayInput, count: number, what: string): string[] {
  const texts = flatTexts(input)
  if (texts.length !== count || texts.some((item) => typeof item !== 'string')) {
    throw new InvalidTypeError(`${what} takes ${count} text${count === 1 ? '' : 's'} here`)
  }
  return texts as string[]
}

function flatTexts(input: ArrayInput): readonly unknown[] {
  if (typeof input === 'string') return [input]
  if (input instanceof NDArray) return Array.from(input.contiguous().data as ArrayLike<unknown>)
  return Array.isArray(input) ? input.flat(Number.POSITIVE_INFINITY) : [input]
}

/** A contiguous array of fixed shape, without filters; the only kind that may be a scalar or have no elements. */
export class HArray extends ArrayDataset {
  readonly kind = 'Array'
}

/** An array of fixed shape in chunks, which filters may compress. */
export class CArray extends ArrayDataset {
  readonly kind = 'CArray'
}

/** An array in chunks that grows along its first axis. Appended rows are buffered, see `RowBuffer`. */
export class EArray extends ArrayDataset {
  readonly kind = 'EArray'
  /** What rows are usually given as. */
  readonly #ArrayClass = arrayClassOf(memoryType(this.dtype))
  /** What they wait as. */
  readonly #Items: TypedArrayConstructor = this.#ArrayClass ?? Uint8Array
  #rowLength = -1

  override get shape(): readonly number[] {
    const [rows = 0, ...inner] = this.native.shape()
    return [rows + (this.waitingBuffer()?.rows ?? 0), ...inner]
  }

  /**
   * Adds one row, or several at once, given with or without the first axis, or as a flat typed array of whole rows.
   * Errors: `InvalidTypeError` for another dtype, `InvalidValueError` for another row shape, `ReadOnlyError`.
   */
  append(input: ArrayInput): void {
    this.checkWritable('append to')
    const buffer = this.#rowBuffer()
    if (this.#isWholeRows(input)) {
      this.#add(buffer, input, input.length / this.#rowLength)
    } else {
      const what = `'${this.path}'`
      const packed = packElements(input, memoryType(this.dtype), what)
      const rows = rowsOf(packed, this.native.shape().slice(1), what)
      this.#add(buffer, viewBytes(packed.data, { view: this.#Items }), rows)
    }
  }

  #add(buffer: RowBuffer<TypedArray>, items: TypedArray, rows: number): void {
    this.checkRoom(rows)
    const wasEmpty = buffer.rows === 0
    buffer.append(items, rows)
    if (wasEmpty && buffer.rows > 0) this.file.waiting.remember(this)
  }

  /** A typed array of the right class needs no look at its elements. */
  #isWholeRows(input: ArrayInput): input is TypedArray {
    const Class = this.#ArrayClass
    return Class !== undefined && input instanceof Class && input.length > 0 && input.length % this.#rowLength === 0
  }

  /** Shortens (or lengthens, with the fill value) the first axis. */
  truncate(rows: number): void {
    this.checkWritable('truncate')
    if (!Number.isSafeInteger(rows) || rows < 0) {
      throw new InvalidValueError(`The number of rows of '${this.path}' must be a whole number; got ${String(rows)}`)
    }
    this.flush()
    this.native.resize([rows, ...this.native.shape().slice(1)])
    this.waiting().buffer = undefined
  }

  override flush(): void {
    this.waitingBuffer<RowBuffer<TypedArray>>()?.flush()
  }

  #rowBuffer(): RowBuffer<TypedArray> {
    const waiting = this.waiting<RowBuffer<TypedArray>>()
    if (this.#rowLength < 0)
      this.#rowLength = blockBytes(this.dtype, this.native.shape().slice(1)) / this.#Items.BYTES_PER_ELEMENT
    waiting.buffer ??= this.#newBuffer(waiting)
    return waiting.buffer
  }

  #newBuffer(waiting: WaitingRows<RowBuffer<TypedArray>>): RowBuffer<TypedArray> {
    checkCanGrow(this.native)
    const [stored = 0] = this.native.shape()
    const layout = { Items: this.#Items, rowLength: this.#rowLength, chunkRows: this.chunkshape?.[0] ?? 1, stored }
    return new RowBuffer(layout, (data, rows) => waiting.writer?.append(data, rows))
  }
}
