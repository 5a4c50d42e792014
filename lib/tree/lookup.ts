import { InvalidValueError, NodeLookupError, NotUniqueNodeError } from '../errors.js'
import { describe } from '../options.js'
import type { GroupNode } from './group-node.js'
import { LeafNode } from './leaf-node.js'
import { expandAlias, isBranch, NO_RUN, type NodeName, splitName } from './naming.js'
import type { TreeNode } from './node.js'
import type { RootNode } from './root-node.js'
import { type Found, findNearest, type SearchOptions } from './search.js'

export interface LookupOptions {
  /** Follow links; the trajectory's `withLinks` by default. */
  readonly withLinks?: boolean
  /** Let parts of the path be left out; the trajectory's `shortcuts` by default. */
  readonly shortcuts?: boolean
  /** How far below the start a node may be; the trajectory's `maxDepth` by default. */
  readonly maxDepth?: number
}

/** One name with everything that decides what it means. */
interface Query extends SearchOptions {
  readonly parts: readonly string[]
  readonly shortcuts: boolean
  /** What wildcards stand for. */
  readonly runIndex: number
}

/** Spells out aliases and wildcards. */
export function translate(root: RootNode, part: string, runIndex: number): string {
  return root.wildcards.has(part) ? root.wildcards.translate(part, runIndex) : expandAlias(part)
}

/** The node of that name below `start`. Throws `NodeLookupError`, `NotUniqueNodeError`. */
export function lookUp(start: GroupNode, name: NodeName, options: LookupOptions = {}): TreeNode {
  const parts = splitName(name)
  if (parts.length === 0 && start.isRoot) return start
  const failures: NodeLookupError[] = []
  for (const query of queries(start.treeRoot, parts, options)) {
    try {
      return follow(start, query)
    } catch (error) {
      if (!(error instanceof NodeLookupError)) throw error
      failures.push(error)
    }
  }
  throw failures[0]!
}

/** Outside of a run one; in a run the current run first, then what all runs share under the dummy's name. */
function queries(root: RootNode, parts: readonly string[], options: LookupOptions): Query[] {
  const settings = {
    parts,
    withLinks: options.withLinks ?? root.properties.withLinks,
    shortcuts: options.shortcuts ?? root.properties.shortcuts,
    maxDepth: depthLimit(options.maxDepth, root.properties.maxDepth),
  }
  const current = root.currentRun
  if (current < 0) return [{ ...settings, runIndex: NO_RUN, runs: null }]
  const anywhere = parts.some((part) => root.runIndexOf(translate(root, part, current)) !== null)
  return [current, NO_RUN].map((runIndex) => ({
    ...settings,
    runIndex,
    runs: anywhere ? null : ['', root.wildcards.runName(runIndex)],
  }))
}

function follow(start: GroupNode, query: Query): TreeNode {
  if (query.parts.length === 0 || query.parts.includes('')) throw missing(start, query, '', start)
  let node: TreeNode = start
  let left = query.maxDepth
  for (const part of query.parts) {
    const found: Found | undefined = node.isLeaf
      ? undefined
      : step(node as GroupNode, part, { ...query, maxDepth: left })
    if (found === undefined) throw missing(start, query, part, node)
    left -= found.distance
    node = found.node
  }
  return node
}

function step(group: GroupNode, part: string, query: Query): Found | undefined {
  if (query.maxDepth < 1) return undefined
  const root = group.treeRoot
  const name = translate(root, part, query.runIndex)
  if (group === root && isBranch(name)) return { node: root.branchGroup(name), distance: 1 }
  const direct = group.child(name) ?? (query.withLinks ? group.link(name) : undefined)
  if (direct !== undefined) return { node: direct, distance: 1 }
  return query.shortcuts ? findNearest(group, name, query) : undefined
}

function missing(start: GroupNode, query: Query, part: string, at: TreeNode): NodeLookupError {
  const why = whyMissing(start, query, part, at)
  return new NodeLookupError(`There is no node '${query.parts.join('.')}'${why}.`, { path: start.fullName })
}

