import { existsSync, renameSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { CorruptError, ExistsError, NotFoundError } from '../errors.js'
import { examine } from '../h5/check/examine.js'
import { File } from '../h5/file.js'
import { SoftLink } from '../h5/links.js'
import { isSystemAttribute } from '../h5/pytables.js'
import { checkOptions } from '../options.js'

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
 * file, which takes the place of the old one.
 *
 * Errors: `NotFoundError`, `LockedError` when another process has the file, `CorruptError` when it is damaged; the old
 * file stays then.
 */
export async function repack(filename: string, options: RepackOptions = {}): Promise<Repacked> {
  checkOptions(options, ['onNode'], 'repack')
  const path = resolve(filename)
  if (!existsSync(path)) throw new NotFoundError(`There is no file '${path}' to repack`, { filename: path })
  const copy = `${path}.repacked`
  if (existsSync(copy)) throw new ExistsError(`'${copy}' is in the way: delete it first`, { filename: copy })
  // Open for writing, so that nobody else changes the file before the copy has taken its place.
  using file = File.open(path, 'r+')
  await refuseDamaged(file, options)
  const before = file.size
  try {
    const after = copyAll(file, copy)
    renameSync(copy, path)
    return { before, after }
  } catch (error) {
    rmSync(copy, { force: true })
    throw error
  }
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

function copyAll(source: File, filename: string): number {
  using target = File.open(filename, 'x', { title: source.root.title })
  const attributes = [...source.root.attributes].filter(([name]) => name === 'FILTERS' || !isSystemAttribute(name))
  target.root.attributes.assign(attributes)
  for (const name of source.root.names()) {
    const link = source.root.link(name)
    if (link instanceof SoftLink) target.root.createSoftLink(name, link.target)
    else source.copy(name, name, target.root)
  }
  target.flush()
  return target.size
}
