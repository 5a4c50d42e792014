import { InvalidTypeError, InvalidValueError } from '../errors.js'
import { checkOptions, describe } from '../options.js'
import type { AttributeInput } from './attribute-input.js'
import { isStruct, isVlenText, itemsize, memoryType, resolveDType } from './dtype.js'
import { type ArrayInput, type Packed, packElements } from './elements.js'
import { type Filters, resolveFilters } from './filters.js'
import type { DType, StructDType } from './native.js'
import { RowPacker, type RowsInput } from './pack-rows.js'
import type { DatasetRequest } from './specs.js'

/** Options of all nodes. */
export interface CreateOptions {
  readonly title?: string
  readonly attributes?: Readonly<Record<string, AttributeInput>>
}

/** Options of all nodes with chunks. */
export interface ChunkedOptions extends CreateOptions {
  /** The group's filters when left out. */
  readonly filters?: Partial<Filters>
  readonly chunkshape?: readonly number[]
}

export interface ArrayOptions extends CreateOptions {
  readonly dtype?: DType
}

export interface CArrayOptions extends ChunkedOptions {
  /** Taken from `data` when left out. */
  readonly dtype?: DType
  readonly shape?: readonly number[]
  readonly data?: ArrayInput
}

export interface EArrayOptions extends CArrayOptions {
  /** For the choice of chunks. */
  readonly expectedRows?: number
}

export interface VLArrayOptions extends ChunkedOptions {
  readonly dtype: DType
  readonly expectedRows?: number
}

/** Column names and types: `{ x: 'float64', label: '|T16', vector: { base: 'float32', shape: [3] } }`. */
export type TableDescription = StructDType | Readonly<Record<string, DType>>

export interface TableOptions extends ChunkedOptions {
  readonly columns: TableDescription
  readonly rows?: RowsInput
  readonly expectedRows?: number
}

const common = ['title', 'attributes'] as const
const chunked = [...common, 'filters', 'chunkshape'] as const
export const optionNames = {
  group: common,
  array: [...common, 'dtype'],
  carray: [...chunked, 'dtype', 'shape', 'data'],
  earray: [...chunked, 'dtype', 'shape', 'data', 'expectedRows'],
  vlarray: [...chunked, 'dtype', 'expectedRows'],
  table: [...chunked, 'columns', 'rows', 'expectedRows'],
} as const

/** A request for a node together with its first data. */
export interface Creation {
  readonly request: DatasetRequest
  readonly data?: Uint8Array | undefined
  /** Data of variable length text are written after the node was made. */
  readonly input?: ArrayInput | undefined
}

export function arrayCreation(path: string, input: ArrayInput, options: ArrayOptions, filters: Filters): Creation {
  checkOptions(options, optionNames.array, 'createArray')
  const dtype = options.dtype === undefined ? undefined : resolveDType(options.dtype, `'${path}'`)
  const packed = packAs(input, dtype, `'${path}'`)
  return {
    request: { layout: 'contiguous', dtype: packed.dtype, shape: packed.shape, filters, title: options.title ?? '' },
    data: packed.data,
  }
}

export function carrayCreation(path: string, options: CArrayOptions, inherited: Filters): Creation {
  checkOptions(options, optionNames.carray, 'createCArray')
  const creation = chunkedCreation('chunked', path, options, inherited)
  if (creation.request.shape.length === 0 || creation.request.shape.includes(0)) {
    throw new InvalidValueError(
      `A CArray has one axis or more, none of length 0; '${path}' has shape ${shapeText(creation)}`,
    )
  }
  return creation
}

export function earrayCreation(path: string, options: EArrayOptions, inherited: Filters): Creation {
  checkOptions(options, optionNames.earray, 'createEArray')
  const creation = chunkedCreation('extendable', path, options, inherited)
  if (creation.request.shape.length === 0 || creation.request.shape.slice(1).includes(0)) {
    throw new InvalidValueError(
      `An EArray grows along its first axis, the others are not of length 0; '${path}' has shape ${shapeText(creation)}`,
    )
  }
  return { ...creation, request: { ...creation.request, expectedRows: options.expectedRows } }
}

/** Data in memory's form of the wanted type, as for writing; the file keeps the byte order. */
function packAs(input: ArrayInput, wanted: DType | undefined, what: string): Packed {
  if (wanted === undefined) return packElements(input, undefined, what)
  return { ...packElements(input, memoryType(wanted), what), dtype: wanted }
}

