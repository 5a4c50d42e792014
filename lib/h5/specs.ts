import { chunkShape, rowsPerChunk } from './chunk-shape.js'
import { isStruct, isVlenText, itemsize } from './dtype.js'
import { type Filters, isActive } from './filters.js'
import type { DatasetSpec, DType, NativeAttribute } from './native.js'
import type { Layout } from './plan.js'
import { arrayAttributes, carrayAttributes, earrayAttributes, tableAttributes, vlarrayAttributes } from './pytables.js'

/** A dataset to be created, in PyTables' terms. */
export interface DatasetRequest {
  readonly layout: Layout
  /** Of one element; for a ragged array of one element of a row. */
  readonly dtype: DType
  readonly shape: readonly number[]
  readonly filters: Filters
  readonly title: string
  readonly expectedRows?: number | undefined
  readonly chunkshape?: readonly number[] | undefined
  readonly flavor?: 'python' | 'numpy' | undefined
  readonly pseudoAtom?: 'object' | undefined
  /** Packed defaults of table columns that are not zero. */
  readonly fills?: ReadonlyMap<string, Uint8Array> | undefined
}

interface Creation {
  readonly spec: DatasetSpec
  readonly attributes: readonly NativeAttribute[]
}

/** How each layout is created: type, extents, chunks and PyTables' attributes. */
const creations: Record<Layout, (request: DatasetRequest) => Creation> = {
  contiguous: ({ dtype, shape, title, flavor }) => ({
    spec: { dtype, shape },
    attributes: arrayAttributes(title, flavor ?? 'numpy'),
  }),

  chunked: (request) => {
    const { dtype, shape, filters, title, expectedRows } = request
    const chunks = request.chunkshape ?? chunkShape(shape, expectedRows ?? shape[0] ?? 1, elementSize(dtype))
    const maxshape = shape.map((length, axis) => Math.max(length, chunks[axis] ?? 1))
    return {
      spec: { dtype, shape, maxshape, chunks, fillTime: 'alloc', nodeClass: 'carray', ...filteringOf(dtype, filters) },
      attributes: carrayAttributes(title),
    }
  },

  extendable: (request) => {
    const { dtype, shape, filters, title, expectedRows } = request
    const chunks = request.chunkshape ?? chunkShape(shape, expectedRows ?? 1000, elementSize(dtype))
    const maxshape = shape.map((length, axis) => (axis === 0 ? null : Math.max(length, chunks[axis] ?? 1)))
    return {
      spec: { dtype, shape, maxshape, chunks, fillTime: 'alloc', nodeClass: 'earray', ...filteringOf(dtype, filters) },
      attributes: earrayAttributes(title),
    }
  },

  ragged: (request) => {
    const { dtype, shape, filters, title, expectedRows, pseudoAtom } = request
    const chunks = request.chunkshape ?? [rowsPerChunk(expectedRows ?? 1000, itemsize(dtype))]
    return {
      spec: {
        dtype: { vlen: dtype },
        shape: [shape[0] ?? 0],
        maxshape: [null],
        chunks,
        fillTime: 'alloc',
        nodeClass: 'vlarray',
        ...filteringReferences(filters),
      },
      attributes: vlarrayAttributes(title, pseudoAtom),
    }
  },

  table: (request) => {
    const { dtype, shape, filters, title, expectedRows, fills } = request
    if (!isStruct(dtype)) throw new TypeError('A table has rows of a struct type')
    const rows = shape[0] ?? 0
    const chunks = request.chunkshape ?? [rowsPerChunk(expectedRows ?? Math.max(rows, 1), itemsize(dtype))]
    const fill = fills && fills.size > 0 ? ({ fillValue: fillRow(dtype, fills), fillTime: 'ifset' } as const) : null
    return {
      spec: {
        dtype,
        shape: [rows],
        maxshape: [null],
        chunks,
        fillTime: 'alloc',
        nodeClass: 'table',
        ...fill,
        ...filtering(filters),
      },
      attributes: tableAttributes(title, dtype, rows, fills),
    }
  },
}

/** What to tell the native layer to create a dataset that PyTables takes for its own. */
export const datasetCreation = (request: DatasetRequest): Creation => creations[request.layout](request)

const filtering = (filters: Filters) => (isActive(filters) ? { filters } : {})

/** libhdf5 takes no checksum of chunks that hold references to rows or texts of variable length. */
const filteringReferences = (filters: Filters) => filtering({ ...filters, fletcher32: false })

const filteringOf = (dtype: DType, filters: Filters) =>
  isVlenText(dtype) ? filteringReferences(filters) : filtering(filters)

/** Text of variable length is a 16-byte reference in the file. */
const elementSize = (dtype: DType): number => (isVlenText(dtype) ? 16 : itemsize(dtype))

function fillRow(
  dtype: DType & { fields: readonly (readonly [string, DType])[] },
  fills: ReadonlyMap<string, Uint8Array>,
) {
  const row = new Uint8Array(itemsize(dtype))
  let offset = 0
  for (const [name, type] of dtype.fields) {
    const size = itemsize(type)
    const fill = fills.get(name)
    // A default of the base type fills every element of an array column.
    for (let at = 0; fill && at + fill.length <= size; at += fill.length) row.set(fill, offset + at)
    offset += size
  }
  return row
}
