import { InvalidTypeError, InvalidValueError, NotFoundError } from '../errors.js'
import { describe } from '../options.js'
import type { File } from './file.js'
import type { NativeGroup, NativeNode } from './native.js'
import { joinPath } from './node.js'

/** The names along a path, './a/b/' and '/a/b' alike; `InvalidValueError` for '..'. */
export function splitPath(path: string): string[] {
  if (typeof path !== 'string') throw new InvalidTypeError(`A path must be text; got ${describe(path)}`)
  const names = path.split('/').filter((name) => name !== '' && name !== '.')
  if (names.includes('..')) throw new InvalidValueError(`A path in a file has no '..'; got '${path}'`)
  return names
}

/**
 * Opens the group that `names` lead to from `start`, one link after the other, and hands it to `use`; groups on the
 * way are closed again. With `create`, missing ones are made by it.
 */
export function withGroup<T>(
  file: File,
  start: { readonly native: NativeGroup; readonly path: string },
  names: readonly string[],
  use: (group: NativeGroup, path: string) => T,
  create?: (parent: NativeGroup, name: string) => NativeGroup,
): T {
  const [name, ...rest] = names
  if (name === undefined) return use(start.native, start.path)
  const path = joinPath(start.path, name)
  const native = enter(file, start.native, name, path, create)
  try {
    return withGroup(file, { native, path }, rest, use, create)
  } finally {
    native.close()
  }
}

function enter(
  file: File,
  parent: NativeGroup,
  name: string,
  path: string,
  create: ((parent: NativeGroup, name: string) => NativeGroup) | undefined,
): NativeGroup {
  const kind = parent.kindOf(name)
  const where = { path, filename: file.filename }
  if (kind === null && create) return create(parent, name)
  if (kind === null) throw new NotFoundError(`There is no '${path}' in '${file.filename}'`, where)
  if (kind === 'dataset')
    throw new InvalidTypeError(`'${path}' is no group but a dataset, which has no children`, where)
  return parent.openGroup(name)
}

/** Whatever a name stands for; a link is followed. */
export function openNode(parent: NativeGroup, name: string): NativeNode {
  const kind = parent.kindOf(name)
  if (kind === 'datatype') return parent.openDatatype(name)
  return leadsToGroup(parent, name) ? parent.openGroup(name) : parent.openDataset(name)
}

/** Whether a child is a group, or a link to one. */
export function leadsToGroup(parent: NativeGroup, name: string): boolean {
  const kind = parent.kindOf(name)
  if (kind !== 'softlink' && kind !== 'externallink') return kind === 'group'
  try {
    parent.openGroup(name).close()
    return true
  } catch {
    // Whatever is wrong with the target, opening it as a dataset says it.
    return false
  }
}
