import { DataNotInStorageError, ExistsError, InvalidTypeError } from '../../errors.js'
import { File } from '../../h5/file.js'
import { Group } from '../../h5/group.js'
import { checkOptions, describe } from '../../options.js'
import type { Session } from '../session.js'

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
  const isOtherFile = otherFilename !== undefined && otherFilename !== session.file.filename
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
  const source = file.has(other) ? file.get(other) : undefined
  if (!(source instanceof Group)) {
    throw new DataNotInStorageError(`There is no trajectory '${other}' in '${file.filename}'`, {
      filename: file.filename,
    })
  }
  const pairs = Object.entries(renames)
  checkNames(session, source, pairs)
  const copied: string[] = []
  try {
    for (const [from, to] of pairs) {
      copyNode(session, source, from, to)
      copied.push(to)
    }
  } catch (error) {
    for (const name of copied) session.file.remove(session.path(name))
    throw error
  }
  if (options.deleteTrajectory) {
    source.close()
    file.remove(other)
  } else if (options.moveNodes) {
    for (const [from] of pairs) source.remove(pathOf(from))
  }
}

function checkNames(session: Session, source: Group, pairs: readonly (readonly [string, string])[]): void {
  for (const [from, to] of pairs) {
    if (!source.has(pathOf(from))) {
      throw new DataNotInStorageError(`There is no '${from}' in '${source.path}' to merge`, { path: source.path })
    }
    if (session.group(to) !== undefined) {
      throw new ExistsError(`'${to}' is there already, so '${from}' cannot be merged into it`)
    }
  }
}

function copyNode(session: Session, source: Group, from: string, to: string): void {
  const dot = to.lastIndexOf('.')
  const parent = session.ensure(to.slice(0, Math.max(0, dot))).group
  source.copy(pathOf(from), to.slice(dot + 1), parent)
}

const pathOf = (fullName: string): string => fullName.replaceAll('.', '/')
