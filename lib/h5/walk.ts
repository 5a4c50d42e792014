import { LimitError } from '../errors.js'
import type { Group } from './group.js'
import type { Link } from './links.js'
import type { Node } from './node.js'

const MAX_DEPTH = 256

/**
 * Everything below a group, parents before children. Links are shown, not followed; a group that can be reached by two
 * hard links is walked once. A node is closed when the next one is asked for. Deeper than 256 groups is `LimitError`.
 */
export function* walk(start: Group, options: { maxDepth?: number } = {}): Generator<Node | Link> {
  const seen = new Set<number>([start.address])
  yield* below(start, options.maxDepth ?? Number.POSITIVE_INFINITY, 1, seen)
}

function* below(group: Group, maxDepth: number, depth: number, seen: Set<number>): Generator<Node | Link> {
  if (depth > maxDepth) return
  if (depth > MAX_DEPTH)
    throw new LimitError(`'${group.path}' lies deeper than ${MAX_DEPTH} groups`, { path: group.path })
  for (const node of group) {
    yield node
    if (!('native' in node)) continue
    try {
      if (node.kind === 'Group' && node.isOpen && !seen.has(node.address)) {
        seen.add(node.address)
        yield* below(node as Group, maxDepth, depth + 1, seen)
      }
    } finally {
      node.close()
    }
  }
}
