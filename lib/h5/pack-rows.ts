import { types } from 'node:util'
import { InvalidTypeError, InvalidValueError } from '../errors.js'
import { describe } from '../options.js'
import { NDArray, ownBytes } from '../values/index.js'
import { type CellPlaces, cellOf, type PutCell, putCells } from './cells.js'
import { bytesOf, isStruct, itemsize } from './dtype.js'
import { type ArrayInput, arrayClassOf, packElements } from './elements.js'
import { type DType, native, type StructDType } from './native.js'
import type { RowMemory } from './row-buffer.js'

/** Table rows from columns or records to packed bytes, which are written where they are to wait. */

export type ColumnInput = ArrayInput | ColumnsInput
export interface ColumnsInput {
  readonly [name: string]: ColumnInput
}
/** Rows to write: columns, records, or packed bytes. */
export type RowsInput = ColumnsInput | readonly Readonly<Record<string, unknown>>[] | Uint8Array

/** What was given for some columns: how many rows it has, and how they get to their places. */
interface Plan {
  readonly rows: number
  /** Throws when a cell does not fit. */
  readonly put: (places: CellPlaces) => void
}

/** Rows that were looked at from outside; their cells are when they are packed: `InvalidTypeError`, `InvalidValueError`. */
export interface PlannedRows {
  readonly rows: number
  /** Writes them from `at` on. */
  pack(memory: RowMemory, at: number): void
  /** In memory of their own. */
  packed(): Uint8Array
}

/** Packs rows of a table; every column must be given, with as many cells as the others. */
export class RowPacker {
  readonly #dtype: StructDType
  readonly #rowBytes: number
  readonly #packRecords: PackRecords | undefined

  constructor(dtype: StructDType) {
    this.#dtype = dtype
    this.#rowBytes = itemsize(dtype)
    this.#packRecords = recordPacker(dtype)
  }

  /** Errors: `InvalidTypeError` for what are no rows, `InvalidValueError` for other columns and columns of unequal length. */
  plan(input: RowsInput, what: string): PlannedRows {
    const step = this.#rowBytes
    const { rows, put } = this.#plan(input, what)
    const pack = ({ bytes, view }: RowMemory, at: number): void => put({ bytes, view, at, step })
    const packed = (): Uint8Array => {
      const given = packedRows(input)
      if (given) return given
      const bytes = new Uint8Array(rows * step)
      pack({ bytes, view: new DataView(bytes.buffer) }, 0)
      return bytes
    }
    return { rows, pack, packed }
  }

