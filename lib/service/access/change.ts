import { InvalidTypeError } from '../../errors.js'
import { ArrayDataset, EArray } from '../../h5/array.js'
import type { ArrayInput } from '../../h5/elements.js'
import type { RowsInput } from '../../h5/pack-rows.js'
import { Table } from '../../h5/table.js'
import { VLArray } from '../../h5/vlarray.js'
import { checkOptions } from '../../options.js'
import type { LeafView } from '../nodes.js'
import type { Session } from '../session.js'
import { appendFrame } from './append-frame.js'
import type { AppendRequest, RemoveRowsRequest, TruncateRequest, WriteRequest } from './requests.js'
import { expectNode, sharedNode } from './shared-node.js'

/** Overwrites all or a block of an array, or rows of a table from `start` on. */
export async function write(session: Session, leaf: LeafView, item: string, request: WriteRequest): Promise<void> {
  const { data, ...options } = request
  const shared = sharedNode(session, leaf, item)
  const { node } = shared
  if (node instanceof ArrayDataset) return node.write(data as ArrayInput, options)
  const table = expectNode(shared, [Table], 'be overwritten in part')
  checkOptions(options, ['start', 'columns'], 'overwriting rows')
  table.write(data as RowsInput, options.start ?? 0, options.columns)
}

/** Adds rows: none of them when one does not fit. */
export async function append(session: Session, leaf: LeafView, item: string, request: AppendRequest): Promise<void> {
  checkOptions(request, ['data'], 'appending to shared data')
  const { data } = request
  const shared = sharedNode(session, leaf, item)
  if (data === undefined) throw new InvalidTypeError(`Appending to ${shared.what} needs data`)
  if (shared.sharedType === 'FRAME') return appendFrame(session, leaf, item, data)
  const node = expectNode<EArray | VLArray | Table>(shared, [EArray, VLArray, Table], 'grow')
  node.append(data as never)
}

/** Drops the rows from `rows` on. */
export function truncate(session: Session, leaf: LeafView, item: string, request: TruncateRequest): void {
  checkOptions(request, ['rows'], 'truncating shared data')
  expectNode<EArray | Table>(sharedNode(session, leaf, item), [EArray, Table], 'be truncated').truncate(request.rows)
}

/** Removes rows of a table; those behind move up. */
export function removeRows(session: Session, leaf: LeafView, item: string, request: RemoveRowsRequest): void {
  checkOptions(request, ['start', 'stop'], 'removing rows')
  expectNode(sharedNode(session, leaf, item), [Table], 'lose rows').removeRows(request.start, request.stop)
}
