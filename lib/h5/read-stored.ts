import { UnsupportedError } from '../errors.js'
import { decodeAttributes } from './attributes.js'
import { storedDataset, userAttributes } from './carry-out.js'
import { isVlen, itemsize, product } from './dtype.js'
import type { ListedGroup } from './listed-group.js'
import type { ChildInfo } from './native.js'
import { errorFromNative } from './native-error.js'
import { joinPath } from './node.js'
import { offload } from './offload.js'
import type { Attributes, Stored, StoredGroup } from './plan.js'
import { isHiddenName } from './pytables.js'

const NO_DATA = new Uint8Array(0)

export interface ReadStoredOptions {
  readonly names?: readonly string[]
  /**
   * Says by name (dotted, below the group that is read) and attributes whether the data are wanted; without them a
   * dataset has no bytes and a group no children.
   */
  readonly wantsData?: (name: string, attributes: Attributes) => boolean
}

/** Reads the children of a group, with their data, as codecs take them. Hidden nodes of PyTables are left out. */
export async function readStored(group: ListedGroup, options: ReadStoredOptions, prefix = ''): Promise<Stored[]> {
  const stored: Stored[] = []
  for (const child of group.list({ data: true, ...(options.names ? { names: options.names } : {}) })) {
    if (!isHiddenName(child.name)) stored.push(await readChild(group, child, options, prefix))
  }
  return stored
}

async function readChild(
  group: ListedGroup,
  child: ChildInfo,
  options: ReadStoredOptions,
  prefix: string,
): Promise<Stored> {
  if (child.kind === 'dataset' && !child.error) return readDataset(group, child, options, prefix)
  const path = joinPath(group.path, child.name)
  if (child.error) throw errorFromNative(child.error.code, child.error.message, { path })
  if (child.kind === 'group') return readGroup(group, child, options, prefix)
  throw new UnsupportedError(`'${path}' is a ${child.kind}, which holds no data item`, { path })
}

async function readGroup(
  parent: ListedGroup,
  child: ChildInfo,
  { wantsData }: ReadStoredOptions,
  prefix: string,
): Promise<StoredGroup> {
  const attributes = userAttributes(decodeAttributes(child.attributes ?? []))
  const name = prefix + child.name
  using group = parent.child(child)
  const wanted = wantsData === undefined || wantsData(name, attributes)
  const children = wanted ? await readStored(group, wantsData ? { wantsData } : {}, `${name}.`) : []
  return { kind: 'group', name: child.name, attributes, children }
}

async function readDataset(
  group: ListedGroup,
  child: ChildInfo,
  { wantsData }: ReadStoredOptions,
  prefix: string,
): Promise<Stored> {
  const stored = storedDataset(child, joinPath(group.path, child.name), NO_DATA)
  if (wantsData && !wantsData(prefix + child.name, stored.attributes)) return stored
  if (child.data instanceof Uint8Array) return { ...stored, data: child.data }
  return readLarge(group, child)
}

async function readLarge(group: ListedGroup, child: ChildInfo): Promise<Stored> {
  const path = joinPath(group.path, child.name)
  const { dataset } = child
  const dtype = dataset?.dtype
  if (!dataset || dtype === undefined) throw new UnsupportedError(`'${path}' cannot be read as a data item`, { path })
  const native = group.native.openDataset(child.name)
  try {
    if (isVlen(dtype)) {
      const { data, lengths } = native.readVlen(0, dataset.shape?.[0] ?? 0, 1)
      return storedDataset({ ...child, lengths }, path, data)
    }
    const bytes = product(dataset.shape ?? []) * itemsize(dtype)
    const data = await offload(
      bytes,
      () => native.read(null),
      () => native.readAsync(null),
    )
    return storedDataset(child, path, data)
  } finally {
    native.close()
  }
}
