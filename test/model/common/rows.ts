import type { DType, StructDType } from '../../../lib/h5/native.js'
import type { RowsInput } from '../../../lib/h5/pack-rows.js'
import type { Columns } from '../../../lib/h5/rows.js'
import { NDArray } from '../../../lib/values/index.js'
import type { Dice } from '../engine/dice.js'
import { bytesOfElement, bytesOfFill, type Element, elementOf, type Fill, present } from './elements.js'
import { inputOf, outcomeOf } from './inputs.js'

/** A column without columns inside: where it lies in a row, and under which names it is found. */
export interface Leaf {
  readonly names: readonly string[]
  readonly element: Element
  readonly offset: number
  readonly size: number
}

export const isStructType = (dtype: DType): dtype is StructDType => typeof dtype === 'object' && 'fields' in dtype

/** Texts of a table come as text, whether they are `|S` or `|T`. */
const cellOf = (dtype: DType): Element => {
  const isBytes = typeof dtype === 'string' && dtype.startsWith('|S')
  return isBytes ? { ...elementOf(dtype), memory: `|T${dtype.slice(2)}` } : elementOf(dtype)
}

export function leavesOf({ fields }: StructDType, names: readonly string[] = [], from = 0): Leaf[] {
  let offset = from
  return fields.flatMap(([name, dtype]) => {
    const inside = isStructType(dtype)
      ? leavesOf(dtype, [...names, name], offset)
      : [leafOf([...names, name], dtype, offset)]
    const last = inside.at(-1) as Leaf
    offset = last.offset + last.size
    return inside
  })
}

function leafOf(names: readonly string[], dtype: DType, offset: number): Leaf {
  const element = cellOf(dtype)
  return { names, element, offset, size: bytesOfElement(element) }
}

export const rowBytes = (leaves: readonly Leaf[]): number => leaves.reduce((sum, { size }) => sum + size, 0)

/** The leaves of some columns only, as they lie in a row of these alone. */
export function chosen(dtype: StructDType, columns: readonly string[] | null): Leaf[] {
  if (columns === null) return leavesOf(dtype)
  return leavesOf({ fields: columns.map((name) => dtype.fields.find(([known]) => known === name) as [string, DType]) })
}

/** Bytes of one leaf of all rows, end to end. */
export function cellsOf(rows: Buffer, step: number, { offset, size }: Leaf): Buffer {
  const cells = Buffer.alloc((rows.length / step) * size)
  for (let row = 0; row * step < rows.length; row++)
    rows.copy(cells, row * size, row * step + offset, row * step + offset + size)
  return cells
}

/** Packed rows filled with values that are legal for each column. */
export function filledRows(leaves: readonly Leaf[], count: number, { look, seed }: Fill): Buffer {
  const step = rowBytes(leaves)
  const rows = Buffer.alloc(count * step)
  for (const [index, { element, offset, size }] of leaves.entries()) {
    const cells = bytesOfFill(element, count, { look, seed: seed + index })
    for (let row = 0; row < count; row++) cells.copy(rows, row * step + offset, row * size, (row + 1) * size)
  }
  return rows
}

export const rowForms = ['columns', 'plain', 'records', 'bytes'] as const
export type RowForm = (typeof rowForms)[number]

export function rowsInput(leaves: readonly Leaf[], rows: Buffer, form: RowForm): RowsInput {
  if (form === 'bytes') return Uint8Array.from(rows)
  const step = rowBytes(leaves)
  const count = rows.length / step
  const isPlain = form !== 'columns' && count > 0
  const columns: Record<string, unknown> = {}
  for (const leaf of leaves) {
    const input = inputOf(leaf.element, [count], cellsOf(rows, step, leaf), isPlain ? 'plain' : 'array')
    put(columns, leaf.names, input)
  }
  if (form !== 'records') return columns as RowsInput
  return Array.from({ length: count }, (_, row) => recordAt(columns, row)) as RowsInput
}

function put(columns: Record<string, unknown>, [name, ...rest]: readonly string[], value: unknown): void {
  const key = name as string
  if (rest.length === 0) columns[key] = value
  else {
    columns[key] ??= {}
    put(columns[key] as Record<string, unknown>, rest, value)
  }
}

const recordAt = (columns: Record<string, unknown>, row: number): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [
      name,
      Array.isArray(column) ? column[row] : recordAt(column as Record<string, unknown>, row),
    ]),
  )

/** What the model says that columns hold, by dotted name. */
export function expectedColumns(leaves: readonly Leaf[], rows: Buffer): Record<string, unknown> {
  const step = rowBytes(leaves)
  return Object.fromEntries(
    leaves.map((leaf) => [leaf.names.join('.'), present(leaf.element, cellsOf(rows, step, leaf))]),
  )
}

/** What came from the library, in the same form. */
export function foundColumns(columns: Columns, prefix = ''): Record<string, unknown> {
  const found: Record<string, unknown> = {}
  for (const [name, column] of Object.entries(columns)) {
    if (column instanceof NDArray) found[prefix + name] = outcomeOf(column).data
    else if (Array.isArray(column)) found[prefix + name] = column
    else if (ArrayBuffer.isView(column))
      found[prefix + name] = Buffer.from(column.buffer, column.byteOffset, column.byteLength)
    else Object.assign(found, foundColumns(column as Columns, `${prefix}${name}.`))
  }
  return found
}

const simple = ['<i4', '<f8', '|u1', '<i8', '<u2', '<f4', '|b1', '|T6', '<i2', '<u4', '<u8', '|i1', '<c16']
const rare: readonly DType[] = [
  { base: '<f4', shape: [2] },
  { base: '<i2', shape: [2, 2] },
  { base: '|T3', shape: [2] },
  {
    fields: [
      ['x', '<f4'],
      ['name', '|T4'],
      ['deep', { fields: [['n', '<i2']] }],
    ],
  },
  '|S5',
  '>i4',
  '>f8',
  '<f2',
]

export function someColumns(dice: Dice): StructDType {
  const count = dice.between(1, 4)
  return {
    fields: Array.from({ length: count }, (_, index) => [
      `c${index}`,
      dice.chance(0.35) ? dice.pick(rare) : dice.pick(simple),
    ]),
  }
}
