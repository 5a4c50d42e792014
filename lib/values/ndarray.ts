import { InvalidTypeError, InvalidValueError } from '../errors.js'
import { dtypeInfo, dtypeOfScalar, parseDType, type TypedArray } from './dtype.js'
import { readElement, writeElement } from './element.js'
import { describeInput, Scalar, type ScalarValue } from './scalar.js'
import { commonType } from './sequence.js'
import { type OwnView, ownView } from './views.js'

/** The buffer of an array; text lies in strings. */
export type ArrayData = TypedArray | readonly string[]

/**
 * An n-dimensional array of one numpy dtype over a typed array (the field names are those of `ndarray` and zarrita).
 *
 * `dtype` is numpy's typestr, little endian. Booleans lie in a Uint8Array, complex numbers as re, im pairs, float16 as
 * bits in a Uint16Array, bytes of width n (`|Sn`) packed in a Uint8Array, text (`<U`) in an array of strings. `stride`
 * and `offset` count elements.
 */
export class NDArray {
  readonly data: ArrayData
  readonly shape: readonly number[]
  readonly stride: readonly number[]
  readonly offset: number
  readonly dtype: string
  /** numpy's two-dimensional matrix class. */
  readonly isMatrix: boolean

  /** `InvalidTypeError` for an unknown dtype or a wrong kind of buffer, `InvalidValueError` when it is too short. */
  constructor(fields: {
    data: ArrayData
    shape: readonly number[]
    dtype: string
    stride?: readonly number[]
    offset?: number
    isMatrix?: boolean
  }) {
    const info = dtypeInfo(fields.dtype)
    this.data = ownData(fields.data)
    this.shape = checkedShape(fields.shape)
    this.dtype = info.dtype
    this.stride = fields.stride ?? rowMajor(this.shape)
    this.offset = fields.offset ?? 0
    this.isMatrix = fields.isMatrix ?? false
    const isRight =
      info.kind === 'text'
        ? Array.isArray(this.data)
        : this.data instanceof (info.array as unknown as new () => TypedArray)
    if (!isRight)
      throw new InvalidTypeError(`expected a buffer for dtype ${info.dtype}, got ${describeInput(this.data)}`)
    if (this.isMatrix && this.shape.length !== 2) {
      throw new InvalidValueError(`expected two dimensions for a matrix, got ${this.shape.length}`)
    }
    checkExtent(this, info.slots)
  }

  get ndim(): number {
    return this.shape.length
  }

  /** Number of elements. */
  get size(): number {
    return product(this.shape)
  }

  /** Whether the elements lie densely in C order. */
  get isContiguous(): boolean {
    const dense = rowMajor(this.shape)
    return this.size === 0 || this.stride.every((step, axis) => step === dense[axis] || this.shape[axis] === 1)
  }

  /** One element; booleans, bigints (int64), `{ re, im }`, bytes without NULs at the end, text. */
  get(...index: number[]): ScalarValue {
    if (index.length !== this.ndim) throw new InvalidValueError(`expected ${this.ndim} indices, got ${index.length}`)
    let position = this.offset
    for (const [axis, i] of index.entries()) {
      const extent = this.shape[axis]!
      if (!Number.isInteger(i) || i < 0 || i >= extent) {
        throw new InvalidValueError(`expected an index below ${extent} for axis ${axis}, got ${i}`)
      }
      position += i * this.stride[axis]!
    }
    return readElement(this, position)
  }

  /** All elements in C order. */
  *elements(): Generator<ScalarValue> {
    for (const position of this.positions()) yield readElement(this, position)
  }

  /** Positions of all elements in `data`, in C order, counted in elements. */
  *positions(): Generator<number> {
    const size = this.size
    const index = this.shape.map(() => 0)
    let position = this.offset
    for (let count = 0; count < size; count += 1) {
      yield position
      for (let axis = this.ndim - 1; axis >= 0; axis -= 1) {
        index[axis]! += 1
        position += this.stride[axis]!
        if (index[axis]! < this.shape[axis]!) break
        position -= index[axis]! * this.stride[axis]!
        index[axis] = 0
      }
    }
  }

  /** Nested JavaScript arrays of the elements; the element itself for zero dimensions. */
  toArray(): unknown {
    const nest = (axis: number, position: number): unknown => {
      if (axis === this.ndim) return readElement(this, position)
      return Array.from({ length: this.shape[axis]! }, (_, i) => nest(axis + 1, position + i * this.stride[axis]!))
    }
    return nest(0, this.offset)
  }

  /** Itself if its buffer holds exactly its elements in C order, else a copy that does. */
  contiguous(): NDArray {
    const { slots } = dtypeInfo(this.dtype)
    if (this.isContiguous && this.offset === 0 && this.data.length === this.size * slots) return this
    return this.copy()
  }

  /** A dense copy. */
  copy(): NDArray {
    const { dtype, shape, isMatrix } = this
    return new NDArray({ data: this.gather(), dtype, shape, isMatrix })
  }

