import { UnsupportedError } from '../errors.js'
import { decodeAttributes } from './attributes.js'
import { storedDataset, userAttributes } from './carry-out.js'
import { isVlen, itemsize, product } from './dtype.js'
import type { ChildInfo, NativeGroup, ReadAttribute } from './native.js'
import { errorFromNative } from './native-error.js'
import { joinPath } from './node.js'
import { offload } from './offload.js'
import type { Attributes, Stored, StoredGroup } from './plan.js'
import { isHiddenName } from './pytables.js'

/** Data up to this size come with the listing, larger ones by a read of their own. */
const INLINE_BYTES = 64 * 1024

export interface ReadStoredOptions {
  readonly names?: readonly string[]
  /**
   * Says by name (dotted, below the group that is read) and attributes whether the data are wanted; without them a
   * dataset has no bytes and a group no children.
   */
  readonly wantsData?: (name: string, attributes: Attributes) => boolean
}

/** Reads the children of a group, with their data, as codecs take them. Hidden nodes of PyTables are left out. */
export async function readStored(
  group: NativeGroup,
  path: string,
  options: ReadStoredOptions,
  prefix = '',
): Promise<Stored[]> {
  const children = group.list({
    attributes: true,
    datasets: true,
    data: INLINE_BYTES,
    ...(options.names ? { names: options.names } : {}),
  })
  const stored: Stored[] = []
  for (const child of children) {
    if (!isHiddenName(child.name)) stored.push(await readChild(group, path, child, options, prefix))
  }
  return stored
}

async function readChild(
  group: NativeGroup,
  parent: string,
  child: ChildInfo,
  options: ReadStoredOptions,
  prefix: string,
): Promise<Stored> {
  const path = joinPath(parent, child.name)
  if (child.error) throw errorFromNative(child.error.code, child.error.message, { path })
  if (child.kind === 'group') return readGroup(group, path, child, options, prefix)
  if (child.kind !== 'dataset')
    throw new UnsupportedError(`'${path}' is a ${child.kind}, which holds no data item`, { path })
  const attributes = userAttributes(decodeAttributes(child.attributes ?? []))
  if (options.wantsData && !options.wantsData(prefix + child.name, attributes))
    return storedDataset(child, path, new Uint8Array(0))
  if (child.data instanceof Uint8Array) return storedDataset(child, path, child.data)
  return readLarge(group, path, child)
}

async function readGroup(
  group: NativeGroup,
  path: string,
  child: ChildInfo,
  options: ReadStoredOptions,
  prefix: string,
): Promise<StoredGroup> {
  const native = group.openGroup(child.name)
  try {
    const attributes = userAttributes(decodeAttributes(child.attributes ?? (native.attributes() as ReadAttribute[])))
    const { wantsData } = options
    const name = prefix + child.name
    const wanted = wantsData === undefined || wantsData(name, attributes)
    const children = wanted ? await readStored(native, path, wantsData ? { wantsData } : {}, `${name}.`) : []
    return { kind: 'group', name: child.name, attributes, children }
  } finally {
    native.close()
  }
}

async function readLarge(group: NativeGroup, path: string, child: ChildInfo): Promise<Stored> {
  const { dataset } = child
  const dtype = dataset?.dtype
  if (!dataset || dtype === undefined) throw new UnsupportedError(`'${path}' cannot be read as a data item`, { path })
  const native = group.openDataset(child.name)
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
