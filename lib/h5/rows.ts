import { InvalidTypeError, InvalidValueError } from '../errors.js'
import { describe } from '../options.js'
import { NDArray, type TypedArray } from '../values/index.js'
import { cellOf, type PutCell } from './cells.js'
import { isArrayType, isStruct, itemsize, numericType, textWidth } from './dtype.js'
import { type ArrayInput, decodeElements, decodeTexts, packElements } from './elements.js'
import { type DType, native, type StructDType } from './native.js'

/** Table rows between their packed bytes and columns. Column names are the file's: hence objects without prototype. */

/** A column: a typed array of numbers, texts, an NDArray for cells with a shape, or the columns of a nested type. */
export type Column = TypedArray | string[] | NDArray | Columns
export interface Columns {
  [name: string]: Column
}

export type ColumnInput = ArrayInput | ColumnsInput
export interface ColumnsInput {
  readonly [name: string]: ColumnInput
}
/** Rows to write: columns, records, or packed bytes. */
export type RowsInput = ColumnsInput | readonly Readonly<Record<string, unknown>>[] | Uint8Array

export interface PackedRows {
  readonly data: Uint8Array
  readonly rows: number
}

// --- bytes → columns ------------------------------------------------------------------------------------------------

export function unpackColumns(dtype: StructDType, data: Uint8Array, rows: number): Columns {
  const columns: Columns = Object.create(null)
  let offset = 0
  for (const [name, type] of dtype.fields) {
    const cells = new Uint8Array(rows * itemsize(type))
    native.gather(data, cells, rows, offset)
    columns[name] = decodeColumn(type, cells, rows)
    offset += itemsize(type)
  }
  return columns
}

function decodeColumn(type: DType, bytes: Uint8Array, rows: number): Column {
  if (isStruct(type)) return unpackColumns(type, bytes, rows)
  const width = textWidth(type)
  if (width !== undefined) return decodeTexts(bytes, width)
  const array = decodeElements(type, [rows], bytes)
  const plain =
    !isArrayType(type) && (typeof type !== 'string' || (numericType(type)?.per ?? 2) === 1 || type === '<t8')
  return plain ? (array.data as TypedArray) : array
}

// --- columns → bytes ------------------------------------------------------------------------------------------------

/** Packs rows of a table; every column must be given, with as many cells as the others. */
export function packRows(dtype: StructDType, input: RowsInput, what: string): PackedRows {
  const rowsize = itemsize(dtype)
  if (input instanceof Uint8Array) {
    if (input.length % rowsize === 0) return { data: input, rows: input.length / rowsize }
    throw new InvalidValueError(
      `Rows of ${what} have ${rowsize} bytes; got ${input.length} bytes, no whole number of rows`,
    )
  }
  if (typeof input !== 'object' || input === null || ArrayBuffer.isView(input)) {
    throw new InvalidTypeError(
      `${what} takes columns by name, a list of records or packed rows; got ${describe(input)}`,
    )
  }
  const columns = Array.isArray(input) ? columnsOf(dtype, input, what) : (input as ColumnsInput)
  return packColumns(dtype, columns, what)
}

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

function packColumns(dtype: StructDType, input: ColumnsInput, what: string): PackedRows {
  checkNames(dtype, input, what)
  const packed = dtype.fields.map(([name, type]) =>
    packColumn(type, input[name] as ColumnInput, `column '${name}' of ${what}`),
  )
  const rows = packed[0]?.rows ?? 0
  packed.forEach((column, index) => {
    if (column.rows === rows) return
    const [first, other] = [dtype.fields[0]?.[0], dtype.fields[index]?.[0]]
    throw new InvalidValueError(
      `Columns of ${what} must be equally long; '${first}' has ${rows} rows, '${other}' ${column.rows}`,
    )
  })
  const rowsize = itemsize(dtype)
  const data = new Uint8Array(rows * rowsize)
  let offset = 0
  dtype.fields.forEach(([, type], index) => {
    native.scatter(data, packed[index]!.data, rows, offset)
    offset += itemsize(type)
  })
  return { data, rows }
}

function packColumn(type: DType, input: ColumnInput, what: string): PackedRows {
  if (isStruct(type)) return packColumns(type, input as ColumnsInput, what)
  const { shape, data } = packElements(input as ArrayInput, type, what)
  if (shape.length !== 1)
    throw new InvalidValueError(`${what} takes one cell per row; got data of shape (${shape.join(', ')})`)
  return { data, rows: shape[0] ?? 0 }
}

/**
 * Packs records of plain values into a row buffer, without anything in between. False when there is something else
 * among them, which `packRows` then takes or refuses; undefined for types without plain values.
 */
export type PackRecords = (records: readonly unknown[], view: DataView, at: number) => boolean

export function recordPacker(dtype: StructDType): PackRecords | undefined {
  const cells: { name: string; size: number; put: PutCell }[] = []
  for (const [name, type] of dtype.fields) {
    const put = cellOf(type)
    if (!put) return undefined
    cells.push({ name, size: itemsize(type), put })
  }
  return (records, view, start) => {
    let at = start
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

function checkNames(dtype: StructDType, given: object, what: string): void {
  const names = dtype.fields.map(([name]) => name)
  const missing = names.filter((name) => !Object.hasOwn(given, name))
  const unknown = Object.keys(given).filter((name) => !names.includes(name))
  if (missing.length > 0)
    throw new InvalidValueError(`${what} needs the columns ${names.join(', ')}; missing: ${missing.join(', ')}`)
  if (unknown.length > 0)
    throw new InvalidValueError(`${what} has the columns ${names.join(', ')}; unknown: ${unknown.join(', ')}`)
}
