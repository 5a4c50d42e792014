import { InvalidTypeError } from '../errors.js'
import { describe } from '../options.js'
import type { GroupNode } from './group-node.js'
import type { LeafNode } from './leaf-node.js'
import { depthLimit } from './lookup.js'
import type { TreeNode } from './node.js'

/** Which nodes are wanted: a test, or the runs (indices or names, -1 for the dummy) whose nodes are. */
export type NodePredicate = ((node: TreeNode) => boolean) | readonly (number | string)[]

export interface IterateOptions {
  /** Everything below, or children only; the default is everything. */
  readonly recursive?: boolean
  readonly withLinks?: boolean
  readonly maxDepth?: number
  /** A node for which it does not hold is left out with all below it. */
  readonly predicate?: NodePredicate
}

function asTest(group: GroupNode, predicate: NodePredicate | undefined): (node: TreeNode) => boolean {
  if (predicate === undefined) return () => true
  if (typeof predicate === 'function') return predicate
  if (!Array.isArray(predicate)) {
    throw new InvalidTypeError(`A predicate is a function or a list of runs, but got ${describe(predicate)}.`)
  }
  const { wildcards } = group.treeRoot
  const runs = new Set(predicate.map((run) => (typeof run === 'number' ? wildcards.runName(run) : run)))
  return (node) => node.run === '' || runs.has(node.run)
}

/** The nodes below a group level by level, each once, the group itself left out. */
export function* iterateNodes(group: GroupNode, options: IterateOptions = {}): Generator<TreeNode, void, undefined> {
  const { properties } = group.treeRoot
  const withLinks = options.withLinks ?? properties.withLinks
  const maxDepth = options.recursive === false ? 1 : depthLimit(options.maxDepth, properties.maxDepth)
  const wanted = asTest(group, options.predicate)
  const visited = new Set<TreeNode>([group])
  let level: GroupNode[] = [group]
  for (let depth = 1; depth <= maxDepth && level.length > 0; depth++) {
    const next: GroupNode[] = []
    for (const parent of level) {
      for (const node of parent.childNodes(withLinks)) {
        if (visited.has(node)) continue
        visited.add(node)
        if (!wanted(node)) continue
        yield node
        if (!node.isLeaf) next.push(node as GroupNode)
      }
    }
    level = next
  }
}

/** The leaves among them. */
export function* iterateLeaves(group: GroupNode, options: IterateOptions = {}): Generator<LeafNode, void, undefined> {
  for (const node of iterateNodes(group, options)) if (node.isLeaf) yield node as LeafNode
}
