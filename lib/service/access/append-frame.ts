import { codecFor, textsOfGroup } from '../../codec/index.js'
import { InvalidTypeError, InvalidValueError } from '../../errors.js'
import type { StructDType } from '../../h5/native.js'
import type { DatasetPlan, GroupPlan, StoredGroup } from '../../h5/plan.js'
import { unpackColumns } from '../../h5/rows.js'
import type { Table } from '../../h5/table.js'
import { describe } from '../../options.js'
import { equalValues, Frame, Index, takeRows } from '../../values/index.js'
import type { LeafView } from '../nodes.js'
import type { Session } from '../session.js'

const frames = codecFor('FRAME')

/**
 * Adds rows to a frame in pandas' table format, whose columns must be the same. Only the new rows are written.
 * Errors: `InvalidTypeError` for fixed format or another value, `InvalidValueError` for other columns or longer texts.
 */
export async function appendFrame(session: Session, leaf: LeafView, item: string, data: unknown): Promise<void> {
  const what = `'${item}' of '${leaf.fullName}'`
  if (!(data instanceof Frame)) throw new InvalidTypeError(`Frames are appended to ${what}; got ${describe(data)}`)
  const group = session.require(leaf.fullName)
  const [stored] = await group.read({ names: [item], wantsData: (name) => !name.endsWith('.table') })
  const known = withoutRows(stored as StoredGroup, what)
  checkColumns(frames.decode(known, session.texts) as Frame, data, what)
  if (data.shape[0] === 0) return
  const plan = tablePlan(frames.encode(item, data, { pandasFormat: 'table', texts: textsOfGroup(known) }) as GroupPlan)
  using table = group.get(`${item}/table`) as Table
  // By columns, since texts may be shorter than those in the file.
  table.append(unpackColumns(plan.dtype as StructDType, plan.data, plan.shape[0] ?? 0))
}

const tablePlan = (plan: GroupPlan): DatasetPlan => plan.children.find((child) => child.name === 'table') as DatasetPlan

/** The frame as it would be read if it had no rows. */
function withoutRows(stored: StoredGroup, what: string): StoredGroup {
  if (!stored.children.some(({ name }) => name === 'table')) {
    throw new InvalidTypeError(
      `${what} is a frame in pandas' fixed format, which cannot grow; make it with format 'table'`,
    )
  }
  const children = stored.children.map((child) =>
    child.name === 'table' && child.kind === 'dataset' ? { ...child, shape: [0], data: new Uint8Array(0) } : child,
  )
  return { ...stored, children }
}

function checkColumns(known: Frame, added: Frame, what: string): void {
  if (equalValues(bare(known), bare(added))) return
  throw new InvalidValueError(
    `Frames appended to ${what} must have its columns, of the same types and in the same order`,
  )
}

/** Columns and their types alone. */
function bare(frame: Frame): Frame {
  const { columns, data } = takeRows(frame, [])
  return new Frame(new Index({ dtype: '<i8', values: new BigInt64Array(0) }), columns, data)
}
