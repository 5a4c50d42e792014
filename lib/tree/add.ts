import { InvalidTypeError, InvalidValueError, NodeLookupError } from '../errors.js'
import { describe } from '../options.js'
import type { GroupNode } from './group-node.js'
import type { LeafClass, LeafNode, LeafOptions } from './leaf-node.js'
import { translate } from './lookup.js'
import { type Branch, checkNodeName, checkTopName, isBranch } from './naming.js'
import { quoted, TreeNode } from './node.js'
import type { RootNode } from './root-node.js'

/** A leaf to be added: an instance, its name and content, or its class in front of these. */
export type LeafArguments<L extends LeafNode = LeafNode> =
  | [leaf: L]
  | [name: string, content?: unknown, options?: string | LeafOptions]
  | [Class: LeafClass<L>, name: string, content?: unknown, options?: string | LeafOptions]

export type GroupClass<G extends GroupNode = GroupNode> = new (name: string, comment?: string) => G

/** A group to be added: an instance, its name and comment, or its class in front of these. */
export type GroupArguments<G extends GroupNode = GroupNode> =
  | [group: G]
  | [name: string, comment?: string]
  | [Class: GroupClass<G>, name: string, comment?: string]

/** A node that is still to be made: nothing is made before its place is known to be free. */
interface Recipe<N extends TreeNode> {
  readonly name: string
  readonly make: (branch: Branch | null) => N
}

/** Adds a leaf below `group`. A `branch` is given by the adders of that branch, which also mind the current run. */
export function addLeaf<L extends LeafNode>(group: GroupNode, branch: Branch | null, args: LeafArguments<L>): L {
  const root = group.treeRoot
  checkContent(args)
  const recipe = recipeFrom(args, (into) => root.standardLeafClass(into)) as Recipe<L>
  return insert(group, placeFor(group, branch, recipe.name, false), recipe.make)
}

/** Content that is given and undefined is a mistake, as an item would be: an empty leaf has a name alone. */
function checkContent(args: readonly unknown[]): void {
  const [name, ...content] = typeof args[0] === 'function' ? args.slice(1) : args
  if (typeof name !== 'string' || content.length === 0 || content[0] !== undefined) return
  throw new InvalidTypeError(
    `The content of '${name}' must be something that can be stored, but got undefined; a leaf that is to be empty is added by its name alone.`,
  )
}

/** Adds a group below `group`. */
export function addGroup<G extends GroupNode>(group: GroupNode, branch: Branch | null, args: GroupArguments<G>): G {
  const root = group.treeRoot
  const recipe = recipeFrom(args, (into) => root.standardGroupClass(into)) as Recipe<G>
  return insert(group, placeFor(group, branch, recipe.name, true), recipe.make)
}

type AnyClass = new (...args: never[]) => TreeNode

function recipeFrom(args: readonly unknown[], standard: (branch: Branch | null) => AnyClass): Recipe<TreeNode> {
  const [first, ...rest] = args
  if (first instanceof TreeNode) {
    if (first.parent !== null || first.isRoot) {
      throw new InvalidValueError(
        `'${first.fullName}' belongs to a tree already: remove it there first, or add a link.`,
      )
    }
    return { name: first.fullName, make: () => first }
  }
  if (typeof first === 'function') return named(rest, () => first as AnyClass)
  return named(args, standard)
}

function named(args: readonly unknown[], classFor: (branch: Branch | null) => AnyClass): Recipe<TreeNode> {
  const [name, ...content] = args
  if (typeof name !== 'string' || name === '') {
    throw new InvalidValueError(`A new node needs a name that is not empty, but got ${describe(name)}.`)
  }
  const make = (branch: Branch | null) => new (classFor(branch))(...([name, ...content] as never[]))
  return { name, make }
}

/** Translated parts of the new node's path below `group`. */
function placeFor(group: GroupNode, branch: Branch | null, name: string, isGroup: boolean): string[] {
  const root = group.treeRoot
  const parts = name.split('.').map((part) => translate(root, part, root.currentRun))
  if (branch === null) return parts
  if (group !== root) return [...runPrefix(group, branch, parts, isGroup), ...parts]
  if (parts[0] === branch) return parts
  return [branch, ...runPrefix(group, branch, parts, isGroup), ...parts]
}

