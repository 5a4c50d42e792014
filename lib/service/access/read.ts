import { codecFor } from '../../codec/index.js'
import { SHARED_TYPE } from '../../codec/names.js'
import { ArrayDataset } from '../../h5/array.js'
import { Dataset } from '../../h5/dataset.js'
import { Group } from '../../h5/group.js'
import { Table } from '../../h5/table.js'
import { VLArray } from '../../h5/vlarray.js'
import { checkOptions } from '../../options.js'
import type { LeafView } from '../nodes.js'
import type { Session } from '../session.js'
import type { ReadRequest, SharedDescription, WhereRequest } from './requests.js'
import { expectNode, type SharedNode, sharedNode } from './shared-node.js'

/** What shared data look like, without reading them. */
export function describeShared(session: Session, leaf: LeafView, item: string, request: object): SharedDescription {
  checkOptions(request, [], 'describing shared data')
  const { node, sharedType } = sharedNode(session, leaf, item)
  if (node instanceof Dataset) {
    const { shape, nrows, dtype, chunkshape, filters } = node
    const columns = node instanceof Table ? node.columnNames : null
    return { sharedType, shape, nrows, dtype, chunkshape, filters, columns }
  }
  const nrows = frameRows(node as Group)
  return { sharedType, shape: [nrows], nrows, dtype: null, chunkshape: null, filters: null, columns: null }
}

/** The length of the index: of the table, or in fixed format of the last axis. */
function frameRows(group: Group): number {
  for (const name of ['table', 'axis1']) {
    if (!group.has(name)) continue
    using node = group.get(name)
    if (node instanceof Dataset) return node.nrows
  }
  return 0
}

/** All or a part: an NDArray, a list of rows, columns, or a frame. */
export async function read(session: Session, leaf: LeafView, item: string, request: ReadRequest): Promise<unknown> {
  const shared = sharedNode(session, leaf, item)
  const { node } = shared
  if (node instanceof ArrayDataset) return node.read(request)
  if (node instanceof Table) return node.read(request)
  if (node instanceof VLArray) return node.read(request)
  checkOptions(request, [], 'reading a shared frame')
  return readFrame(session, leaf, item, shared)
}

async function readFrame(session: Session, leaf: LeafView, item: string, shared: SharedNode): Promise<unknown> {
  const group = expectNode(shared, [Group], 'be read as a frame')
  const [stored] = await session.require(leaf.fullName).read({ names: [item] })
  return codecFor(String(group.attributes.get(SHARED_TYPE))).decode(stored as NonNullable<typeof stored>, session.texts)
}

/** Rows of a table that a condition holds for, as columns. */
export async function where(session: Session, leaf: LeafView, item: string, request: WhereRequest): Promise<unknown> {
  const { condition, ...options } = request
  return expectNode(sharedNode(session, leaf, item), [Table], 'be searched').where(condition, options)
}

/** Their numbers. */
export async function whereRows(
  session: Session,
  leaf: LeafView,
  item: string,
  request: WhereRequest,
): Promise<number[]> {
  const { condition, ...options } = request
  return expectNode(sharedNode(session, leaf, item), [Table], 'be searched').whereRows(condition, options)
}
