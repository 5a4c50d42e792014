import { existsSync } from 'node:fs'
import { ExistsError, NotFoundError } from '../errors.js'
import type { Filters } from './filters.js'
import { type NativeFile, type NativeFileOptions, native } from './native.js'

/**
 * `'r'` reads, `'r+'` changes a file that exists, `'a'` changes or creates, `'x'` creates and refuses an existing file,
 * `'w'` creates and replaces it, unless another process has it open.
 */
export type FileMode = 'r' | 'r+' | 'a' | 'w' | 'x'

export interface FileOptions extends NativeFileOptions {
  /** PyTables' title of the root group, for new files. */
  readonly title?: string
  /** For new nodes whose group names none. */
  readonly filters?: Partial<Filters>
}

export const modes: readonly FileMode[] = ['r', 'r+', 'a', 'w', 'x']

/** So often a file that is to be opened or created may be made or removed by others meanwhile. */
const TURNS = 100

/** A file, and whether this opening has made it. */
export interface Opened {
  readonly opened: NativeFile
  readonly isNew: boolean
}

/** The file as `mode` asks for it. A path is absolute. */
export function openNative(path: string, mode: FileMode, given: FileOptions): Opened {
  const options = nativeOptions(given)
  const exists = existsSync(path)
  if (exists && mode === 'x') throw new ExistsError(`'${path}' exists already`, { filename: path })
  if (!exists && (mode === 'r' || mode === 'r+')) {
    throw new NotFoundError(`There is no file '${path}'`, { filename: path })
  }
  if (mode === 'w' || mode === 'x') return { opened: native.create(path, mode === 'x', options), isNew: true }
  if (mode !== 'a') return { opened: native.open(path, mode, options), isNew: false }
  // Others make and remove the file meanwhile; each turn is one of theirs that succeeded.
  for (let turn = 1; ; turn++) {
    try {
      return existsSync(path)
        ? { opened: native.open(path, 'r+', options), isNew: false }
        : { opened: native.create(path, true, options), isNew: true }
    } catch (error) {
      const wasOvertaken = error instanceof ExistsError || error instanceof NotFoundError
      if (!wasOvertaken || turn === TURNS) throw error
    }
  }
}

function nativeOptions({ followExternal, maxDatasetBytes, durability }: FileOptions): NativeFileOptions {
  return {
    ...(followExternal === undefined ? {} : { followExternal }),
    ...(maxDatasetBytes === undefined ? {} : { maxDatasetBytes }),
    ...(durability === undefined ? {} : { durability }),
  }
}
