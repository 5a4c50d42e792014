import { InvalidTypeError, InvalidValueError } from '../errors.js'
import { type DTypeInfo, dtypeInfo } from './dtype.js'
import { readElement, writeElement } from './element.js'
import { NDArray } from './ndarray.js'
import type { ScalarValue } from './scalar.js'

export const sparseFormats = ['csr', 'csc', 'bsr', 'dia'] as const
export type SparseFormat = (typeof sparseFormats)[number]

/** The parts of a sparse matrix; `indices` and `indptr` belong to csr, csc and bsr, `offsets` to dia. */
export interface SparseParts {
  readonly format: SparseFormat
  readonly shape: readonly [rows: number, columns: number]
  /** csr, csc: the stored elements; bsr: blocks × R × C; dia: diagonals × length. */
  readonly data: NDArray
  readonly indices?: NDArray
  readonly indptr?: NDArray
  readonly offsets?: NDArray
}

/** A scipy sparse matrix in one of its four array formats. */
export class SparseMatrix implements SparseParts {
  readonly format: SparseFormat
  readonly shape: readonly [rows: number, columns: number]
  readonly data: NDArray
  readonly indices?: NDArray
  readonly indptr?: NDArray
  readonly offsets?: NDArray

  /** `InvalidTypeError` for a missing or wrong part, `InvalidValueError` for parts that do not fit each other. */
  constructor({ format, shape, data, indices, indptr, offsets }: SparseParts) {
    this.format = format
    this.shape = shape
    this.data = data
    if (indices) this.indices = indices
    if (indptr) this.indptr = indptr
    if (offsets) this.offsets = offsets
    checkParts(this)
  }

  get dtype(): string {
    return this.data.dtype
  }

  /** The same matrix with all its zeros, C order. */
  toDense(): NDArray {
    const [rows, columns] = this.shape
    const info = dtypeInfo(this.dtype)
    const dense = new info.array(rows * columns * info.slots)
    const put = (row: number, column: number, position: number) =>
      addElement(dense, info, row * columns + column, readElement(this.data, position))
    visitors[this.format](this, put)
    return new NDArray({ data: dense, shape: this.shape, dtype: this.dtype })
  }
}

export const sparse = (parts: SparseParts): SparseMatrix => new SparseMatrix(parts)

type Put = (row: number, column: number, position: number) => void
type Visit = (matrix: SparseMatrix, put: Put) => void

const compressed =
  (isRows: boolean): Visit =>
  ({ indptr, indices }, put) => {
    forEachStored(indptr!, indices!, (major, minor, k) => (isRows ? put(major, minor, k) : put(minor, major, k)))
  }

const blocks: Visit = ({ indptr, indices, data }, put) => {
  const [, height = 1, width = 1] = data.shape
  forEachStored(indptr!, indices!, (blockRow, blockColumn, k) => {
    for (let i = 0; i < height; i += 1) {
      for (let j = 0; j < width; j += 1)
        put(blockRow * height + i, blockColumn * width + j, (k * height + i) * width + j)
    }
  })
}

const diagonals: Visit = ({ shape, offsets, data }, put) => {
  const [rows, columns] = shape
  const length = data.shape[1]!
  integers(offsets!).forEach((offset, k) => {
    for (let column = Math.max(0, offset); column < Math.min(columns, length, rows + offset); column += 1) {
      put(column - offset, column, k * length + column)
    }
  })
}

const visitors: Record<SparseFormat, Visit> = {
  csr: compressed(true),
  csc: compressed(false),
  bsr: blocks,
  dia: diagonals,
}

function forEachStored(
  indptr: NDArray,
  indices: NDArray,
  visit: (major: number, minor: number, k: number) => void,
): void {
  const starts = integers(indptr)
  const minors = integers(indices)
  for (let major = 0; major + 1 < starts.length; major += 1) {
    for (let k = starts[major]!; k < starts[major + 1]!; k += 1) visit(major, minors[k]!, k)
  }
}

const integers = (array: NDArray): number[] => Array.from(array.elements(), Number)

/** Elements stored twice add up, as scipy has it. */
function addElement(dense: unknown, info: DTypeInfo, position: number, value: ScalarValue): void {
  const before = readElement({ data: dense as never, dtype: info.dtype }, position)
  writeElement(dense, info, position, add(before, value))
}

function add(a: ScalarValue, b: ScalarValue): ScalarValue {
  if (typeof a === 'number' && typeof b === 'number') return a + b
  if (typeof a === 'bigint' && typeof b === 'bigint') return a + b
  if (typeof a === 'boolean') return a || (b as boolean)
  const [x, y] = [a as { re: number; im: number }, b as { re: number; im: number }]
  return { re: x.re + y.re, im: x.im + y.im }
}

function checkParts({ format, shape, data, indices, indptr, offsets }: SparseMatrix): void {
  const needed = format === 'dia' ? { offsets } : { indices, indptr }
  for (const [name, part] of Object.entries({ data, ...needed })) {
    if (!(part instanceof NDArray))
      throw new InvalidTypeError(`expected an array '${name}' for a ${format} matrix, got none`)
  }
  if (shape.length !== 2 || !shape.every((extent) => Number.isSafeInteger(extent) && extent >= 0)) {
    throw new InvalidValueError(`expected two extents as shape of a ${format} matrix, got ${shape.join('×')}`)
  }
  const dimensions = { csr: 1, csc: 1, bsr: 3, dia: 2 }[format]
  if (data.ndim !== dimensions) {
    throw new InvalidValueError(`expected data of ${dimensions} dimensions for a ${format} matrix, got ${data.ndim}`)
  }
  if (format !== 'dia') checkCompressed(format, shape, data, indices!, indptr!)
}

function checkCompressed(
  format: SparseFormat,
  [rows, columns]: readonly [number, number],
  data: NDArray,
  indices: NDArray,
  indptr: NDArray,
): void {
  const [, height = 1, width = 1] = data.shape
  const majors = format === 'csc' ? columns : Math.floor(rows / height)
  const minors = format === 'csc' ? rows : Math.floor(columns / width)
  const starts = integers(indptr)
  const isAscending = starts.every((start, i) => start >= 0 && start <= (starts[i + 1] ?? indices.size))
  if (starts.length !== majors + 1 || !isAscending || (starts.at(-1) ?? 0) > data.shape[0]!) {
    throw new InvalidValueError(`expected ${majors + 1} ascending entries in indptr of a ${format} matrix, got others`)
  }
  if (integers(indices).some((index) => index < 0 || index >= minors)) {
    throw new InvalidValueError(`expected indices below ${minors} in a ${format} matrix, got others`)
  }
}
