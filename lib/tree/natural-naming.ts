import { inspect } from 'node:util'
import { InvalidTypeError, NodeLookupError } from '../errors.js'
import type { GroupNode } from './group-node.js'
import { LeafNode } from './leaf-node.js'
import { fastAccess, lookUp, tryLookUp } from './lookup.js'
import { TreeNode } from './node.js'

/** What natural naming gives for a group: children as properties, and nothing else. */
// biome-ignore lint/suspicious/noExplicitAny: what stands below a name is known at run time only
export type Natural = { [name: string]: any }

const proxies = new WeakMap<GroupNode, Natural>()
const groups = new WeakMap<object, GroupNode>()

/** The natural naming view of a group; the same one every time. */
export function naturalNaming(group: GroupNode): Natural {
  let proxy = proxies.get(group)
  if (proxy === undefined) {
    proxy = new Proxy<Natural>(targetFor(group), handlerFor(group))
    proxies.set(group, proxy)
    groups.set(proxy, group)
  }
  return proxy
}

/** The group behind a natural naming view; anything else is given back. */
export function nodeOf(view: unknown): unknown {
  return (typeof view === 'object' && view !== null && groups.get(view)) || view
}

/** `util.inspect` looks at the target of a proxy, not through its handler. */
function targetFor(group: GroupNode): Natural {
  const text = { value: () => group.describe(), configurable: true }
  return Object.create(null, { [inspect.custom]: text }) as Natural
}

/** Names that JavaScript itself asks of any object: no node unless there is one. */
const LANGUAGE_NAMES = new Set(['then', 'toJSON', 'constructor', 'toString', 'valueOf'])

function handlerFor(group: GroupNode): ProxyHandler<Natural> {
  return {
    get: (_, name) => (typeof name === 'symbol' ? symbolOf(group, name) : read(group, name)),
    set: (_, name, content) => typeof name === 'string' && assign(group, name, content),
    has: (_, name) =>
      typeof name === 'string' && group.contains(name, { shortcuts: group.treeRoot.properties.shortcuts }),
    deleteProperty: (_, name) => typeof name === 'string' && remove(group, name),
    ownKeys: () => [...group.childNames()],
    getOwnPropertyDescriptor: (_, name) =>
      typeof name === 'string' && group.hasChild(name)
        ? { value: read(group, name), writable: true, enumerable: true, configurable: true }
        : undefined,
  }
}

function symbolOf(group: GroupNode, symbol: symbol): unknown {
  if (symbol === inspect.custom) return () => group.describe()
  if (symbol === Symbol.toStringTag) return group.constructor.name
  return undefined
}

function read(group: GroupNode, name: string): unknown {
  if (name.startsWith('__')) return undefined
  const node = LANGUAGE_NAMES.has(name) ? tryLookUp(group, name) : lookUp(group, name)
  if (node === undefined) return undefined
  if (!node.isLeaf) return naturalNaming(node as GroupNode)
  return group.treeRoot.properties.fastAccess ? fastAccess(node) : node
}

/**
 * Assignment by name: a leaf takes the content; a node of no tree is added; a node of this tree is linked.
 * Throws `NodeLookupError` for plain content under an unknown name.
 */
export function assign(group: GroupNode, name: string, content: unknown): true {
  const node = nodeOf(content)
  if (node instanceof TreeNode) return assignNode(group, name, node)
  const leaf = lookUp(group, name)
  if (!(leaf instanceof LeafNode)) throw new InvalidTypeError(`'${leaf.fullName}' is a group: it takes no value.`)
  leaf.assign(content)
  return true
}

function assignNode(group: GroupNode, name: string, node: TreeNode): true {
  if (node.root !== null) {
    group.addLink(name, node)
    return true
  }
  const { fullName } = node
  if (fullName !== '' && fullName !== name && !fullName.startsWith(`${name}.`)) {
    throw new NodeLookupError(`A node named '${fullName}' cannot be added as '${name}'.`)
  }
  group.addNode(node, name)
  return true
}

function remove(group: GroupNode, name: string): true {
  if (group.link(name) !== undefined) group.removeLink(name)
  else group.removeChild(name)
  return true
}
