import { COMMENT, COMMENT_DIGEST, OVERVIEW } from '../../constants/names.js'
import { ExistsError, InvalidTypeError, InvalidValueError } from '../../errors.js'
import { File } from '../../h5/file.js'
import { checkOptions, describe } from '../../options.js'
import { isLeafMarked } from '../attributes.js'
import { realName } from '../filename.js'
import { lastOf, parentOf } from '../full-name.js'
import type { Line } from '../overview/columns.js'
import { Session } from '../session.js'
import { replaceComment } from './comment.js'

export interface MergeMessageOptions {
  readonly otherTrajectoryName: string
  /** Full names there → full names here. */
  readonly renames: Readonly<Record<string, string>>
  /** Takes the nodes out of the other trajectory. */
  readonly moveNodes?: boolean
  /** Deletes the other trajectory afterwards. */
  readonly deleteTrajectory?: boolean
  /** The file of the other trajectory, if it is another one. */
  readonly otherFilename?: string
}

const optionNames = ['otherTrajectoryName', 'renames', 'moveNodes', 'deleteTrajectory', 'otherFilename'] as const

/**
 * Brings leaves of another trajectory over as they are in the file, without loading them. Everything is copied first;
 * only then nodes or the whole trajectory are deleted there, so that a failure loses nothing.
 */
export function merge(session: Session, _subject: unknown, options: MergeMessageOptions): void {
  checkOptions(options, optionNames, 'store(MERGE)')
  const { otherTrajectoryName: other, otherFilename } = options
  if (typeof other !== 'string') {
    throw new InvalidTypeError(`otherTrajectoryName must be the name of a trajectory; got ${describe(other)}`)
  }
  const isOtherFile = otherFilename !== undefined && realName(otherFilename) !== realName(session.file.filename)
  if (!isOtherFile) {
    mergeFrom(session, session.file, options)
    return
  }
  const changes = Boolean(options.moveNodes || options.deleteTrajectory)
  using file = File.open(otherFilename, changes ? 'r+' : 'r')
  mergeFrom(session, file, options)
}

function mergeFrom(session: Session, file: File, options: MergeMessageOptions): void {
  const { otherTrajectoryName: other, renames } = options
  using source = new Session({ file, trajectoryName: other, explicit: {} })
  source.require('')
  const pairs = Object.entries(renames)
  if (source.texts.name !== session.texts.name) {
    throw new InvalidValueError(
      `Nodes are copied as they are, but the texts of '${other}' are in ${source.texts.name} and those of ` +
        `'${session.trajectoryName}' in ${session.texts.name}`,
    )
  }
  checkNames(session, source, pairs)
  for (const [from, to] of pairs) copyNode(session, source, from, to)
  for (const [from, to] of pairs) adopt(session, source, from, to)
  session.overview.flush()
  if (options.deleteTrajectory) source.delete('')
  else if (options.moveNodes) for (const [from] of pairs) source.delete(from)
}

function checkNames(session: Session, source: Session, pairs: readonly (readonly [string, string])[]): void {
  for (const [from, to] of pairs) {
    source.require(from)
    if (session.group(to) !== undefined) {
      throw new ExistsError(`'${to}' is there already, so '${from}' cannot be merged into it`)
    }
  }
}

function copyNode(session: Session, source: Session, from: string, to: string): void {
  const parent = session.ensure(parentOf(to)).group
  source.file.copy(source.path(from), lastOf(to), parent)
  session.noteCreated(to)
}

/** The overview takes note of a leaf that was copied, and its comment is shared as if it had been stored here. */
function adopt(session: Session, source: Session, from: string, to: string): void {
  const group = session.require(to)
  const attributes = group.attributes.exact()
  if (!isLeafMarked(attributes)) return
  const [comment, digest] = [attributes.get(COMMENT), attributes.get(COMMENT_DIGEST)]
  const line: Line = {
    fullName: to,
    name: lastOf(to),
    comment: typeof comment === 'string' ? comment : source.sharedComment(from, String(digest ?? '')),
    isExplored: false,
    valueText: () => (source.group(OVERVIEW) === undefined ? '' : source.overview.valueOf(from)),
    rangeLength: () => 0,
    rangeText: () => '',
  }
  replaceComment(session, line, group)
  session.overview.record(line)
}
