import { existsSync, renameSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { ExistsError, NotFoundError } from '../errors.js'
import { File } from '../h5/file.js'
import { SoftLink } from '../h5/links.js'
import { isSystemAttribute } from '../h5/pytables.js'

/** Bytes of a file before and after. */
export interface Repacked {
  readonly before: number
  readonly after: number
}

/**
 * Gives back the space that deleted and overwritten data have left in a file: everything is copied to a new file, which
 * takes the place of the old one.
 *
 * Errors: `NotFoundError`, `LockedError` when another process has the file; the old file stays then.
 */
export function repack(filename: string): Repacked {
  const path = resolve(filename)
  if (!existsSync(path)) throw new NotFoundError(`There is no file '${path}' to repack`, { filename: path })
  const copy = `${path}.repacked`
  if (existsSync(copy)) throw new ExistsError(`'${copy}' is in the way: delete it first`, { filename: copy })
  // Open for writing, so that nobody else changes the file before the copy has taken its place.
  using file = File.open(path, 'r+')
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
