import { isArrayType, isEnum, isStruct, itemsize, textWidth } from './dtype.js'
import { type Filters, packFilters } from './filters.js'
import type { DType, NativeAttribute, StructDType, TypedValue } from './native.js'

/**
 * The attributes by which PyTables (and so pypet and pandas) knows its nodes. A file is plain HDF5 without them; with
 * them these programs see the node classes, titles and column names that they would have written themselves.
 */

export const PYTABLES_FORMAT_VERSION = '2.1'

/** Text with character set ASCII, as PyTables 3.7 writes the system attributes of chunked arrays. */
const ascii = (text: string): TypedValue =>
  text === ''
    ? { dtype: '|S1', shape: null, data: new Uint8Array(0) }
    : { dtype: `|S${text.length}`, shape: [], data: Buffer.from(text, 'latin1') }

const int32 = (value: number): TypedValue => ({
  dtype: '<i4',
  shape: [],
  data: new Uint8Array(new Int32Array([value]).buffer),
})

export function rootAttributes(title: string, filters: Filters): NativeAttribute[] {
  return [
    ['CLASS', 'GROUP'],
    ['VERSION', '1.0'],
    ['PYTABLES_FORMAT_VERSION', PYTABLES_FORMAT_VERSION],
    ['FILTERS', packFilters(filters)],
    ['TITLE', title],
  ]
}

export function groupAttributes(title: string, filters: Filters | null): NativeAttribute[] {
  return [
    ['TITLE', title],
    ['CLASS', 'GROUP'],
    ['VERSION', '1.0'],
    ...(filters ? [['FILTERS', packFilters(filters)] as const] : []),
  ]
}

export function arrayAttributes(title: string, flavor: 'python' | 'numpy'): NativeAttribute[] {
  return [
    ['CLASS', 'ARRAY'],
    ['VERSION', '2.4'],
    ['TITLE', title],
    ['FLAVOR', flavor],
  ]
}

/** Titles beyond ASCII cannot stay in an ASCII attribute. */
const chunkedTitle = (title: string): string | TypedValue =>
  /^[\x20-\x7e]*$/.test(title) && !title.endsWith('.') ? ascii(title) : title

export const carrayAttributes = (title: string): NativeAttribute[] => [
  ['CLASS', ascii('CARRAY')],
  ['VERSION', ascii('1.1')],
  ['TITLE', chunkedTitle(title)],
]

export const earrayAttributes = (title: string): NativeAttribute[] => [
  ['CLASS', ascii('EARRAY')],
  ['VERSION', ascii('1.1')],
  ['TITLE', chunkedTitle(title)],
  ['EXTDIM', int32(0)],
]

export const vlarrayAttributes = (title: string, pseudoAtom?: 'object'): NativeAttribute[] => [
  ['CLASS', 'VLARRAY'],
  ['VERSION', '1.4'],
  ['TITLE', title],
  ...(pseudoAtom ? [['PSEUDOATOM', pseudoAtom] as const] : []),
]

/** `fills` gives the packed default of a column, where it is not zero. */
export function tableAttributes(
  title: string,
  dtype: StructDType,
  rows: number,
  fills: ReadonlyMap<string, Uint8Array> = new Map(),
): NativeAttribute[] {
  return [
    ['CLASS', 'TABLE'],
    ['VERSION', '2.7'],
    ['TITLE', title],
    ['NROWS', rows],
    ...dtype.fields.map(([name], index) => [`FIELD_${index}_NAME`, name] as const),
    ...columnsInDepth(dtype).map(
      ([name, type], index) => [`FIELD_${index}_FILL`, columnFill(type, fills.get(name))] as const,
    ),
  ]
}

/**
 * The columns with values, as PyTables numbers their defaults: those of a row first, then those of its nested columns,
 * which have no name of their own here. It wants the defaults of all or of none.
 */
function columnsInDepth(dtype: StructDType): [name: string, type: DType][] {
  const columns: [name: string, type: DType][] = []
  const structs = [dtype]
  for (const struct of structs) {
    for (const [name, type] of struct.fields) {
      const base = isArrayType(type) ? type.base : type
      if (isStruct(base)) structs.push(base)
      else columns.push([struct === dtype ? name : '', type])
    }
  }
  return columns
}

/** The default of a column as a scalar of its base type. */
function columnFill(type: DType, fill: Uint8Array | undefined): TypedValue | boolean {
  const element = isArrayType(type) ? type.base : type
  const base = isEnum(element) ? element.enum : element
  if (base === '|b1') return (fill?.[0] ?? 0) !== 0
  // PyTables writes one NUL byte, whatever the width.
  if (textWidth(base) !== undefined) return { dtype: '|S1', shape: [], data: new Uint8Array(1) }
  const size = itemsize(base)
  return { dtype: base, shape: [], data: fill?.slice(0, size) ?? new Uint8Array(size) }
}

const systemNames = new Set([
  'CLASS',
  'VERSION',
  'TITLE',
  'FLAVOR',
  'FILTERS',
  'EXTDIM',
  'NROWS',
  'PYTABLES_FORMAT_VERSION',
])

/** Attributes that belong to PyTables' bookkeeping, not to the user. */
export const isSystemAttribute = (name: string): boolean =>
  systemNames.has(name) || /^FIELD_\d+_(NAME|FILL|ATTR_)/.test(name)

/** Names that PyTables hides from its users, and uses for its own. */
export const isHiddenName = (name: string): boolean => name.startsWith('_i_') || name.startsWith('_p_')

/** Whether a child is PyTables' index of a table beside it; `has` tells which names there are. */
export const isTableIndex = (name: string, has: (name: string) => boolean): boolean =>
  name.startsWith('_i_') && has(name.slice('_i_'.length))
