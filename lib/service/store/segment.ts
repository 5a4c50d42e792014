import { InvalidTypeError } from '../../errors.js'
import { File } from '../../h5/file.js'
import type { Group } from '../../h5/group.js'
import { SoftLink } from '../../h5/links.js'
import { checkOptions, describe } from '../../options.js'
import { isLeafMarked } from '../attributes.js'
import { joinName, lastOf } from '../full-name.js'
import type { TrajectoryView } from '../nodes.js'
import type { Line } from '../overview/columns.js'
import { Session } from '../session.js'
import { replaceComment } from './comment.js'

/** What the overview says of a leaf in a segment. */
export interface SegmentLine {
  readonly fullName: string
  readonly comment: string
  readonly valueText: string
}

export interface SegmentOptions {
  /** The bytes of an HDF5 file with the trajectory and what a run has added to it. */
  readonly image: Uint8Array
  readonly lines: readonly SegmentLine[]
}

/**
 * Brings in what a run has added, from a file in memory: nodes are copied as they are there, compressed and all. What
 * is in the file already stays. The row of the run comes last, so that one that says completed is true.
 */
export function storeSegment(session: Session, traj: TrajectoryView, options: SegmentOptions): void {
  checkOptions(options, ['image', 'lines'], 'store(SEGMENT)')
  if (!(options.image instanceof Uint8Array)) {
    throw new InvalidTypeError(`image must be the bytes of a file; got ${describe(options.image)}`)
  }
  void session.root
  using file = File.openImage(options.image)
  using source = new Session({ file, trajectoryName: session.trajectoryName, explicit: {} })
  const lines = new Map(options.lines.map((line) => [line.fullName, line]))
  copyBelow({ session, source, lines }, '')
  session.storeRuns(traj.runs)
}

interface Copying {
  readonly session: Session
  readonly source: Session
  readonly lines: ReadonlyMap<string, SegmentLine>
}

/** Copies the children of a group that is in both files. */
function copyBelow(copying: Copying, fullName: string): void {
  const { session, source } = copying
  using group = source.open(fullName)
  for (const name of group.names()) {
    const child = joinName(fullName, name)
    const target = session.require(fullName)
    if (target.native.kindOf(name) === null) copyWhole(copying, group, child, target)
    else if (group.native.kindOf(name) === 'group') mergeGroup(copying, child)
  }
}

/** A node that the file lacks, with everything below it. */
function copyWhole({ session, source, lines }: Copying, group: Group, fullName: string, target: Group): void {
  const link = group.native.kindOf(lastOf(fullName)) === 'softlink' ? group.link(lastOf(fullName)) : undefined
  if (link instanceof SoftLink) target.createSoftLink(lastOf(fullName), link.target)
  else source.file.copy(source.path(fullName), lastOf(fullName), target)
  session.noteCreated(fullName)
  for (const line of lines.values()) {
    if (line.fullName === fullName || line.fullName.startsWith(`${fullName}.`)) adopt(session, line)
  }
}

/** A leaf that is there was stored in the middle of the run; of a group what it lacks is taken. */
function mergeGroup(copying: Copying, fullName: string): void {
  const stored = copying.session.require(fullName)
  if (isLeafMarked(stored.attributes)) return
  const { attributes } = copying.source.require(fullName)
  stored.attributes.assign([...attributes.exact()].filter(([name]) => !stored.attributes.has(name)))
  copyBelow(copying, fullName)
}

/** The overview takes note, and the comment is shared as if the leaf had been stored here. */
function adopt(session: Session, { fullName, comment, valueText }: SegmentLine): void {
  const line: Line = {
    ...{ fullName, name: lastOf(fullName), comment, isExplored: false },
    valueText: (maxLength) => valueText.slice(0, maxLength),
    rangeLength: () => 0,
    rangeText: () => '',
  }
  replaceComment(session, line, session.require(fullName))
  session.overview.record(line)
}