function chunkedCreation(
  layout: 'chunked' | 'extendable',
  path: string,
  options: CArrayOptions,
  inherited: Filters,
): Creation {
  const what = `'${path}'`
  const wanted = options.dtype === undefined ? undefined : resolveDType(options.dtype, what)
  const packed = options.data === undefined ? undefined : packAs(options.data, wanted, what)
  const dtype = packed?.dtype ?? wanted
  if (dtype === undefined) throw new InvalidTypeError(`${what} needs a dtype or data`)
  const shape = checkShape(options.shape ?? packed?.shape, what)
  if (packed && String(shape) !== String(packed.shape)) {
    throw new InvalidValueError(
      `${what} is to have shape (${shape.join(', ')}); its data have shape (${packed.shape.join(', ')})`,
    )
  }
  return {
    request: {
      layout,
      dtype,
      shape,
      filters: filtersOf(options, inherited),
      title: options.title ?? '',
      chunkshape: checkChunks(options.chunkshape, shape.length, what),
    },
    data: packed?.data,
  }
}

export function vlarrayCreation(path: string, options: VLArrayOptions, inherited: Filters): Creation {
  checkOptions(options, optionNames.vlarray, 'createVLArray')
  const dtype = resolveDType(options.dtype, `'${path}'`)
  if (isVlenText(dtype))
    throw new InvalidTypeError(`Rows of '${path}' need elements of fixed size; got '${String(dtype)}'`)
  if (options.filters?.fletcher32)
    throw new InvalidValueError(`Rows of variable length cannot have a checksum; '${path}' got fletcher32`)
  return {
    request: {
      layout: 'ragged',
      dtype,
      shape: [0],
      filters: filtersOf(options, inherited),
      title: options.title ?? '',
      expectedRows: options.expectedRows,
      chunkshape: checkChunks(options.chunkshape, 1, `'${path}'`),
    },
  }
}

export function tableCreation(path: string, options: TableOptions, inherited: Filters): Creation {
  checkOptions(options, optionNames.table, 'createTable')
  const dtype = structOf(path, options.columns)
  const given =
    options.rows === undefined
      ? undefined
      : new RowPacker(memoryType(dtype) as StructDType).plan(options.rows, `'${path}'`)
  return {
    request: {
      layout: 'table',
      dtype,
      shape: [given?.rows ?? 0],
      filters: filtersOf(options, inherited),
      title: options.title ?? '',
      expectedRows: options.expectedRows ?? 10000,
      chunkshape: checkChunks(options.chunkshape, 1, `'${path}'`),
    },
    data: given?.packed(),
  }
}

function structOf(path: string, columns: TableDescription): StructDType {
  if (typeof columns !== 'object' || columns === null || Array.isArray(columns)) {
    throw new InvalidTypeError(`The columns of '${path}' must be an object of types by name; got ${describe(columns)}`)
  }
  const struct = isStruct(columns as DType) && Array.isArray((columns as StructDType).fields)
  const fields = struct ? (columns as StructDType).fields : Object.entries(columns as Record<string, DType>)
  if (fields.length === 0) throw new InvalidValueError(`A table has one column or more; '${path}' has none`)
  const dtype = resolveDType({ fields }, `'${path}'`) as StructDType
  // Throws for elements without a fixed size.
  itemsize(dtype)
  return dtype
}

const filtersOf = (options: ChunkedOptions, inherited: Filters): Filters =>
  options.filters === undefined ? inherited : resolveFilters(options.filters)

function checkShape(shape: readonly number[] | undefined, what: string): readonly number[] {
  if (shape === undefined) throw new InvalidTypeError(`${what} needs a shape or data`)
  if (!Array.isArray(shape) || shape.some((length) => !Number.isSafeInteger(length) || length < 0)) {
    throw new InvalidValueError(`The shape of ${what} must be a list of whole numbers; got ${describe(shape)}`)
  }
  return shape
}

function checkChunks(chunks: readonly number[] | undefined, rank: number, what: string) {
  if (chunks === undefined) return undefined
  if (
    !Array.isArray(chunks) ||
    chunks.length !== rank ||
    chunks.some((length) => !Number.isSafeInteger(length) || length < 1)
  ) {
    throw new InvalidValueError(
      `The chunkshape of ${what} must have ${rank} whole numbers of 1 or more; got ${JSON.stringify(chunks)}`,
    )
  }
  return chunks
}

const shapeText = ({ request }: Creation): string => `(${request.shape.join(', ')})`
