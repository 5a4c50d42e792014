import type { DType, TypedValue } from './native.js'

/**
 * What to put on disk, and what was found there, as plain data: plans are made by codecs and carried out by
 * `Group.write`; `Group.read` gives what `decode` turns back into a value. No plan holds a handle.
 */

/**
 * Written: as `NativeAttributeValue` says. Read: text is a string, B8 a boolean, i64 scalars a number (a bigint when
 * unsafe), f64 scalars a `TypedValue`, as is everything else; `AttributeSet` gives single numbers of every type as such.
 * Keys are whatever the file has: hence a Map.
 */
export type AttributeValue = string | number | bigint | boolean | TypedValue
export type Attributes = ReadonlyMap<string, AttributeValue>

/**
 * How a dataset is laid out: `contiguous` (PyTables Array), `chunked` (CArray, filters apply), `extendable` (EArray,
 * first axis grows), `ragged` (VLArray), `table` (Table; the dtype is a struct, rank 1).
 */
export type Layout = 'contiguous' | 'chunked' | 'extendable' | 'ragged' | 'table'

export interface DatasetPlan {
  readonly kind: 'dataset'
  readonly name: string
  readonly layout: Layout
  /** The element type; for `ragged` the type of one element of a row. */
  readonly dtype: DType
  /** For `table` and `ragged`: `[rows]`. */
  readonly shape: readonly number[]
  /** Packed, C order, little endian; for `ragged` all rows end to end. */
  readonly data: Uint8Array
  /** `ragged` only: elements of each row. */
  readonly lengths?: Uint32Array
  /** PyTables' TITLE; empty when left out. */
  readonly title?: string
  /** PyTables' FLAVOR of a `contiguous` array: 'python' makes PyTables give lists and Python scalars. */
  readonly flavor?: 'python' | 'numpy'
  /** PyTables' PSEUDOATOM of a `ragged` array: rows are pickles. */
  readonly pseudoAtom?: 'object'
  readonly attributes: Attributes
  /** Instead of PyTables' choice, which makes small data pay for chunks of 64 KiB. */
  readonly chunkshape?: readonly number[]
  /** For the chunk shape; the number of rows when left out. */
  readonly expectedRows?: number
}

export interface GroupPlan {
  readonly kind: 'group'
  readonly name: string
  readonly title?: string
  readonly attributes: Attributes
  readonly children: readonly Plan[]
}

export type Plan = DatasetPlan | GroupPlan

export interface StoredDataset {
  readonly kind: 'dataset'
  readonly name: string
  readonly layout: Layout
  readonly dtype: DType
  readonly shape: readonly number[]
  readonly data: Uint8Array
  readonly lengths?: Uint32Array
  readonly flavor: 'python' | 'numpy'
  /** Without PyTables' own (CLASS, VERSION, TITLE, FLAVOR, NROWS, FIELD_* …), except `PSEUDOATOM`. */
  readonly attributes: Attributes
}

export interface StoredGroup {
  readonly kind: 'group'
  readonly name: string
  readonly attributes: Attributes
  readonly children: readonly Stored[]
}

export type Stored = StoredDataset | StoredGroup

/** Attributes in the order given. */
export const attributesOf = (entries: Readonly<Record<string, AttributeValue>>): Attributes =>
  new Map(Object.entries(entries))
