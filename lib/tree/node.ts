import { inspect } from 'node:util'
import { InvalidTypeError } from '../errors.js'
import { describe } from '../options.js'
import type { NodeView } from '../service/nodes.js'
import { Annotations } from './annotations.js'
import type { GroupNode } from './group-node.js'
import type { RootNode } from './root-node.js'

/** How sentences name a node. */
export const quoted = (node: TreeNode): string => (node.isRoot ? `the trajectory '${node.name}'` : `'${node.fullName}'`)

/** What all nodes of a tree share: a name, a place, a comment and annotations. */
export abstract class TreeNode implements NodeView {
  abstract readonly isLeaf: boolean
  abstract readonly storedClassName: string | null
  stored = false
  #name: string
  #comment = ''
  #annotations: Annotations | null = null
  #parent: GroupNode | null = null
  #root: RootNode | null = null
  #depth = 0
  #run = ''

  constructor(name: string, comment = '') {
    this.#name = name
    this.#setComment(comment)
  }

  /** The last part of the full name. */
  get name(): string {
    return this.#parent === null ? this.#name.slice(this.#name.lastIndexOf('.') + 1) : this.#name
  }

  /** Dotted path without the root; outside of a tree the name the node was made with. */
  get fullName(): string {
    const above = this.#parent?.fullName ?? ''
    return above === '' ? this.#name : `${above}.${this.#name}`
  }

  /** The full name without its last part. */
  get location(): string {
    return this.#parent?.fullName ?? this.#name.slice(0, Math.max(0, this.#name.lastIndexOf('.')))
  }

  get parent(): GroupNode | null {
    return this.#parent
  }

  get root(): RootNode | null {
    return this.#root
  }

  /** The root; `InvalidTypeError` when the node belongs to no tree. */
  get treeRoot(): RootNode {
    if (this.root !== null) return this.root
    throw new InvalidTypeError(`The ${this.isLeaf ? 'leaf' : 'group'} '${this.fullName}' belongs to no tree.`)
  }

  /** Number of parts of the full name. */
  get depth(): number {
    return this.#depth
  }

  /** The first part of the full name; '' for the root. */
  get branch(): string {
    const fullName = this.fullName
    const dot = fullName.indexOf('.')
    return dot < 0 ? fullName : fullName.slice(0, dot)
  }

  /** Name of the run the node belongs to (its own or of the topmost group above that is a run's), '' for none. */
  get run(): string {
    return this.#run
  }

  get isRoot(): boolean {
    return false
  }

  get isGroup(): boolean {
    return !this.isLeaf
  }

  get comment(): string {
    return this.#comment
  }

  set comment(text: string) {
    this.#setComment(text)
  }

  #setComment(text: unknown): void {
    if (typeof text !== 'string') {
      throw new InvalidTypeError(`The comment of '${this.#name}' is text, but got ${describe(text)}.`)
    }
    this.#comment = text
  }

  get annotations(): Annotations {
    this.#annotations ??= new Annotations()
    return this.#annotations
  }

  get hasAnnotations(): boolean {
    return this.#annotations !== null && this.#annotations.size > 0
  }

  /** Takes its place in a tree. For the tree itself: users add nodes through their group. */
  attach(parent: GroupNode, name: string): void {
    this.#name = name
    this.#parent = parent
    this.#root = parent.treeRoot
    this.#depth = parent.depth + 1
    this.#run = parent.run !== '' || this.#root.runIndexOf(name) === null ? parent.run : name
  }

  /** Leaves its tree, keeping the full name it had. For the tree itself. */
  detach(): void {
    this.#name = this.fullName
    this.#parent = null
    this.#root = null
    this.#depth = 0
    this.#run = ''
    this.stored = false
  }

  /** Gives another name to a node outside of a tree, or to the root. */
  protected rename(name: string): void {
    this.#name = name
  }

  /** For the tree itself: names a node that was made without a name. */
  renameDetached(name: string): void {
    if (this.#parent === null) this.#name = name
  }

  /** One line about the node. */
  abstract describe(): string

  toString(): string {
    return this.describe()
  }

  [inspect.custom](): string {
    return this.describe()
  }
}
