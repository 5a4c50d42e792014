import { UnsupportedError } from '../errors.js'
import { CArray, EArray, HArray } from './array.js'
import { isStruct, isVlen } from './dtype.js'
import type { File } from './file.js'
import type { DatasetInfo, NativeDataset, NativeGroup } from './native.js'
import type { Node } from './node.js'
import { Table } from './table.js'
import { UnImplemented } from './unimplemented.js'
import { VLArray } from './vlarray.js'

/** Opens the child `name` as the class that fits what it is; what cannot be read becomes `UnImplemented`. */
export function openChild(file: File, parent: NativeGroup, name: string, path: string): Node {
  if (isGroup(parent, name)) return file.groupAt(path, parent.openGroup(name))
  const native = parent.openDataset(name)
  try {
    return openDataset(file, path, native)
  } catch (error) {
    native.close()
    throw error
  }
}

/** A soft link is followed here, so its kind is that of its target. */
function isGroup(parent: NativeGroup, name: string): boolean {
  const kind = parent.kindOf(name)
  if (kind !== 'softlink' && kind !== 'externallink') return kind === 'group'
  try {
    parent.openGroup(name).close()
    return true
  } catch {
    // Whatever is wrong with the target, opening it as a dataset says it.
    return false
  }
}

function openDataset(file: File, path: string, native: NativeDataset): Node {
  const described = describe(native)
  if ('reason' in described) return new UnImplemented(file, path, native, described.reason)
  const { info } = described
  return classFor(info)(file, path, native, info)
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

function unreadable({ shape, dtype, itemsize }: DatasetInfo): string | undefined {
  if (shape === null) return 'its dataspace is null'
  if (isStruct(dtype) && shape.length !== 1) return `it holds structs in ${shape.length} dimensions; one is supported`
  if (isVlen(dtype) && shape.length !== 1)
    return `it holds variable length rows in ${shape.length} dimensions; one is supported`
  if (typeof dtype === 'string' && dtype.startsWith('|R')) return 'it holds object references'
  if (typeof dtype === 'string' && dtype.startsWith('|V')) return `it holds opaque elements of ${itemsize} bytes`
  return undefined
}

type Construct = (file: File, path: string, native: NativeDataset, info: DatasetInfo) => Node

/** The kind follows from type and layout, so files that PyTables did not write open as well. */
const kinds: readonly { readonly fits: (info: DatasetInfo) => boolean; readonly construct: Construct }[] = [
  { fits: ({ dtype }) => isVlen(dtype), construct: (...node) => new VLArray(...node) },
  { fits: ({ dtype }) => isStruct(dtype), construct: (...node) => new Table(...node) },
  { fits: ({ chunks }) => chunks === null, construct: (...node) => new HArray(...node) },
  { fits: ({ maxshape }) => maxshape?.includes(null) ?? false, construct: (...node) => new EArray(...node) },
  { fits: () => true, construct: (...node) => new CArray(...node) },
]

const classFor = (info: DatasetInfo): Construct => kinds.find(({ fits }) => fits(info))!.construct
