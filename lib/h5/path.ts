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
 * way are closed again. With `create`, missing ones are made by it, and are gone again when `use` throws.
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
  const isNew = create !== undefined && start.native.kindOf(name) === null
  const native = isNew ? create(start.native, name) : enter(file, start.native, name, path)
  let isDone = false
  try {
    const result = withGroup(file, { native, path }, rest, use, create)
    isDone = true
    return result
  } finally {
    native.close()
    if (isNew && !isDone) start.native.remove(name)
  }
}

function enter(file: File, parent: NativeGroup, name: string, path: string): NativeGroup {
  const kind = parent.kindOf(name)
  const where = { path, filename: file.filename }
  if (kind === null) throw new NotFoundError(`There is no '${path}' in '${file.filename}'`, where)
  if (kind === 'dataset')
    throw new InvalidTypeError(`'${path}' is no group but a dataset, which has no children`, where)
  return parent.openGroup(name)
}

/** Throws `NotFoundError` when a group has no child of that name. */
export function requireChild(parent: NativeGroup, name: string, path: string): void {
  if (parent.kindOf(name) === null) throw new NotFoundError(`There is no '${path}'`, { path })
}

/** Whether the way from `start` along `names`, as far as it goes, leads through the group `name` of `parent`. */
export function leadsThrough(start: NativeGroup, names: readonly string[], parent: NativeGroup, name: string): boolean {
  if (parent.kindOf(name) !== 'group') return false
  const group = parent.openGroup(name)
  const { identity } = group
  group.close()
  const [first, ...rest] = names
  if (first === undefined || !leadsToGroup(start, first)) return false
  const next = start.openGroup(first)
  try {
    return next.identity === identity || leadsThrough(next, rest, parent, name)
  } finally {
    next.close()
  }
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
