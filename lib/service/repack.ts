import { existsSync, realpathSync, rmSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { CorruptError, LockedError, NotFoundError, UnsupportedError } from '../errors.js'
import { examine } from '../h5/check/examine.js'
import { File } from '../h5/file.js'
import { checkOptions } from '../options.js'
import { NewFile } from './new-file.js'
import { readersOf } from './readers.js'

/** Bytes of a file before and after. */
export interface Repacked {
  readonly before: number
  readonly after: number
}

export interface RepackOptions {
  /** Hears how many nodes were read by the check that comes first. */
  readonly onNode?: (nodes: number) => void
}

/**
 * Gives back the space that deleted and overwritten data have left in a file: everything is read, then copied to a new
 * file, which takes the place of the old one with its owner and permissions. References lead to the same nodes
 * afterwards, and several links to one node still do.
 *
 * Errors: `NotFoundError`, `LockedError` when another process has the file, `CorruptError` when it is damaged,
 * `UnsupportedError` when something in it cannot be kept; the old file stays then.
 */
export async function repack(filename: string, options: RepackOptions = {}): Promise<Repacked> {
  checkOptions(options, ['onNode'], 'repack')
  const given = resolve(filename)
  if (!existsSync(given)) throw new NotFoundError(`There is no file '${given}' to repack`, { filename: given })
  // A link to a file stays: the file is replaced.
  const path = realpathSync(given)
  // Open for writing, so that nobody else changes the file before the copy has taken its place.
  using file = File.open(path, 'r+', { durability: 'checkpoint' })
  refuseOtherNames(path)
  await refuseDamaged(file, options)
  settle(file)
  const before = file.size
  using copy = new NewFile(path)
  copy.copyUserBlock(file.native.copyTo(copy.path))
  const after = copy.size
  // The journal goes first: it is empty, and should it come back by a power loss it says nothing of the new file.
  rmSync(`${path}-wal`, { force: true })
  copy.takePlace()
  file.close({ discard: true })
  return { before, after }
}

// By the other names the old file would stay.
function refuseOtherNames(filename: string): void {
  const { nlink } = statSync(filename)
  if (nlink === 1) return
  throw new UnsupportedError(
    `'${filename}' has ${nlink} names in the file system, of which repack would replace one; copy the file first`,
    { filename },
  )
}

// A damaged file would lose more by it, and libhdf5 copies what it is told, without end if need be.
async function refuseDamaged(file: File, { onNode }: RepackOptions): Promise<void> {
  const [problem] = (await examine(file, onNode)).problems
  if (problem === undefined) return
  const { filename } = file
  throw new CorruptError(
    `'${filename}' is damaged (${problem.path}: ${problem.message}) and stays as it is; see trajstore check`,
    { filename, path: problem.path },
  )
}

// What a journal holds for the old file must not be there when the new one has its name.
function settle(file: File): void {
  file.flush()
  if (file.checkpoint()) return
  const { filename } = file
  const readers = readersOf(filename)
  const who = readers.length === 0 ? 'another process' : `process ${readers.join(', ')}`
  throw new LockedError(
    `'${filename}' cannot be repacked: ${who} is reading it, and its journal has changes that have to be written into it before`,
    { filename },
  )
}
