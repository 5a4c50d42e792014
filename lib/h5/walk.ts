import { LimitError } from '../errors.js'
import { checkOptions } from '../options.js'
import { type ChildrenOptions, childrenOptions } from './children.js'
import type { Group } from './group.js'
import type { Link } from './links.js'
import type { Node } from './node.js'

export interface WalkOptions extends ChildrenOptions {
  readonly maxDepth?: number
}

const MAX_DEPTH = 256

/**
 * Everything below a group, parents before children. Links are shown, not followed; a group that can be reached by two
 * hard links is walked once. A node is closed when the next one is asked for. Deeper than 256 groups is `LimitError`.
 */
export function walk(start: Group, options: WalkOptions): Generator<Node | Link> {
  checkOptions(options, [...childrenOptions, 'maxDepth'], 'walk')
  return below(start, options, 1, new Set<number>([start.address]))
}

function* below(group: Group, options: WalkOptions, depth: number, seen: Set<number>): Generator<Node | Link> {
  const { maxDepth = Number.POSITIVE_INFINITY, ...children } = options
  if (depth > maxDepth) return
  if (depth > MAX_DEPTH)
    throw new LimitError(`'${group.path}' lies deeper than ${MAX_DEPTH} groups`, { path: group.path })
  for (const node of group.children(children)) {
    yield node
    if (!('native' in node)) continue
    try {
      if (node.kind === 'Group' && node.isOpen && !seen.has(node.address)) {
        seen.add(node.address)
        yield* below(node as Group, options, depth + 1, seen)
      }
    } finally {
      node.close()
    }
  }
}
