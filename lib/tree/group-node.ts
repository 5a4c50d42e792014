import { InvalidValueError, NodeLookupError } from '../errors.js'
import { checkOptions } from '../options.js'
import type { GroupView } from '../service/nodes.js'
import { addGroup, addLeaf, addLink, branchOf, type GroupArguments, type LeafArguments } from './add.js'
import { type FetchOptions, fetchNode } from './fetch.js'
import { type IterateOptions, iterateLeaves, iterateNodes } from './iterate.js'
import type { LeafNode } from './leaf-node.js'
import { contains, fastAccess, getAll, type LookupOptions, lookUp } from './lookup.js'
import { checkNodeName, type NodeName } from './naming.js'
import { assign, type Natural, naturalNaming } from './natural-naming.js'
import { quoted, TreeNode } from './node.js'
import { type RemoveOptions, removeChild } from './remove.js'
import { type LoadGroupOptions, loadGroup, type StoreGroupOptions, storeGroup } from './storing.js'
import { type Nested, type ToDictOptions, toDict } from './to-dict.js'

const LOOKUP_OPTIONS = ['withLinks', 'shortcuts', 'maxDepth'] as const
const ITERATE_OPTIONS = ['recursive', 'withLinks', 'maxDepth', 'predicate'] as const
const NO_LINKS: ReadonlyMap<string, TreeNode> = new Map()

/** An inner node: children by name, and links, which are further names of nodes that stand elsewhere. */
export class GroupNode extends TreeNode implements GroupView {
  readonly isLeaf = false as const
  readonly #children = new Map<string, TreeNode>()
  #links: Map<string, TreeNode> | null = null

  get storedClassName(): string | null {
    return this.root?.isStandardGroup(this) === false ? this.constructor.name : null
  }

  // --- what is there ------------------------------------------------------------------------------------------------

  children(): Iterable<TreeNode> {
    return this.#children.values()
  }

  child(name: string): TreeNode | undefined {
    return this.#children.get(name)
  }

