import { CURRENT_FORMAT, FORMAT_VERSION, PYPET_VERSION, PYTHON_VERSION } from '../../constants/names.js'
import { CorruptError, VersionMismatchError } from '../../errors.js'
import type { Group } from '../../h5/group.js'
import type { TrajectoryView } from '../nodes.js'
import { type OneRowTable, readRow, writeRow } from './one-row.js'

/** The table about the trajectory as a whole. */
const infoTable = (length: number): OneRowTable => ({
  name: 'info',
  fields: [
    ['name', '|S512'],
    ['time', '|S20'],
    ['length', '<i4'],
    ['timestamp', '<f8'],
    ['comment', '|S512'],
    ['python', '|S128'],
    ['version', '|S128'],
  ],
  expectedRows: length,
})

export interface Info {
  readonly name: string
  readonly time: string
  readonly timestamp: number
  readonly length: number
  /** Cut to 512 bytes; the whole one is the comment of the trajectory's group. */
  readonly comment: string
  readonly version: string
  readonly python: string
}

export function storeInfo(overview: Group, traj: TrajectoryView): void {
  writeRow(overview, infoTable(traj.runs.length), {
    name: traj.name,
    time: traj.time,
    length: traj.runs.length,
    timestamp: traj.timestamp,
    comment: traj.comment,
    python: PYTHON_VERSION,
    version: PYPET_VERSION,
  })
}

/** `CorruptError` when the trajectory has no such table. */
export function loadInfo(overview: Group): Info {
  const row = readRow(overview, 'info')
  if (row === null) throw new CorruptError(`'${overview.path}' has no table 'info', so it is no trajectory's`)
  return {
    name: String(row.name ?? ''),
    time: String(row.time ?? ''),
    timestamp: Number(row.timestamp ?? 0),
    length: Number(row.length ?? 1),
    comment: String(row.comment ?? ''),
    version: String(row.version ?? ''),
    python: String(row.python ?? ''),
  }
}

/** Files of any pypet and of this or an older trajstore load; newer ones when forced. */
export function checkFormat(overview: Group, force: boolean): void {
  const version = overview.attributes.get(FORMAT_VERSION)
  if (typeof version !== 'number' || version <= CURRENT_FORMAT || force) return
  throw new VersionMismatchError(
    `'${overview.path}' has format ${version}, written by a newer trajstore; this one knows formats up to ${CURRENT_FORMAT} (force: true loads it nevertheless)`,
    { path: overview.path },
  )
}
