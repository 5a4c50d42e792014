import { InvalidTypeError } from '../errors.js'
import type { StorageService } from '../service/storage-service.js'
import type { GroupClass } from './add.js'
import { branchGroups } from './branch-groups.js'
import { GroupNode } from './group-node.js'
import type { LeafClass, LeafNode } from './leaf-node.js'
import { translate } from './lookup.js'
import { type Branch, isBranch } from './naming.js'
import type { TreeNode } from './node.js'
import { type Link, NodeIndex } from './node-index.js'
import type { Properties } from './properties.js'
import type { Wildcards } from './wildcards.js'

const STANDARD_GROUPS: ReadonlySet<unknown> = new Set([GroupNode, ...Object.values(branchGroups)])

/** What a tree needs of its root: the index of all nodes, what names mean, which classes nodes have, and storage. */
export abstract class RootNode extends GroupNode {
  readonly index = new NodeIndex()
  abstract readonly wildcards: Wildcards
  abstract readonly properties: Properties
  /** Index of the current run, -1 outside of one. */
  abstract readonly currentRun: number
  /** Whether the current run is being computed, which forbids much. */
  abstract readonly isRunning: boolean
  /** Number of runs. */
  abstract readonly length: number
  abstract readonly service: StorageService

  /** The class of leaves that are added without one. */
  abstract standardLeafClass(branch: Branch | null): LeafClass
  /** An empty leaf of a file; a plain one stands in for a class that is not known. */
  abstract leafToLoad(className: string, name: string): LeafNode
  abstract groupToLoad(className: string, name: string): GroupNode
  /** What the trajectory wants to know before and after each change; the first may refuse by throwing. */
  abstract checkAddition(node: TreeNode, branch: Branch | null, fullName: string): void
  abstract nodeAdded(node: TreeNode): void
  abstract nodeRemoved(node: TreeNode): void
  abstract linkAdded(link: Link): void
  abstract linkRemoved(link: Link): void

  override get isRoot(): true {
    return true
  }

  override get root(): RootNode {
    return this
  }

  override get fullName(): string {
    return ''
  }

  override get storedClassName(): string | null {
    return null
  }

  /** Index of the run that a name part stands for, -1 for the dummy, null for any other name. */
  runIndexOf(namePart: string): number | null {
    return this.wildcards.runIndex(namePart, this.length)
  }

  /** Spells out an alias or wildcard, as of the current run. */
  translate(namePart: string): string {
    return translate(this, namePart, this.currentRun)
  }

  standardGroupClass(branch: Branch | null): new (name: string, comment?: string) => GroupNode {
    return branch === null ? GroupNode : branchGroups[branch]
  }

  makeGroup(branch: Branch | null, name: string): GroupNode {
    return new (this.standardGroupClass(branch))(name)
  }

  isStandardGroup(group: GroupNode): boolean {
    return STANDARD_GROUPS.has(group.constructor)
  }

  /** A branch, made on first access. */
  branchGroup<B extends Branch>(branch: B): InstanceType<(typeof branchGroups)[B]> {
    const group = this.child(branch) ?? this.insert(this.makeGroup(branch, branch), branch)
    return group as InstanceType<(typeof branchGroups)[B]>
  }

  /** Whether a node may stand in a branch: `InvalidTypeError` if not. */
  protected checkKind(node: TreeNode, branch: Branch | null, fullName: string): void {
    if (node.isLeaf) checkLeafKind(node as LeafNode, branch, fullName)
    else checkGroupKind(node as GroupNode, this.standardGroupClass(branch), fullName)
    if (!fullName.includes('.') && isBranch(fullName) && node.isLeaf) {
      throw new InvalidTypeError(`'${fullName}' is the name of a branch: it is a group, no leaf.`)
    }
  }
}

function checkLeafKind(leaf: LeafNode, branch: Branch | null, fullName: string): void {
  if (branch === null || leaf.isParameter === (branch !== 'results')) return
  const wanted = branch === 'results' ? 'results' : 'parameters'
  throw new InvalidTypeError(`The branch '${branch}' holds ${wanted}, but '${fullName}' is a ${leaf.storedClassName}.`)
}

function checkGroupKind(group: GroupNode, wanted: GroupClass, fullName: string): void {
  if (!STANDARD_GROUPS.has(group.constructor) || group.constructor === wanted) return
  throw new InvalidTypeError(
    `'${fullName}' stands where groups are of class ${wanted.name} or of own ones, but is a ${group.constructor.name}.`,
  )
}