  #plan(input: RowsInput, what: string): Plan {
    const given = packedRows(input)
    if (given) return planBytes(this.#rowBytes, given, what)
    if (Array.isArray(input)) return this.#planRecords(input, what)
    if (typeof input === 'object' && input !== null && !ArrayBuffer.isView(input)) {
      return planColumns(this.#dtype, input as ColumnsInput, what)
    }
    throw new InvalidTypeError(
      `${what} takes columns by name, a list of records or packed rows; got ${describe(input)}`,
    )
  }

  #planRecords(records: readonly Record<string, unknown>[], what: string): Plan {
    return {
      rows: records.length,
      put: (places) => {
        if (this.#packRecords?.(records, places)) return
        planColumns(this.#dtype, columnsOf(this.#dtype, records, what), what).put(places)
      },
    }
  }
}

/** Rows as they lie in memory, which are bytes of any realm. */
const packedRows = (input: RowsInput): Uint8Array | null => (types.isUint8Array(input) ? ownBytes(input) : null)

function planBytes(rowBytes: number, input: Uint8Array, what: string): Plan {
  if (input.length % rowBytes !== 0) {
    throw new InvalidValueError(
      `Rows of ${what} have ${rowBytes} bytes; got ${input.length} bytes, no whole number of rows`,
    )
  }
  return { rows: input.length / rowBytes, put: ({ bytes, at }) => bytes.set(input, at) }
}

// --- columns --------------------------------------------------------------------------------------------------------

function planColumns(dtype: StructDType, input: ColumnsInput, what: string): Plan {
  checkNames(dtype, input, what)
  let offset = 0
  const columns = dtype.fields.map(([name, type]) => {
    const { rows, put } = planColumn(type, input[name] as ColumnInput, `column '${name}' of ${what}`)
    const column = { name, offset, rows, put }
    offset += itemsize(type)
    return column
  })
  const rows = columns[0]?.rows ?? 0
  const other = columns.find((column) => column.rows !== rows)
  if (other) {
    throw new InvalidValueError(
      `Columns of ${what} must be equally long; '${columns[0]?.name}' has ${rows} rows, '${other.name}' ${other.rows}`,
    )
  }
  return {
    rows,
    put: (places) => {
      for (const column of columns) column.put({ ...places, at: places.at + column.offset })
    },
  }
}

function planColumn(type: DType, input: ColumnInput, what: string): Plan {
  if (isStruct(type)) return planColumns(type, input as ColumnsInput, what)
  const Class = arrayClassOf(type)
  if (Class && input instanceof Class) return planCells(input.length, bytesOf(input))
  if (cellOf(type) && Array.isArray(input) && input.length > 0) return planList(type, input, what)
  return planElements(type, input as ArrayInput, what)
}

/** Cells end to end. */
const planCells = (rows: number, cells: Uint8Array): Plan => ({
  rows,
  put: ({ bytes, at, step }) => native.scatter(bytes, at, step, cells, rows),
})

/** A list of what are plain values, as a rule: written without anything in between. */
const planList = (type: DType, input: readonly ArrayInput[], what: string): Plan => ({
  rows: input.length,
  put: (places) => {
    if (!putCells(type, input, places)) planElements(type, input, what).put(places)
  },
})

/** Anything, converted or refused. */
function planElements(type: DType, input: ArrayInput, what: string): Plan {
  const { shape, data } = packElements(input, type, what)
  if (shape.length !== 1)
    throw new InvalidValueError(`${what} takes one cell per row; got data of shape (${shape.join(', ')})`)
  return planCells(shape[0] ?? 0, data)
}

function checkNames(dtype: StructDType, given: object, what: string): void {
  const names = dtype.fields.map(([name]) => name)
  const missing = names.filter((name) => !Object.hasOwn(given, name))
  const unknown = Object.keys(given).filter((name) => !names.includes(name))
  if (missing.length > 0)
    throw new InvalidValueError(`${what} needs the columns ${names.join(', ')}; missing: ${missing.join(', ')}`)
  if (unknown.length > 0)
    throw new InvalidValueError(`${what} has the columns ${names.join(', ')}; unknown: ${unknown.join(', ')}`)
}

// --- records --------------------------------------------------------------------------------------------------------

function columnsOf(dtype: StructDType, records: readonly Record<string, unknown>[], what: string): ColumnsInput {
  for (const record of records) {
    if (typeof record !== 'object' || record === null) {
      throw new InvalidTypeError(`${what} takes records with a value per column; got ${describe(record)}`)
    }
    checkNames(dtype, record, what)
  }
  const columns: Record<string, ColumnInput> = Object.create(null)
  for (const [name, type] of dtype.fields) {
    const cells = records.map((record) => record[name])
    columns[name] = isStruct(type)
      ? columnsOf(type, cells as Record<string, unknown>[], `${what}.${name}`)
      : plainCells(cells)
  }
  return columns
}

/** Cells that are arrays themselves become nested plain arrays. */
const plainCells = (cells: unknown[]): ArrayInput =>
  cells.map((cell) =>
    cell instanceof NDArray ? cell.toArray() : ArrayBuffer.isView(cell) ? Array.from(cell as Uint8Array) : cell,
  ) as ArrayInput

/**
 * Packs records of plain values into a row buffer, without anything in between. False when there is something else
 * among them, which `packRows` then takes or refuses; undefined for types without plain values.
 */
type PackRecords = (records: readonly unknown[], places: CellPlaces) => boolean

function recordPacker(dtype: StructDType): PackRecords | undefined {
  const cells: { name: string; size: number; put: PutCell }[] = []
  for (const [name, type] of dtype.fields) {
    const put = cellOf(type)
    if (!put) return undefined
    cells.push({ name, size: itemsize(type), put })
  }
  return (records, places) => {
    const { view } = places
    let { at } = places
    for (const record of records) {
      if (!isPlainRecord(record, cells.length)) return false
      for (const { name, size, put } of cells) {
        if (!put(view, at, record[name])) return false
        at += size
      }
    }
    return true
  }
}

/** With as many values as there are columns, and none that it inherits: found by all their names, they are the columns. */
function isPlainRecord(record: unknown, columns: number): record is Record<string, unknown> {
  if (typeof record !== 'object' || record === null) return false
  const prototype = Object.getPrototypeOf(record)
  return (prototype === Object.prototype || prototype === null) && Object.keys(record).length === columns
}
