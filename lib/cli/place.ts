import { LEAF_MARK } from '../constants/names.js'
import { NotFoundError } from '../errors.js'
import { type File, Group, type Node } from '../h5/index.js'
import { likely } from '../options.js'
import type { Call } from './command.js'
import { chosenTrajectory, trajectoryNames } from './trajectories.js'

/** What a name on the command line stands for: a node of the file, or a leaf of a trajectory. */
export type Place = { readonly path: string } | { readonly trajectory: string; readonly fullName: string }

/**
 * '/a/b' is a path in the file; 'results.z' a full name in a trajectory. A path that is a leaf's stands for the leaf,
 * unless `asNode`.
 */
export function placeOf(call: Call, file: File, name: string, asNode = false): Place {
  if (!name.startsWith('/') && !file.has(name)) {
    if (trajectoryNames(file).length === 0) {
      throw new NotFoundError(`There is no '${name}' in '${file.filename}'`, { filename: file.filename, path: name })
    }
    return { trajectory: chosenTrajectory(call, file), fullName: name }
  }
  const [trajectory = '', ...names] = name.split('/').filter((part) => part !== '')
  const isLeaf = !asNode && names.length > 0 && trajectoryNames(file).includes(trajectory) && isLeafGroup(file, name)
  return isLeaf ? { trajectory, fullName: names.join('.') } : { path: name }
}

/** Of a dotted name: the group of the file that it stands for; undefined for a leaf or a shortcut. */
export function groupPath(file: File, trajectory: string, fullName: string): string | undefined {
  const path = `/${trajectory}/${fullName.replaceAll('.', '/')}`
  return file.has(path) && !isLeafGroup(file, path) ? path : undefined
}

function isLeafGroup(file: File, path: string): boolean {
  using node: Node = file.get(path)
  return node instanceof Group && node.attributes.has(LEAF_MARK)
}

/** The group of that path, or of that full name in a trajectory; a sentence for anything else. */
export function groupAt(call: Call, file: File, name: string): Group {
  const path = nodePath(call, file, name)
  const node = file.get(path)
  if (node instanceof Group) return node
  node.close()
  throw new NotFoundError(`'${path}' in '${file.filename}' is no group but a ${node.kind}`, {
    filename: file.filename,
    path,
  })
}

/** '/a/b' as it is; of 'results.z' the path that it has in the trajectory. Throws `NotFoundError` for a dotted name. */
function nodePath(call: Call, file: File, name: string): string {
  if (name.startsWith('/') || file.has(name) || trajectoryNames(file).length === 0) return name
  const trajectory = chosenTrajectory(call, file)
  let path = `/${trajectory}`
  for (const part of name.split('.')) {
    const next = `${path}/${part}`
    if (!file.has(next)) throw noSuchName(file, trajectory, path, part, name)
    path = next
  }
  return path
}

function noSuchName(file: File, trajectory: string, path: string, part: string, name: string): NotFoundError {
  using group = file.get(path)
  const hint = group instanceof Group ? likely(part, group.names()) : undefined
  const question = hint === undefined ? '' : `; did you mean '${hint}' instead of '${part}'?`
  const where = { filename: file.filename, path: name }
  return new NotFoundError(
    `There is no '${name}' in the trajectory '${trajectory}' of '${file.filename}'${question}`,
    where,
  )
}