/** Which part led nowhere, and what limited the search. */
function whyMissing(start: GroupNode, { parts, shortcuts, maxDepth }: Query, part: string, at: TreeNode): string {
  if (parts.includes('')) return ': a part of the name is empty'
  if (at.isLeaf) return `: '${at.fullName}' is a leaf`
  const limits = `${shortcuts ? '' : ' without shortcuts'}${Number.isFinite(maxDepth) ? ` within a depth of ${maxDepth}` : ''}`
  if (parts.length < 2 || limits !== '') return ` ${below(start)}${limits}`
  return `: there is no '${part}' ${below(at)}`
}

const below = (node: TreeNode): string => (node.isRoot ? 'in the tree' : `below '${node.fullName}'`)

/** How deep a call goes: what it says, or what holds for the tree. */
export function depthLimit(asked: number | undefined, standard: number): number {
  if (asked === undefined) return standard
  if (typeof asked === 'number' && asked >= 0) return asked
  throw new InvalidValueError(`maxDepth is a number of steps of 0 or more, but got ${describe(asked)}.`)
}

/** What fast access gives for a node: the plain value of a leaf that has one, else the node. */
export function fastAccess(node: TreeNode): unknown {
  return node instanceof LeafNode && node.supportsFastAccess ? node.plainValue() : node
}

/** The node, or undefined when there is none; an ambiguous name still throws. */
export function tryLookUp(start: GroupNode, name: NodeName, options: LookupOptions = {}): TreeNode | undefined {
  try {
    return lookUp(start, name, options)
  } catch (error) {
    if (error instanceof NodeLookupError) return undefined
    throw error
  }
}

/** Whether a name leads to a node, or to that very node; without shortcuts unless asked for. */
export function contains(start: GroupNode, item: NodeName | TreeNode, options: LookupOptions): boolean {
  if (typeof item === 'object' && 'fullName' in item) {
    return item.root === start.root && tryLookUp(start.treeRoot, item.fullName, { shortcuts: false }) === item
  }
  const parts = splitName(item)
  const branch = parts.length > 0 && start.isRoot ? expandAlias(parts[0]!) : ''
  if (isBranch(branch) && start.child(branch) === undefined) return false
  try {
    return parts.length > 0 && tryLookUp(start, item, { shortcuts: false, ...options }) !== undefined
  } catch (error) {
    if (error instanceof NotUniqueNodeError) return true
    throw error
  }
}

/**
 * All nodes below `start` whose path ends in the last part of the name and has the others before it in that order
 * (without shortcuts: right before it). Links are not followed.
 */
export function getAll(start: GroupNode, name: NodeName, options: LookupOptions = {}): TreeNode[] {
  const root = start.treeRoot
  const parts = splitName(name).map((part) => translate(root, part, root.currentRun))
  const last = parts.at(-1)
  if (last === undefined) return []
  const maxDepth = start.depth + depthLimit(options.maxDepth, root.properties.maxDepth)
  const fits = (options.shortcuts ?? true) ? hasInOrder : endsWith
  const found: TreeNode[] = []
  for (const node of root.index.named(last)) {
    const path = node.depth <= maxDepth ? pathBelow(start, node) : null
    if (path !== null && fits(path, parts)) found.push(node)
  }
  return found
}

/** Names from below `start` down to the node; null when it is not below. */
function pathBelow(start: GroupNode, node: TreeNode): string[] | null {
  const names: string[] = []
  let above: TreeNode | null = node
  for (; above !== null && above !== start; above = above.parent) names.unshift(above.name)
  return above === null ? null : names
}

const endsWith = (path: readonly string[], parts: readonly string[]) =>
  path.length >= parts.length && parts.every((part, i) => path[path.length - parts.length + i] === part)

function hasInOrder(path: readonly string[], parts: readonly string[]): boolean {
  let next = parts.length - 1
  for (let i = path.length - 1; i >= 0 && next >= 0; i--) if (path[i] === parts[next]) next--
  return next < 0
}
