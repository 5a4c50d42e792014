import { DataNotInStorageError } from '../errors.js'
import { nearest } from '../options.js'

/** Code of the process warning about items that are not there. */
export const UNKNOWN_ITEM = 'TRAJSTORE_UNKNOWN_ITEM'

/** Items that were named by an option of a message, and what there is. */
export interface NamedItems {
  readonly leaf: string
  readonly option: 'loadOnly' | 'loadExcept' | 'deleteOnly' | 'overwrite'
  readonly names: readonly string[]
  readonly known: ReadonlySet<string> | ReadonlyMap<string, unknown>
  /** Where the leaf is in the file. */
  readonly path: string
  readonly strict: boolean
}

/**
 * Tells of named items that are not there by a process warning of code TRAJSTORE_UNKNOWN_ITEM; the rest is done. With
 * `strict` it throws a `DataNotInStorageError` instead, before anything is done.
 */
export function tellUnknownItems({ leaf, option, names, known, path, strict }: NamedItems): void {
  const unknown = names.filter((name) => !known.has(name))
  if (unknown.length === 0) return
  const sentence = `'${leaf}' has no item ${quoted(unknown)}, which ${option} names; it has ${what(unknown, known)}`
  if (strict) throw new DataNotInStorageError(sentence, { path })
  process.emitWarning(sentence, { type: 'TrajstoreWarning', code: UNKNOWN_ITEM })
}

const FEW = 8

const quoted = (names: Iterable<string>): string => Array.from(names, (name) => `'${name}'`).join(', ')

/** All names when there are few, else the nearest. */
function what([first]: readonly string[], known: NamedItems['known']): string {
  if (known.size === 0) return 'none'
  return known.size <= FEW
    ? quoted(known.keys())
    : `${known.size}, of which '${nearest(first ?? '', known.keys())}' is nearest`
}