  private gather(): ArrayData {
    const info = dtypeInfo(this.dtype)
    if (info.kind === 'text') return Array.from(this.positions(), (position) => this.data[position] as string)
    const source = this.data as Uint8Array
    if (this.isContiguous) return source.slice(this.offset * info.slots, (this.offset + this.size) * info.slots)
    const target = new info.array(this.size * info.slots) as Uint8Array
    let next = 0
    for (const position of this.positions()) {
      for (let slot = 0; slot < info.slots; slot += 1) target[next++] = source[position * info.slots + slot]!
    }
    return target
  }
}

/**
 * Makes an array. `data` is a typed array (its dtype follows from its class), or nested JavaScript arrays (shape and
 * dtype follow from them); `dtype` is numpy's name ('float32', '<f4', 'S5', 'str').
 */
export function ndarray(data: unknown, shape?: readonly number[], dtype?: string): NDArray {
  const view = ownView(data)
  return view ? fromTypedArray(view, shape, dtype) : fromNested(data, shape, dtype)
}

/** A numpy matrix: as `ndarray`, with two dimensions. */
export function matrix(data: unknown, shape?: readonly number[], dtype?: string): NDArray {
  const array = ndarray(data, shape, dtype)
  return new NDArray({ data: array.data, shape: array.shape, dtype: array.dtype, isMatrix: true })
}

const ownData = (data: ArrayData): ArrayData => (Array.isArray(data) ? data : (ownView(data)?.data ?? data))

function fromTypedArray({ data, dtype: given }: OwnView, shape?: readonly number[], dtype?: string): NDArray {
  const info = parseDType(dtype ?? given)
  return new NDArray({ data, shape: shape ?? [Math.floor(data.length / info.slots)], dtype: info.dtype })
}

function fromNested(data: unknown, shape?: readonly number[], dtype?: string): NDArray {
  const nestedShape = shapeOf(data)
  const items = (nestedShape.length === 0 ? [data] : (data as unknown[]).flat(nestedShape.length - 1)) as unknown[]
  checkRegular(data, nestedShape, 0)
  const info = parseDType(dtype ?? inferDType(items))
  const array = info.kind === 'text' ? new Array<string>(items.length) : new info.array(items.length * info.slots)
  items.forEach((item, i) => {
    writeElement(array, info, i, (item instanceof Scalar ? item.value : item) as ScalarValue)
  })
  const flat = shape ?? nestedShape
  if (product(flat) !== items.length) {
    throw new InvalidValueError(`expected ${product(flat)} elements for shape ${flat.join('×')}, got ${items.length}`)
  }
  return new NDArray({ data: array as ArrayData, shape: flat, dtype: info.dtype })
}

function inferDType(items: readonly unknown[]): string {
  if (items.length === 0) return '<f8'
  const type = commonType(items, 'the array')
  if (type === 'str' || type === 'str_') return '<U'
  if (type !== 'bytes' && type !== 'bytes_') return dtypeOfScalar(type)!
  const width = items.reduce<number>((longest, item) => {
    const { length } = (item instanceof Scalar ? item.value : item) as Uint8Array
    return Math.max(longest, length)
  }, 1)
  return `|S${width}`
}

/** That of HDF5. */
const MOST_AXES = 32

function shapeOf(data: unknown): number[] {
  const shape: number[] = []
  for (let level = data; Array.isArray(level); level = level[0]) {
    // Also what stops an array that holds itself.
    if (shape.length === MOST_AXES)
      throw new InvalidValueError(`expected arrays nested at most ${MOST_AXES} deep, got deeper ones`)
    shape.push(level.length)
  }
  return shape
}

function checkRegular(data: unknown, shape: readonly number[], axis: number): void {
  const extent = shape[axis]
  const length = Array.isArray(data) ? data.length : undefined
  if (length !== extent)
    throw new InvalidValueError(`expected nested arrays of equal lengths, got a ragged one at depth ${axis}`)
  if (Array.isArray(data)) for (const item of data) checkRegular(item, shape, axis + 1)
}

function checkedShape(shape: readonly number[]): readonly number[] {
  for (const extent of shape) {
    if (!Number.isSafeInteger(extent) || extent < 0) {
      throw new InvalidValueError(`expected non-negative integers in a shape, got ${extent}`)
    }
  }
  return Object.freeze([...shape])
}

function checkExtent({ data, shape, stride, offset }: NDArray, slots: number): void {
  if (stride.length !== shape.length) {
    throw new InvalidValueError(`expected ${shape.length} strides, got ${stride.length}`)
  }
  if (product(shape) === 0) return
  let low = offset
  let high = offset
  for (const [axis, step] of stride.entries()) {
    const reach = step * (shape[axis]! - 1)
    if (reach < 0) low += reach
    else high += reach
  }
  if (low < 0 || (high + 1) * slots > data.length) {
    throw new InvalidValueError(
      `expected a buffer of at least ${(high + 1) * slots} entries for shape ${shape.join('×')}, got ${data.length}`,
    )
  }
}

export function rowMajor(shape: readonly number[]): number[] {
  const stride = new Array<number>(shape.length)
  let step = 1
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    stride[axis] = step
    step *= shape[axis]!
  }
  return stride
}

export const product = (shape: readonly number[]): number => shape.reduce((size, extent) => size * extent, 1)
