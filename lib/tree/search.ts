import { NotUniqueNodeError } from '../errors.js'
import type { GroupNode } from './group-node.js'
import type { TreeNode } from './node.js'

export interface SearchOptions {
  readonly withLinks: boolean
  /** How far below the start; `Infinity` for no limit. */
  readonly maxDepth: number
  /** Names of the runs to look into, '' for what belongs to none; null for everywhere. */
  readonly runs: readonly string[] | null
}

export interface Found {
  readonly node: TreeNode
  /** Steps from the start to the node. */
  readonly distance: number
}

/**
 * The node of that name nearest below `start`, undefined if there is none.
 * Throws `NotUniqueNodeError` when different nodes are equally near.
 */
export function findNearest(start: GroupNode, name: string, options: SearchOptions): Found | undefined {
  const { index } = start.treeRoot
  if (!index.has(name)) return undefined
  const linksCount = options.withLinks && index.linkCount > 0
  return linksCount ? walk(start, name, options) : lookUp(start, name, options)
}

/** Everything below a run's node belongs to that run, so other runs need no look. */
const runsBelow = (start: GroupNode, runs: readonly string[] | null) => (start.run === '' ? runs : [start.run])

function isBelow(node: TreeNode, start: GroupNode): boolean {
  let above: TreeNode | null = node
  while (above !== null && above.depth > start.depth) above = above.parent
  return above === start
}

function lookUp(start: GroupNode, name: string, { maxDepth, runs }: SearchOptions): Found | undefined {
  let best: TreeNode | undefined
  let rival: TreeNode | undefined
  for (const node of start.treeRoot.index.named(name, runsBelow(start, runs))) {
    const distance = node.depth - start.depth
    if (distance < 1 || distance > maxDepth || (best !== undefined && node.depth > best.depth)) continue
    if (!isBelow(node, start)) continue
    rival = best?.depth === node.depth ? best : undefined
    best = node
  }
  if (best !== undefined && rival !== undefined) throw ambiguous(start, name, rival, best)
  return best && { node: best, distance: best.depth - start.depth }
}

/** Level by level along links too; each group is visited once, so cycles end. */
function walk(start: GroupNode, name: string, { maxDepth, runs }: SearchOptions): Found | undefined {
  const counts = (node: TreeNode) => runs === null || start.run !== '' || runs.includes(node.run)
  const visited = new Set<GroupNode>([start])
  let level: GroupNode[] = [start]
  for (let distance = 1; distance <= maxDepth && level.length > 0; distance++) {
    let found: TreeNode | undefined
    const next: GroupNode[] = []
    for (const group of level) {
      const hit = group.child(name) ?? group.link(name)
      if (hit !== undefined && hit !== found && counts(hit)) {
        if (found !== undefined) throw ambiguous(start, name, found, hit)
        found = hit
      }
      for (const child of group.childGroups(true)) {
        if (!visited.has(child) && counts(child)) next.push(child)
        visited.add(child)
      }
    }
    if (found !== undefined) return { node: found, distance }
    level = next
  }
  return undefined
}

function ambiguous(start: GroupNode, name: string, one: TreeNode, other: TreeNode): NotUniqueNodeError {
  const where = start.isRoot ? 'in the tree' : `below '${start.fullName}'`
  return new NotUniqueNodeError(
    `'${name}' fits more than one node ${where}, among them '${one.fullName}' and '${other.fullName}'.`,
    { path: start.fullName },
  )
}