/** During a run, results and derived parameters go below that run unless the name says another place. */
function runPrefix(group: GroupNode, branch: Branch, parts: readonly string[], isGroup: boolean): string[] {
  const root = group.treeRoot
  const applies =
    root.isRunning && root.properties.autoRunPrepend && (branch === 'results' || branch === 'derived_parameters')
  if (!applies || parts.some((part) => root.runIndexOf(part) !== null)) return []
  const run = root.wildcards.runName(root.currentRun)
  if (group.fullName === `${branch}.runs`) return [run]
  const wantsRuns = isGroup && parts.length === 1 && parts[0] === 'runs'
  const atTop = group === root || group.fullName === branch
  return atTop && !wantsRuns ? ['runs', run] : []
}

/** Makes the node and the groups that lead to it, or throws before anything was changed. */
function insert<N extends TreeNode>(group: GroupNode, parts: readonly string[], make: (branch: Branch | null) => N): N {
  const root = group.treeRoot
  const { parent, missing } = walkExisting(group, parts)
  const name = missing.at(-1)
  if (name === undefined) return existing(root, parent, parts) as N
  for (const part of missing) checkNodeName(part)
  if (parent === root) checkTopName(missing[0]!)
  const fullName = [parent.fullName, ...missing].filter((part) => part !== '').join('.')
  const branch = branchOf(fullName)
  const node = make(branch)
  root.checkAddition(node, branch, fullName)
  let above = parent
  for (const part of missing.slice(0, -1)) above = above.insert(root.makeGroup(branch, part), part)
  return above.insert(node, name)
}

export function branchOf(fullName: string): Branch | null {
  const first = fullName.split('.', 1)[0]!
  return isBranch(first) ? first : null
}

function walkExisting(group: GroupNode, parts: readonly string[]): { parent: GroupNode; missing: readonly string[] } {
  let parent = group
  for (const [i, part] of parts.entries()) {
    if (parent.link(part) !== undefined) throw isLink(parent, part, i === parts.length - 1)
    const child = parent.child(part)
    if (child === undefined) return { parent, missing: parts.slice(i) }
    if (i === parts.length - 1) return { parent: parent, missing: [] }
    if (child.isLeaf) throw new NodeLookupError(`'${child.fullName}' is a leaf: nothing can be added below it.`)
    parent = child as GroupNode
  }
  return { parent, missing: [] }
}

function isLink(parent: GroupNode, name: string, isTaken: boolean): NodeLookupError {
  if (isTaken) return new NodeLookupError(`There is a link '${name}' in ${quoted(parent)} already.`)
  return new NodeLookupError(
    `'${name}' is a link in ${quoted(parent)}: nodes are added to what it leads to, not through it.`,
  )
}

function existing(root: RootNode, parent: GroupNode, parts: readonly string[]): TreeNode {
  const node = parent.child(parts.at(-1)!)!
  if (root.properties.noClobber) return node
  throw new NodeLookupError(`There is a node '${node.fullName}' already.`, { path: node.fullName })
}

/**
 * Makes `name` a further child name of an existing node of the same tree.
 * Throws `InvalidValueError` for a target that cannot be linked, `NodeLookupError` for a name that is taken.
 */
export function addLink(group: GroupNode, name: string, target: TreeNode): void {
  const root = group.treeRoot
  const parts = name.split('.').map((part) => translate(root, part, root.currentRun))
  checkTarget(root, target, name)
  const { parent, missing } = walkExisting(group, parts)
  const last = missing.at(-1)
  if (last === undefined) {
    throw new NodeLookupError(`There is a node '${parts.at(-1)}' in ${quoted(parent)} already.`)
  }
  for (const part of missing) checkNodeName(part)
  if (parent === root) checkTopName(missing[0]!)
  if (parent === root && missing.length === 1 && isBranch(last)) {
    throw new InvalidValueError(`'${last}' is the name of a branch and cannot be a link's.`)
  }
  let above = parent
  const branch = branchOf([parent.fullName, ...missing].filter((part) => part !== '').join('.'))
  for (const part of missing.slice(0, -1)) above = above.insert(root.makeGroup(branch, part), part)
  above.insertLink(last, target)
}

function checkTarget(root: RootNode, target: unknown, name: string): void {
  if (!(target instanceof TreeNode)) {
    throw new InvalidTypeError(`The link '${name}' needs a node to point at, but got ${describe(target)}.`)
  }
  if (target.isRoot) throw new InvalidValueError(`The link '${name}' cannot point at the root.`)
  if (target.root !== root) {
    throw new InvalidValueError(
      `The link '${name}' cannot point at '${target.fullName}': it is not in the trajectory '${root.name}'.`,
    )
  }
}
