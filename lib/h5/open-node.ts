import { UnsupportedError } from '../errors.js'
import { CArray, EArray, HArray } from './array.js'
import { isArrayType, isStruct, isVlen, isVlenText } from './dtype.js'
import type { File } from './file.js'
import type { DatasetInfo, DType, NativeDataset, NativeGroup } from './native.js'
import type { Node, NodeKind } from './node.js'
import { leadsToGroup } from './path.js'
import { Table } from './table.js'
import { UnImplemented } from './unimplemented.js'
import { VLArray } from './vlarray.js'

/** Opens the child `name` as the class that fits what it is; what cannot be read becomes `UnImplemented`. */
export function openChild(file: File, parent: NativeGroup, name: string, path: string): Node {
  if (leadsToGroup(parent, name)) return file.groupAt(path, parent.openGroup(name))
  if (parent.kindOf(name) === 'datatype')
    return new UnImplemented(file, path, parent.openDatatype(name), 'it is a named type, which holds no data')
  const native = parent.openDataset(name)
  try {
    return openDataset(file, path, native)
  } catch (error) {
    native.close()
    throw error
  }
}

function openDataset(file: File, path: string, native: NativeDataset): Node {
  const described = describe(native)
  if ('reason' in described) return new UnImplemented(file, path, native, described.reason)
  const { info } = described
  return classFor(info)(file, path, native, info)
}

/** What a dataset is that was described by a listing. */
export const kindOfDataset = (info: DatasetInfo): { kind: NodeKind } | { reason: string } => {
  const reason = unreadable(info)
  return reason === undefined ? { kind: kinds.find(({ fits }) => fits(info))!.kind } : { reason }
}

function describe(native: NativeDataset): { info: DatasetInfo } | { reason: string } {
  try {
    const info = native.info()
    const reason = unreadable(info)
    return reason === undefined ? { info } : { reason }
  } catch (error) {
    if (error instanceof UnsupportedError) return { reason: error.message }
    throw error
  }
}

function unreadable({ shape, dtype }: DatasetInfo): string | undefined {
  if (shape === null) return 'its dataspace is null'
  if (isStruct(dtype) && shape.length !== 1) return `it holds structs in ${shape.length} dimensions; one is supported`
  if (isVlen(dtype) && shape.length !== 1)
    return `it holds variable length rows in ${shape.length} dimensions; one is supported`
  if (isVlenText(dtype)) return undefined
  return unreadableElement(isVlen(dtype) ? dtype.vlen : dtype)
}

/** Why elements cannot be values here, wherever in the type the reason lies. */
function unreadableElement(dtype: DType): string | undefined {
  if (isStruct(dtype)) return dtype.fields.map(([, type]) => unreadableElement(type)).find(Boolean)
  if (isArrayType(dtype)) return unreadableElement(dtype.base)
  if (isVlen(dtype) || isVlenText(dtype)) return 'it holds variable length elements inside of others'
  if (typeof dtype !== 'string') return undefined
  if (dtype.startsWith('|R')) return 'it holds object references'
  if (dtype.startsWith('|V')) return `it holds opaque elements of ${dtype.slice(2)} bytes`
  return undefined
}

type Construct = (file: File, path: string, native: NativeDataset, info: DatasetInfo) => Node

/** The kind follows from type and layout, so files that PyTables did not write open as well. */
const kinds: readonly {
  readonly kind: NodeKind
  readonly fits: (info: DatasetInfo) => boolean
  readonly construct: Construct
}[] = [
  { kind: 'VLArray', fits: ({ dtype }) => isVlen(dtype), construct: (...node) => new VLArray(...node) },
  { kind: 'Table', fits: ({ dtype }) => isStruct(dtype), construct: (...node) => new Table(...node) },
  { kind: 'Array', fits: ({ chunks }) => chunks === null, construct: (...node) => new HArray(...node) },
  {
    kind: 'EArray',
    fits: ({ maxshape }) => maxshape?.includes(null) ?? false,
    construct: (...node) => new EArray(...node),
  },
  { kind: 'CArray', fits: () => true, construct: (...node) => new CArray(...node) },
]

const classFor = (info: DatasetInfo): Construct => kinds.find(({ fits }) => fits(info))!.construct
