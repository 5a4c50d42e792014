import type { Attributes, AttributeValue } from '../h5/plan.js'
import {
  type Complex,
  dtypeInfo,
  fitScalar,
  isScalarType,
  type ScalarType,
  type ScalarValue,
  type TextEncoding,
} from '../values/index.js'
import { COLL_TYPE, EXACT_TYPE, NULS, SCALAR_TYPE } from './names.js'
import { isTextType, nulsAttribute, type Packed, restoreNuls, typedArrayOf, unpackItems } from './pack.js'
import { textAttribute } from './stored.js'

/** Which Python container a stored item or column was. */
export type CollType =
  | 'COLL_SCALAR'
  | 'COLL_LIST'
  | 'COLL_TUPLE'
  | 'COLL_NDARRAY'
  | 'COLL_MATRIX'
  | 'COLL_DICT'
  | 'COLL_EMPTY_DICT'

/** What a dataset or column was before it was stored. */
export interface Recall {
  readonly collType: CollType | null
  readonly scalarType: ScalarType | null
}

/** The attributes that remember a type, in pypet's order; `prefix` is that of the data or of a column. */
export function recallAttributes(
  prefix: string,
  collType: CollType,
  scalarType: ScalarType | null,
  packed?: Packed,
): [string, AttributeValue][] {
  const attributes: [string, AttributeValue][] = [[prefix + COLL_TYPE, collType]]
  if (scalarType) attributes.push([prefix + SCALAR_TYPE, scalarType === 'str_' ? 'str' : scalarType])
  if (scalarType === 'str_') attributes.push([prefix + EXACT_TYPE, scalarType])
  if (packed && packed.nuls.length > 0) attributes.push([prefix + NULS, nulsAttribute(packed.nuls, `'${prefix}'`)])
  return attributes
}

export function readRecall(attributes: Attributes, prefix: string): Recall {
  const name = textAttribute(attributes, prefix + EXACT_TYPE) ?? textAttribute(attributes, prefix + SCALAR_TYPE)
  return {
    collType: textAttribute(attributes, prefix + COLL_TYPE) as CollType | null,
    scalarType: name === null ? null : parseScalarType(name),
  }
}

const oldNames: Readonly<Record<string, ScalarType>> = {
  unicode: 'str',
  long: 'int',
  string_: 'bytes_',
  unicode_: 'str_',
}

/** Files of old versions say `<type 'numpy.float64'>`. */
function parseScalarType(name: string): ScalarType | null {
  const bare = /^<(?:type|class) '(?:numpy\.)?(\w+)'>$/.exec(name)?.[1] ?? name
  return isScalarType(bare) ? bare : (oldNames[bare] ?? null)
}

/** Values in one type each, as far as the file tells. */
export interface Recalled {
  readonly type: ScalarType
  readonly items: ScalarValue[]
}

/** Gives stored elements the type they had; they keep the type of the file when they do not fit that. */
export function recallItems(
  data: Uint8Array,
  dtype: string,
  count: number,
  attributes: Attributes,
  prefix: string,
  isPython: boolean,
  texts: TextEncoding,
): Recalled {
  const items = unpackItems(data, dtype, count)
  const marks = attributes.get(prefix + NULS)
  if (typeof marks === 'object' && marks.data instanceof Uint8Array) {
    restoreNuls(items, Array.from(typedArrayOf(marks.data, '<i8', marks.data.length / 8), Number))
  }
  const { scalarType } = readRecall(attributes, prefix)
  const converted = scalarType && convertAll(items, scalarType, texts)
  return converted ? { type: scalarType, items: converted } : { type: typeInFile(dtype, isPython), items }
}

const pythonTypes = {
  bool: 'bool',
  int: 'int',
  uint: 'int',
  float: 'float',
  complex: 'complex',
  bytes: 'bytes',
  text: 'str',
} as const

function typeInFile(dtype: string, isPython: boolean): ScalarType {
  const { kind, scalar } = dtypeInfo(dtype)
  return isPython || scalar === null ? pythonTypes[kind] : scalar
}

function convertAll(items: readonly ScalarValue[], type: ScalarType, texts: TextEncoding): ScalarValue[] | null {
  const converted: ScalarValue[] = []
  for (const item of items) {
    const value = convert(item, type, texts)
    if (value === null) return null
    converted.push(value)
  }
  return converted
}

/** As Python's constructor of that type would convert; null where it refuses. */
function convert(item: ScalarValue, type: ScalarType, texts: TextEncoding): ScalarValue | null {
  if (item instanceof Uint8Array) return isTextType(type) ? asText(item, type, texts) : null
  if (isTextType(type) || typeof item === 'string') return null
  try {
    return fitScalar(type, asNumber(item, type))
  } catch {
    return null
  }
}

const asText = (bytes: Uint8Array, type: ScalarType, { decode }: TextEncoding): ScalarValue | null =>
  type === 'bytes' || type === 'bytes_' ? bytes : decode(bytes)

function asNumber(item: number | bigint | boolean | Complex, type: ScalarType): ScalarValue {
  if (/^complex/.test(type)) return typeof item === 'object' ? item : { re: Number(item), im: 0 }
  if (typeof item === 'object') return item
  if (/^bool/.test(type)) return Boolean(item)
  if (/^float/.test(type)) return Number(item)
  return typeof item === 'bigint' ? item : Math.trunc(Number(item))
}