  links(): Iterable<[name: string, target: TreeNode]> {
    return (this.#links ?? NO_LINKS).entries()
  }

  link(name: string): TreeNode | undefined {
    return this.#links?.get(name)
  }

  hasChildren(): boolean {
    return this.#children.size > 0 || (this.#links?.size ?? 0) > 0
  }

  /** Whether a child or link has exactly that name. */
  hasChild(name: string): boolean {
    return this.#children.has(name) || this.link(name) !== undefined
  }

  /** Names of children and links. */
  *childNames(): Iterable<string> {
    yield* this.#children.keys()
    if (this.#links !== null) yield* this.#links.keys()
  }

  *childNodes(withLinks = true): Iterable<TreeNode> {
    yield* this.#children.values()
    if (withLinks && this.#links !== null) yield* this.#links.values()
  }

  *childGroups(withLinks = true): Iterable<GroupNode> {
    for (const node of this.childNodes(withLinks)) if (!node.isLeaf) yield node as GroupNode
  }

  // --- looking up ---------------------------------------------------------------------------------------------------

  /** Natural naming: `group.$.neuron.tau` reads, assigns, deletes and lists what is below. */
  get $(): Natural {
    return naturalNaming(this)
  }

  /** The node of that name below; parts may be left out. Throws `NodeLookupError`, `NotUniqueNodeError`. */
  get<N extends TreeNode = TreeNode>(name: NodeName, options: LookupOptions = {}): N {
    return lookUp(this, name, checkOptions(options, LOOKUP_OPTIONS, 'get')) as N
  }

  /** The plain value of the parameter, or of the result with one item of its own name; else the node. */
  value(name: NodeName, options: LookupOptions = {}): unknown {
    return fastAccess(this.get(name, options))
  }

  /**
   * The node of that name with its data, loaded from the file where memory lacks it. A node that is only in the file
   * needs its path below this group, of which nothing may be left out. Throws `NodeLookupError`, `NotUniqueNodeError`.
   */
  async fetch<N extends TreeNode = TreeNode>(name: NodeName, options: FetchOptions = {}): Promise<N> {
    return (await fetchNode(this, name, checkOptions(options, [...LOOKUP_OPTIONS, 'recursive'], 'fetch'))) as N
  }

  /** The plain value of what `fetch` gives, as `value` does. */
  async fetchValue(name: NodeName, options: FetchOptions = {}): Promise<unknown> {
    return fastAccess(await this.fetch(name, options))
  }

  /** The plain value or node of that name, or `otherwise` when there is none. */
  getDefault(name: NodeName, otherwise: unknown, options: LookupOptions = {}): unknown {
    try {
      return this.value(name, options)
    } catch (error) {
      if (error instanceof NodeLookupError) return otherwise
      throw error
    }
  }

  /** Every node below whose path has the parts of the name in order and ends in the last. */
  getAll(name: NodeName, options: LookupOptions = {}): TreeNode[] {
    return getAll(this, name, checkOptions(options, LOOKUP_OPTIONS, 'getAll'))
  }

  /** Whether a node of that name, or that very node, is below; without shortcuts unless asked for. */
  contains(item: NodeName | TreeNode, options: LookupOptions = {}): boolean {
    return contains(this, item, checkOptions(options, LOOKUP_OPTIONS, 'contains'))
  }

  /** All nodes below, level by level. */
  nodes(options: IterateOptions = {}): Generator<TreeNode, void, undefined> {
    return iterateNodes(this, checkOptions(options, ITERATE_OPTIONS, 'nodes'))
  }

  /** All leaves below, level by level. */
  leaves(options: IterateOptions = {}): Generator<LeafNode, void, undefined> {
    return iterateLeaves(this, checkOptions(options, ITERATE_OPTIONS, 'leaves'))
  }

  [Symbol.iterator](): Generator<TreeNode, void, undefined> {
    return iterateNodes(this, { recursive: this.treeRoot.properties.iterRecursive })
  }

  /** Leaves, or their plain values, by full name. */
  toDict(options: ToDictOptions = {}): Nested {
    return toDict(this, checkOptions(options, ['fastAccess', 'shortNames', 'nested', 'withLinks'], 'toDict'))
  }

  // --- changing -----------------------------------------------------------------------------------------------------

  /** Adds a group: `(name, comment)`, `(Class, name, comment)` or an instance. Groups on the way are made. */
  addGroup<G extends GroupNode = GroupNode>(...args: GroupArguments<G>): G {
    return addGroup(this, null, args)
  }

  /** Adds a leaf of the branch's standard class, of a given class, or an instance. */
  addLeaf<L extends LeafNode = LeafNode>(...args: LeafArguments<L>): L {
    return addLeaf(this, null, args)
  }

  /** Makes `name` (by default the target's own) another name of a node, given itself or by its full name. */
  addLink(target: TreeNode): void
  addLink(name: string, target: TreeNode | string): void
  addLink(...args: [TreeNode] | [string, TreeNode | string]): void {
    const [first, second] = args
    if (first instanceof TreeNode) addLink(this, first.name, first)
    else addLink(this, first, typeof second === 'string' ? this.treeRoot.get(second) : (second as TreeNode))
  }

  /** Adds a node of no tree, under `name` when it has none of its own. */
  addNode(node: TreeNode, name = node.fullName): TreeNode {
    if (node.fullName === '') node.renameDetached(name)
    return node.isLeaf ? addLeaf(this, null, [node as LeafNode]) : addGroup(this, null, [node as GroupNode])
  }

  /** Gives a leaf below its content, adds a node or links it, as assignment through `$` does. */
  set(name: string, content: unknown): this {
    assign(this, name, content)
    return this
  }

  /** Takes a child out of memory, not out of the file. */
  removeChild(name: string, options: RemoveOptions = {}): void {
    removeChild(this, name, checkOptions(options, ['recursive', 'predicate'], 'removeChild'))
  }

  /** Takes a link out of memory; `InvalidValueError` when there is none. */
  removeLink(name: string): void {
    if (this.link(name) === undefined) {
      throw new InvalidValueError(`There is no link '${name}' to remove from ${quoted(this)}.`)
    }
    this.dropLink(name)
  }

  // --- storage ------------------------------------------------------------------------------------------------------

  /** Stores the group and, unless `recursive` is false, all below it. */
  async store(options: StoreGroupOptions = {}): Promise<void> {
    await storeGroup(this, options)
  }

  /** Loads the group and, unless `recursive` is false, all below it. */
  async load(options: LoadGroupOptions = {}): Promise<void> {
    await loadGroup(this, options)
  }

  // --- for the tree and the storage service -------------------------------------------------------------------------

  insert<N extends TreeNode>(node: N, name: string): N {
    const root = this.treeRoot
    node.attach(this, name)
    this.#children.set(name, node)
    root.index.add(node)
    root.nodeAdded(node)
    return node
  }

  insertLink(name: string, target: TreeNode): void {
    this.#links ??= new Map()
    this.#links.set(name, target)
    const link = { parent: this, name, target }
    this.treeRoot.index.addLink(link)
    this.treeRoot.linkAdded(link)
  }

  /** Lets go of a child that has no children any more. */
  release(node: TreeNode): void {
    const root = this.treeRoot
    for (const link of root.index.linksTo(node)) link.parent.dropLink(link.name)
    root.index.remove(node)
    root.nodeRemoved(node)
    this.#children.delete(node.name)
    node.detach()
  }

  loadGroup(name: string, className: string | null): GroupNode {
    checkNodeName(name)
    const root = this.treeRoot
    const branch = branchOf(this.fullName === '' ? name : this.fullName)
    const group = className === null ? root.makeGroup(branch, name) : root.groupToLoad(className, name)
    return this.insert(group, name)
  }

  loadLeaf(name: string, className: string): LeafNode {
    checkNodeName(name)
    return this.insert(this.treeRoot.leafToLoad(className, name), name)
  }

  loadLink(name: string, target: TreeNode): void {
    if (this.link(name) !== undefined) this.dropLink(name)
    this.insertLink(name, target)
  }

  dropChild(name: string): void {
    if (this.#children.has(name)) removeChild(this, name, { recursive: true })
  }

  dropLink(name: string): void {
    const target = this.#links?.get(name)
    if (target === undefined) return
    this.#links!.delete(name)
    this.treeRoot.index.removeLink(this, name, target)
    this.treeRoot.linkRemoved({ parent: this, name, target })
  }

  describe(): string {
    const comment = this.comment === '' ? '' : ` (${JSON.stringify(this.comment)})`
    return `<${this.constructor.name} ${this.fullName}${comment}: ${this.describeChildren()}>`
  }

  /** The first children with their classes, and links with what they lead to. */
  protected describeChildren(): string {
    const shown: string[] = []
    for (const child of this.#childTexts()) if (shown.push(child) === MAX_SHOWN) break
    const more = this.#children.size + (this.#links?.size ?? 0) - shown.length
    return [...shown, ...(more > 0 ? [`… ${more} more`] : [])].join(', ') || 'empty'
  }

  *#childTexts(): Iterable<string> {
    for (const node of this.#children.values()) yield `${node.name}: ${node.constructor.name}`
    for (const [name, target] of this.links()) yield `${name} → ${target.fullName}`
  }
}

const MAX_SHOWN = 6
