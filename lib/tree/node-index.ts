import type { GroupNode } from './group-node.js'
import type { TreeNode } from './node.js'

/** A link: another child name for a node that stands elsewhere in the tree. */
export interface Link {
  readonly parent: GroupNode
  readonly name: string
  readonly target: TreeNode
}

/** One node most of the time, hence no set for it. */
type Bucket = TreeNode | Set<TreeNode>

/**
 * All nodes of a tree by name and run, so that looking for a name costs as much as there are nodes of that name in the
 * runs that count, however large the tree is; and all links by name and by target.
 */
export class NodeIndex {
  readonly #nodes = new Map<string, Map<string, Bucket>>()
  readonly #linkNames = new Map<string, number>()
  readonly #linksTo = new Map<TreeNode, Set<Link>>()
  #links = 0

  get linkCount(): number {
    return this.#links
  }

  has(name: string): boolean {
    return this.#nodes.has(name) || this.#linkNames.has(name)
  }

  hasLinkNamed(name: string): boolean {
    return this.#linkNames.has(name)
  }

  add(node: TreeNode): void {
    const byRun = this.#nodes.get(node.name) ?? new Map<string, Bucket>()
    if (byRun.size === 0) this.#nodes.set(node.name, byRun)
    const bucket = byRun.get(node.run)
    if (bucket instanceof Set) bucket.add(node)
    else byRun.set(node.run, bucket === undefined ? node : new Set([bucket, node]))
  }

  remove(node: TreeNode): void {
    const byRun = this.#nodes.get(node.name)
    const bucket = byRun?.get(node.run)
    if (byRun === undefined || bucket === undefined) return
    if (bucket instanceof Set) bucket.delete(node)
    if (bucket === node || (bucket instanceof Set && bucket.size === 0)) byRun.delete(node.run)
    if (byRun.size === 0) this.#nodes.delete(node.name)
  }

  /** Nodes of that name, in the named runs only ('' is no run) or everywhere. */
  *named(name: string, runs: readonly string[] | null = null): Iterable<TreeNode> {
    const byRun = this.#nodes.get(name)
    if (byRun === undefined) return
    for (const run of runs ?? byRun.keys()) {
      const bucket = byRun.get(run)
      if (bucket instanceof Set) yield* bucket
      else if (bucket !== undefined) yield bucket
    }
  }

  addLink(link: Link): void {
    this.#links++
    this.#linkNames.set(link.name, (this.#linkNames.get(link.name) ?? 0) + 1)
    const links = this.#linksTo.get(link.target)
    if (links === undefined) this.#linksTo.set(link.target, new Set([link]))
    else links.add(link)
  }

  removeLink(parent: GroupNode, name: string, target: TreeNode): void {
    const links = this.#linksTo.get(target)
    for (const link of links ?? []) {
      if (link.parent !== parent || link.name !== name) continue
      links!.delete(link)
      if (links!.size === 0) this.#linksTo.delete(target)
      this.#links--
      const left = this.#linkNames.get(name)! - 1
      if (left === 0) this.#linkNames.delete(name)
      else this.#linkNames.set(name, left)
      return
    }
  }

  linksTo(target: TreeNode): readonly Link[] {
    return [...(this.#linksTo.get(target) ?? [])]
  }
}
