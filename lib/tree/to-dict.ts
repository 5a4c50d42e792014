import { InvalidValueError } from '../errors.js'
import type { GroupNode } from './group-node.js'
import { iterateLeaves } from './iterate.js'
import type { LeafNode } from './leaf-node.js'
import { fastAccess } from './lookup.js'

export interface ToDictOptions {
  /** Plain values where a leaf has one, instead of leaves. */
  readonly fastAccess?: boolean
  /** Keys are last names; they must differ. */
  readonly shortNames?: boolean
  /** Objects in objects, starting below the group. */
  readonly nested?: boolean
  readonly withLinks?: boolean
}

export type Nested = { [name: string]: unknown }

/** Leaves or values below a group by full name. Throws `InvalidValueError` for options that do not go together. */
export function toDict(group: GroupNode, options: ToDictOptions = {}): Nested {
  if (options.nested && options.shortNames) {
    throw new InvalidValueError('A dictionary is either nested or has short names, but both were asked for.')
  }
  const content = (leaf: LeafNode) => (options.fastAccess ? fastAccess(leaf) : leaf)
  const dict: Nested = {}
  const scope = options.withLinks === undefined ? {} : { withLinks: options.withLinks }
  for (const leaf of iterateLeaves(group, scope)) {
    if (options.nested) insert(dict, pathFrom(group, leaf), content(leaf))
    else if (options.shortNames) insertShort(dict, leaf, content(leaf))
    else dict[leaf.fullName] = content(leaf)
  }
  return dict
}

/** A leaf that is only linked from here keeps its full path. */
function pathFrom(group: GroupNode, leaf: LeafNode): string[] {
  const { fullName } = leaf
  const prefix = group.isRoot ? '' : `${group.fullName}.`
  return (fullName.startsWith(prefix) ? fullName.slice(prefix.length) : fullName).split('.')
}

function insert(dict: Nested, path: readonly string[], content: unknown): void {
  let inner = dict
  for (const part of path.slice(0, -1)) {
    // A node may be called 'constructor', which every object has.
    if (!Object.hasOwn(inner, part)) inner[part] = {}
    inner = inner[part] as Nested
  }
  inner[path.at(-1)!] = content
}

function insertShort(dict: Nested, leaf: LeafNode, content: unknown): void {
  if (Object.hasOwn(dict, leaf.name)) {
    throw new InvalidValueError(`Short names must differ, but '${leaf.name}' occurs more than once.`)
  }
  dict[leaf.name] = content
}
