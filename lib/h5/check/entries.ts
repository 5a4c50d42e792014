import { TrajstoreError } from '../../errors.js'
import type { Group } from '../group.js'
import { type Link, linkOf } from '../links.js'
import { Node } from '../node.js'
import { isTableIndex } from '../pytables.js'

/** Something below a group; or, with `error`, what cannot be looked at. */
export interface Entry {
  readonly path: string
  readonly name: string
  /** 1 for children of the group that is listed. */
  readonly depth: number
  readonly thing: Node | Link | TrajstoreError
  /** Another name of a group that was listed before. */
  readonly isRepeated: boolean
}

export interface EntryOptions {
  readonly maxDepth?: number
  /** With PyTables' indexes of tables. */
  readonly all?: boolean
}

/** libhdf5 has no limit, but a damaged file can be without end. */
const MAX_DEPTH = 256

/**
 * Everything below a group, parents first. Unlike `Group.walk` it goes on where something is damaged. A node is closed
 * when the next one is asked for.
 */
export function* entries(group: Group, options: EntryOptions = {}): Generator<Entry> {
  yield* below(group, 1, options, new Set([group.address]))
}

function* below(group: Group, depth: number, options: EntryOptions, seen: Set<number>): Generator<Entry> {
  if (depth > Math.min(options.maxDepth ?? MAX_DEPTH, MAX_DEPTH)) return
  const names = attempt(() => group.names())
  if (names instanceof TrajstoreError) {
    yield { path: group.path, name: group.name, depth, thing: names, isRepeated: false }
    return
  }
  const known = new Set(names)
  for (const name of names) {
    if (!options.all && isTableIndex(name, (table) => known.has(table))) continue
    const path = group.path === '/' ? `/${name}` : `${group.path}/${name}`
    const thing = attempt(() => childOf(group, name))
    const isGroup = thing instanceof Node && thing.kind === 'Group'
    const address = isGroup ? attempt(() => thing.address) : 0
    const isRepeated = isGroup && typeof address === 'number' && seen.has(address)
    yield { path, name, depth, thing, isRepeated }
    if (!(thing instanceof Node)) continue
    try {
      if (!isGroup || isRepeated || typeof address !== 'number') continue
      seen.add(address)
      yield* below(thing as Group, depth + 1, options, seen)
    } finally {
      thing.close()
    }
  }
}

// Names of children can hold what a path cannot, so the child is found by its name.
function childOf(group: Group, name: string): Node | Link {
  const [child] = group.list({ names: [name] })
  const path = group.path === '/' ? `/${name}` : `${group.path}/${name}`
  return (child && linkOf(path, child)) ?? group.get(name)
}

/** What an action gives, or the error that it throws. */
export function attempt<T>(action: () => T): T | TrajstoreError {
  try {
    return action()
  } catch (error) {
    if (error instanceof TrajstoreError) return error
    throw error
  }
}
