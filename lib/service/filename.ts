import { readlinkSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { InvalidTypeError } from '../errors.js'
import { describe } from '../options.js'

const FALLBACK = 'Experiments'

/**
 * The file of a service, absolute: a directory (existing, or named with a separator at its end) gets
 * `<trajectory>.hdf5`; without any name it is `hdf5/<trajectory>.hdf5` below the working directory.
 */
export function resolveFilename(filename: unknown, trajectory: string | undefined): string {
  const own = `${trajectory ?? FALLBACK}.hdf5`
  if (filename === undefined || filename === null) return resolve(trajectory === undefined ? own : join('hdf5', own))
  if (typeof filename !== 'string') throw new InvalidTypeError(`filename must be text; got ${describe(filename)}`)
  const isDirectory = filename === '' || filename.endsWith(sep) || filename.endsWith('/') || existsAsDirectory(filename)
  return resolve(isDirectory ? join(filename, own) : filename)
}

const existsAsDirectory = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

const MOST_LINKS = 40

/** A file by the name that all links lead to, so that two names of one file are equal; it need not exist. */
export function realName(filename: string, links = 0): string {
  const real = tried(() => realpathSync(filename))
  if (real !== undefined) return real
  const target = links < MOST_LINKS ? tried(() => readlinkSync(filename)) : undefined
  if (target !== undefined) return realName(resolve(dirname(filename), target), links + 1)
  const folder = dirname(filename)
  return folder === filename ? filename : join(realName(folder, links), basename(filename))
}

function tried(look: () => string): string | undefined {
  try {
    return look()
  } catch {
    return undefined
  }
}

export const titleFor = (trajectory: string | undefined): string => trajectory ?? FALLBACK
