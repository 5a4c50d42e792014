import { InvalidTypeError, NotFoundError } from '../errors.js'
import { nearest } from '../options.js'
import {
  type ArrowTable,
  type ColumnInput,
  dtypeInfo,
  dtypeOfScalar,
  type Frame,
  frame,
  frameToArrow,
  Index,
  NDArray,
  product,
  Scalar,
  type ScalarType,
  type ScalarValue,
  type TypedArray,
  toPlain,
  type Value,
  writeElement,
} from '../values/index.js'

/**
 * One value per run: numbers in a typed array, texts in an array (null for missing), arrays of one type and shape
 * stacked along a first axis, anything else as plain values (null for missing).
 */
export type RunColumn = TypedArray | NDArray | readonly unknown[]

/** Values run by run, as columns: what all runs have given, beside the parameters they were given. */
export class RunColumns {
  /** Indices of the runs, ascending. */
  readonly runs: Int32Array
  readonly #columns: ReadonlyMap<string, RunColumn>

  /** @internal */
  constructor(runs: Int32Array, columns: ReadonlyMap<string, RunColumn>) {
    this.runs = runs
    this.#columns = columns
  }

  /** Number of runs. */
  get length(): number {
    return this.runs.length
  }

  get names(): string[] {
    return [...this.#columns.keys()]
  }

  /** A column by its name; `NotFoundError` when there is none. */
  get(name: string): RunColumn {
    const column = this.#columns.get(name)
    if (column !== undefined) return column
    const hint = nearest(name, this.names)
    throw new NotFoundError(`There is no column '${name}'${hint === undefined ? '' : ` (the nearest is '${hint}')`}`)
  }

  entries(): IterableIterator<[name: string, column: RunColumn]> {
    return this.#columns.entries()
  }

  /** Run by run: its index and its values by name. */
  *[Symbol.iterator](): Generator<Record<string, unknown>> {
    for (const [row, run] of this.runs.entries()) {
      const record: Record<string, unknown> = Object.create(null)
      record.run = run
      for (const [name, column] of this.#columns) record[name] = cellAt(column, row)
      yield record
    }
  }

  /** A frame whose index are the runs; `InvalidTypeError` for a column of arrays or objects, which no frame holds. */
  toFrame(): Frame {
    const columns = Array.from(this.#columns, ([name, column]): [string, ColumnInput] => {
      if (column instanceof NDArray && (column.ndim !== 1 || dtypeInfo(column.dtype).kind === 'bytes')) {
        throw new InvalidTypeError(
          `A frame holds numbers and texts, but '${name}' has arrays of shape ${column.shape.slice(1).join('×')}`,
        )
      }
      return [name, column as ColumnInput]
    })
    const index = new Index({ dtype: '<i4', values: this.runs }, { name: 'run' })
    return frame(Object.fromEntries(columns), { index })
  }

  /** The same as a table of the package `apache-arrow`, which must be installed. */
  async toArrow(): Promise<ArrowTable> {
    return frameToArrow(this.toFrame())
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `RunColumns of ${this.length} runs: ${this.names.join(', ')}`
  }
}

function cellAt(column: RunColumn, row: number): unknown {
  if (!(column instanceof NDArray)) return (column as ArrayLike<unknown>)[row]
  if (column.ndim === 1) return column.get(row)
  const { data, dtype, shape, stride, offset } = column
  const inner = { shape: shape.slice(1), stride: stride.slice(1), offset: offset + row * stride[0]! }
  return toPlain(new NDArray({ data, dtype, ...inner }))
}

// --- values → column ------------------------------------------------------------------------------------------------

/** The column that holds these values best; null is missing. */
export function columnOf(values: readonly (Value | null)[]): RunColumn {
  return scalarColumn(values) ?? stacked(values) ?? values.map((value) => value && toPlain(value))
}

/** Numbers of one type; where floats are missing stands NaN, other types have no such number. */
function scalarColumn(values: readonly (Value | null)[]): RunColumn | null {
  const first = values.find((value) => value !== null)
  if (!(first instanceof Scalar)) return null
  const { type } = first
  if (!values.every((value) => value === null || (value instanceof Scalar && value.type === type))) return null
  const dtype = dtypeOfScalar(type)
  const isFloat = dtype !== null && /^<f[48]$/.test(dtype)
  if (dtype === null || type === 'bool' || type === 'bool_' || dtypeInfo(dtype).slots !== 1) return null
  if (!isFloat && values.includes(null)) return null
  return filled(type, dtype, values as readonly (Scalar | null)[])
}

function filled(type: ScalarType, dtype: string, values: readonly (Scalar | null)[]): RunColumn | null {
  const info = dtypeInfo(dtype)
  if (info.kind === 'text' || info.kind === 'bytes' || dtype === '<f2') return null
  // Python's integers are numbers here, as they are when read one by one, unless they are too large for that.
  if (type === 'int' && values.every((value) => Number.isSafeInteger(value?.value))) {
    const numbers = values.map((value) => value?.value as number)
    return numbers.every((number) => number === (number | 0)) ? Int32Array.from(numbers) : Float64Array.from(numbers)
  }
  const column = new info.array(values.length)
  for (const [row, value] of values.entries())
    writeElement(column, info, row, (value?.value ?? Number.NaN) as ScalarValue)
  return column
}

/** Arrays of one type and shape, one behind the other. */
function stacked(values: readonly (Value | null)[]): NDArray | null {
  const [first] = values
  if (!(first instanceof NDArray) || first.size === 0 || first.dtype === '<U') return null
  const isAlike = (value: Value | null) =>
    value instanceof NDArray && value.dtype === first.dtype && String(value.shape) === String(first.shape)
  if (!values.every(isAlike)) return null
  const { array, slots } = dtypeInfo(first.dtype)
  const size = product(first.shape) * slots
  const data = new array(values.length * size) as Uint8Array
  for (const [row, value] of values.entries()) data.set((value as NDArray).contiguous().data as Uint8Array, row * size)
  return new NDArray({ data, shape: [values.length, ...first.shape], dtype: first.dtype })
}
