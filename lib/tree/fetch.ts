import { DataNotInStorageError, NodeLookupError } from '../errors.js'
import type { GroupNode } from './group-node.js'
import { LeafNode } from './leaf-node.js'
import { type LookupOptions, lookUp, translate, tryLookUp } from './lookup.js'
import { NO_RUN, type NodeName, splitName } from './naming.js'
import type { TreeNode } from './node.js'

export interface FetchOptions extends LookupOptions {
  /** Of a group: everything below it with its data too. */
  readonly recursive?: boolean
}

/** The node of that name with its data: looked up in memory, and loaded from the file where memory lacks it. */
export async function fetchNode(group: GroupNode, name: NodeName, options: FetchOptions): Promise<TreeNode> {
  const { recursive = false, ...lookup } = options
  const node = tryLookUp(group, name, lookup)
  if (node === undefined) return loadMissing(group, name, recursive)
  const { service, name: trajectoryName } = node.treeRoot
  if (node instanceof LeafNode) {
    if (node.isEmpty() && node.stored) await service.load('LEAF', node, { trajectoryName })
  } else if (recursive) {
    await service.load('GROUP', node, { trajectoryName, recursive })
  }
  return node
}

/** Loads the node of exactly that path below the group. */
async function loadMissing(group: GroupNode, name: NodeName, recursive: boolean): Promise<TreeNode> {
  const root = group.treeRoot
  let cause: unknown
  for (const child of root.stored ? pathsOf(group, name) : []) {
    try {
      await root.service.load('TREE', group, { trajectoryName: root.name, child, recursive })
      return lookUp(group, child, { shortcuts: false, withLinks: true })
    } catch (error) {
      if (!(error instanceof DataNotInStorageError)) throw error
      cause ??= error
    }
  }
  const where = root.stored ? ', neither in memory nor in the file' : ` in '${root.name}', which is in no file`
  throw new NodeLookupError(`There is no node '${splitName(name).join('.')}'${where}.`, { path: group.fullName, cause })
}

/** What the name stands for in the current run, and then for what all runs share. */
function pathsOf(group: GroupNode, name: NodeName): Set<string> {
  const root = group.treeRoot
  const inRun = (run: number) =>
    splitName(name)
      .map((part) => translate(root, part, run))
      .join('.')
  return new Set([root.currentRun, NO_RUN].map(inRun))
}
