import { refuse } from '../engine/kind.js'

/** Nodes by number, names in groups: a node may have several names. Replaced, never changed. */
export interface State {
  readonly nodes: ReadonlyMap<number, TreeNode>
  readonly next: number
}

export type TreeNode =
  | { readonly kind: 'group'; readonly children: ReadonlyMap<string, Entry> }
  | { readonly kind: 'array'; readonly value: number }

export type Entry =
  | { readonly kind: 'node'; readonly id: number }
  | { readonly kind: 'soft' | 'external'; readonly target: string }

/** What is added under a name: a new node, a link, or one more name of a node. */
export type Added = TreeNode | Exclude<Entry, { kind: 'node' }> | { readonly kind: 'hard'; readonly id: number }

const ROOT = 0
export const split = (path: string): string[] => path.split('/').filter((name) => name !== '')

const wrongWay = (): never =>
  refuse('NotFoundError', 'ExistsError', 'InvalidTypeError', 'UnsafeError', 'InvalidValueError')

/** The node that a path leads to, soft links followed; refuses when it leads nowhere. */
export function resolve(state: State, path: string, depth = 0): number {
  let id = ROOT
  for (const name of split(path)) {
    const node = state.nodes.get(id)
    if (node?.kind !== 'group') return wrongWay()
    const entry = node.children.get(name) ?? wrongWay()
    if (entry.kind === 'external' || depth > 12) return wrongWay()
    id = entry.kind === 'node' ? entry.id : resolve(state, entry.target, depth + 1)
  }
  return id
}

/** The entry itself, soft links on the way followed. */
export function entryAt(state: State, path: string): Entry {
  const { group, name } = parentOf(state, path)
  return group.children.get(name) ?? wrongWay()
}

interface Parent {
  readonly id: number
  readonly group: Extract<TreeNode, { kind: 'group' }>
  readonly name: string
}

function parentOf(state: State, path: string): Parent {
  const list = split(path)
  const name = list.pop() ?? wrongWay()
  const id = resolve(state, list.join('/'))
  const group = state.nodes.get(id)
  return group?.kind === 'group' ? { id, group, name } : wrongWay()
}

/** With what is added under a path, groups on the way made; refuses a name that is taken. */
export function addNode(state: State, path: string, added: Added): State {
  const list = split(path)
  let current = state
  for (let depth = 1; depth < list.length; depth++) {
    const at = list.slice(0, depth).join('/')
    if (!isThere(current, at)) current = put(current, at, { kind: 'group', children: new Map() })
  }
  const { group, name } = parentOf(current, path)
  if (group.children.has(name)) refuse('ExistsError', 'NotFoundError')
  return put(current, path, added)
}

function isThere(state: State, path: string): boolean {
  const { group, name } = parentOf(state, path)
  if (!group.children.has(name)) return false
  resolve(state, path)
  return true
}

function put(state: State, path: string, added: Added): State {
  const { id, group, name } = parentOf(state, path)
  const nodes = new Map(state.nodes)
  const isNew = added.kind === 'group' || added.kind === 'array'
  if (isNew) nodes.set(state.next, added)
  const entry: Entry = isNew
    ? { kind: 'node', id: state.next }
    : added.kind === 'hard'
      ? { kind: 'node', id: added.id }
      : added
  nodes.set(id, { ...group, children: new Map(group.children).set(name, entry) })
  return { nodes, next: state.next + 1 }
}

export function withoutEntry(state: State, path: string): State {
  const { id, group, name } = parentOf(state, path)
  if (!group.children.has(name)) return wrongWay()
  const children = new Map(group.children)
  children.delete(name)
  return { ...state, nodes: new Map(state.nodes).set(id, { ...group, children }) }
}

/** A copy of a node and all below it; nodes with two names inside stay one node. */
export function copyNode(state: State, id: number, to: string): State {
  const copies = new Map<number, number>()
  const nodes = new Map(state.nodes)
  let next = state.next
  const copyOf = (from: number): number => {
    const known = copies.get(from)
    if (known !== undefined) return known
    const made = next++
    copies.set(from, made)
    const node = state.nodes.get(from) as TreeNode
    const children = node.kind === 'group' ? [...node.children] : []
    const copied = children.map(([name, entry]): [string, Entry] => [
      name,
      entry.kind === 'node' ? { kind: 'node', id: copyOf(entry.id) } : entry,
    ])
    nodes.set(made, node.kind === 'group' ? { kind: 'group', children: new Map(copied) } : node)
    return made
  }
  const made = copyOf(id)
  return addNode({ nodes, next }, to, { kind: 'hard', id: made })
}

/** Whether a path goes through a node: nothing can be put below itself. */
export function isBelow(state: State, entry: Entry, path: string): boolean {
  if (entry.kind !== 'node') return false
  const list = split(path)
  return list.some((_, depth) => quietly(() => resolve(state, list.slice(0, depth).join('/'))) === entry.id)
}

/** Whether a path meets a link to another file. */
export function meetsExternal(state: State, path: string, depth = 0): boolean {
  return split(path).some((_, at, list) => {
    const entry = quietly(() => entryAt(state, list.slice(0, at + 1).join('/')))
    if (entry?.kind !== 'soft') return entry?.kind === 'external'
    return depth > 12 || meetsExternal(state, entry.target, depth + 1)
  })
}

export function quietly<T>(ask: () => T): T | undefined {
  try {
    return ask()
  } catch {
    return undefined
  }
}

/** Every name in the tree. */
export function namesIn(state: State): string[] {
  const list: string[] = []
  const visit = (id: number, at: string): void => {
    const node = state.nodes.get(id)
    if (node?.kind !== 'group') return
    for (const [name, entry] of node.children) {
      list.push(`${at}/${name}`)
      if (entry.kind === 'node') visit(entry.id, `${at}/${name}`)
    }
  }
  visit(ROOT, '')
  return list
}
