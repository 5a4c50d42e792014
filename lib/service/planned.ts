import type { GroupPlan, Plan } from '../h5/plan.js'
import { lastOf, parentOf } from './full-name.js'

/** What a node costs beside its data: header, attributes, links. */
const NODE_BYTES = 1024

interface PlannedGroup extends GroupPlan {
  readonly children: Plan[]
}

/** New nodes that wait to be written, put together to trees: one call makes a tree, however many nodes it has. */
export class Planned {
  readonly #groups = new Map<string, PlannedGroup>()
  /** Trees by the full name of the group that is to have them. */
  readonly #trees = new Map<string, PlannedGroup[]>()
  #bytes = 0

  /** About what they take in memory. */
  get bytes(): number {
    return this.#bytes
  }

  has(fullName: string): boolean {
    return this.#groups.has(fullName)
  }

  /** `bytes` is the size of the plan's data. */
  add(fullName: string, plan: GroupPlan, bytes: number): void {
    const parent = parentOf(fullName)
    const planned = { ...plan, children: [...plan.children] }
    const siblings = this.#groups.get(parent)?.children ?? this.#treesIn(parent)
    siblings.push(planned)
    this.#groups.set(fullName, planned)
    this.#bytes += NODE_BYTES * (1 + plan.children.length) + bytes
  }

  #treesIn(parent: string): Plan[] {
    const trees = this.#trees.get(parent) ?? []
    this.#trees.set(parent, trees)
    return trees
  }

  get trees(): ReadonlyMap<string, readonly Plan[]> {
    return this.#trees
  }

  /** The trees of a group were written. */
  drop(parent: string): void {
    this.#trees.delete(parent)
    if (this.#trees.size === 0) this.clear()
  }

  clear(): void {
    this.#groups.clear()
    this.#trees.clear()
    this.#bytes = 0
  }
}

export const bareGroup = (fullName: string): GroupPlan => ({
  kind: 'group',
  name: lastOf(fullName),
  attributes: new Map(),
  children: [],
})
