import { InvalidTypeError, InvalidValueError } from '../errors.js'
import { checkOptions, describe } from '../options.js'
import {
  checkMode,
  GroupNode,
  LeafNode,
  LOAD_MODES,
  type LoadMode,
  type RemoveOptions,
  STORE_MODES,
  type StoreMode,
  storedRoot,
  TreeNode,
} from '../tree/index.js'
import type { TrajectoryTree } from './trajectory-tree.js'

/** A node, or its name with shortcuts. */
export type Item = TreeNode | string

export interface StoreItemOptions {
  readonly storeData?: StoreMode
  /** Storage flags by item name. */
  readonly storeFlags?: Readonly<Record<string, string>>
  /** Items to replace: all, or by name. */
  readonly overwrite?: boolean | string | readonly string[]
  /** Names of items that are not there are an error, not a warning. */
  readonly strict?: boolean
  /** Leaves out empty leaves. */
  readonly nonEmpties?: boolean
  /** Of groups: everything below too. */
  readonly recursive?: boolean
  readonly maxDepth?: number
  readonly withLinks?: boolean
}

export interface LoadItemOptions {
  readonly loadData?: LoadMode
  readonly loadOnly?: string | readonly string[]
  readonly loadExcept?: string | readonly string[]
  readonly loadFlags?: Readonly<Record<string, string>>
  /** Names of items that are not there are an error, not a warning. */
  readonly strict?: boolean
  /** Leaves out leaves that have data. */
  readonly onlyEmpties?: boolean
  readonly recursive?: boolean
  readonly maxDepth?: number
  readonly withLinks?: boolean
}

export interface DeleteItemOptions {
  /** Items of a leaf, instead of the whole leaf. */
  readonly deleteOnly?: string | readonly string[]
  /** Drops these items in memory too. */
  readonly removeFromItem?: boolean
  /** Needed for a group with children. */
  readonly recursive?: boolean
  /** Takes the nodes out of memory too. */
  readonly removeFromTrajectory?: boolean
  /** Names of items that are not there are an error, not a warning. */
  readonly strict?: boolean
}

const LEAF_STORE = ['storeData', 'storeFlags', 'overwrite', 'strict'] as const
const LEAF_LOAD = ['loadData', 'loadOnly', 'loadExcept', 'loadFlags', 'strict'] as const
const GROUP_STORE = ['storeData', 'recursive', 'maxDepth', 'withLinks'] as const
const DELETE = ['deleteOnly', 'removeFromItem', 'recursive', 'strict'] as const
const GROUP_LOAD = ['loadData', 'recursive', 'maxDepth', 'withLinks'] as const

type Message = readonly [message: string, subject: TreeNode, options: Readonly<Record<string, unknown>>]

const pick = (options: object, keys: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(options).filter(([key]) => keys.includes(key)))

const noItem = (traj: TrajectoryTree, item: unknown): InvalidTypeError =>
  new InvalidTypeError(`Items are nodes of '${traj.name}' or their names, but got ${describe(item)}.`)

const ownerOf = ({ root }: TreeNode): string => (root === null ? 'no trajectory' : `'${root.name}'`)

/** One item or several as a list. */
export function listOfItems(traj: TrajectoryTree, items: Item | Iterable<Item>): Item[] {
  if (typeof items === 'string' || items instanceof TreeNode) return [items]
  if (typeof items === 'object' && items !== null && Symbol.iterator in items) return [...items]
  throw noItem(traj, items)
}

function nodesOf(traj: TrajectoryTree, items: Item | Iterable<Item>): TreeNode[] {
  return listOfItems(traj, items).map((item) => {
    const node = typeof item === 'string' ? traj.get(item) : item
    if (!(node instanceof TreeNode)) throw noItem(traj, node)
    if (node.root === traj) return node
    throw new InvalidTypeError(`'${node.fullName}' is no node of '${traj.name}' but of ${ownerOf(node)}.`)
  })
}

const messageFor = (node: TreeNode, options: object, leafKeys: readonly string[], groupKeys: readonly string[]) =>
  node.isLeaf
    ? ([`LEAF`, node, pick(options, leafKeys)] as const)
    : ([`GROUP`, node, pick(options, groupKeys)] as const)

/** Stores single nodes in one go. */
export async function storeItems(
  traj: TrajectoryTree,
  items: Item | Iterable<Item>,
  options: StoreItemOptions,
): Promise<void> {
  checkOptions(options, [...LEAF_STORE, ...GROUP_STORE, 'nonEmpties'], 'storeItems')
  checkMode(options.storeData, STORE_MODES, 'storeData')
  storedRoot(traj)
  const nodes = nodesOf(traj, items)
  const wanted = options.nonEmpties ? nodes.filter((node) => !(node instanceof LeafNode) || !node.isEmpty()) : nodes
  if (wanted.length === 0) throw new InvalidValueError('There is nothing to store: no items, or empty ones only.')
  const messages: Message[] = wanted.map((node) => messageFor(node, options, LEAF_STORE, GROUP_STORE))
  await traj.service.store('LIST', messages, { trajectoryName: traj.name })
}

/** Loads single nodes in one go; whether there was anything to load. */
export async function loadItems(
  traj: TrajectoryTree,
  items: Item | Iterable<Item>,
  options: LoadItemOptions,
): Promise<boolean> {
  checkOptions(options, [...LEAF_LOAD, ...GROUP_LOAD, 'onlyEmpties'], 'loadItems')
  checkMode(options.loadData, LOAD_MODES, 'loadData')
  if (options.loadOnly !== undefined && options.loadExcept !== undefined) {
    throw new InvalidValueError('Items of a leaf are chosen by loadOnly or by loadExcept, but got both.')
  }
  storedRoot(traj)
  const nodes = nodesOf(traj, items)
  const wanted = options.onlyEmpties ? nodes.filter((node) => !(node instanceof LeafNode) || node.isEmpty()) : nodes
  if (wanted.length === 0) return false
  const messages: Message[] = wanted.map((node) => messageFor(node, options, LEAF_LOAD, GROUP_LOAD))
  await traj.service.load('LIST', messages, { trajectoryName: traj.name })
  return true
}

/** Deletes single nodes, or items of leaves, from the file. */
export async function deleteItems(
  traj: TrajectoryTree,
  items: Item | Iterable<Item>,
  options: DeleteItemOptions,
): Promise<void> {
  checkOptions(options, [...DELETE, 'removeFromTrajectory'], 'deleteItems')
  storedRoot(traj)
  const nodes = nodesOf(traj, items)
  const forService = pick(options, DELETE)
  const messages: Message[] = nodes.map((node) => ['DELETE', node, forService])
  if (messages.length === 0) return
  await traj.service.store('LIST', messages, { trajectoryName: traj.name })
  if (options.deleteOnly !== undefined) return
  for (const node of nodes) {
    markNotStored(node)
    if (options.removeFromTrajectory) node.parent?.dropChild(node.name)
  }
}

export interface DeleteLinkOptions {
  /** Takes the links out of memory too. */
  readonly removeFromTrajectory?: boolean
}

/** Deletes links from the file, by full name. */
export async function deleteLinks(
  traj: TrajectoryTree,
  names: string | Iterable<string>,
  options: DeleteLinkOptions,
): Promise<void> {
  checkOptions(options, ['removeFromTrajectory'], 'deleteLinks')
  storedRoot(traj)
  for (const name of listOfItems(traj, names) as string[]) {
    await traj.service.store('DELETE_LINK', name, { trajectoryName: traj.name })
    const dot = name.lastIndexOf('.')
    const parent = traj.node(name.slice(0, Math.max(0, dot)))
    if (options.removeFromTrajectory && parent instanceof GroupNode) parent.dropLink(name.slice(dot + 1))
  }
}

/** Nothing of it is in the file, from here down. */
export function markNotStored(node: TreeNode): void {
  node.stored = false
  if (node instanceof GroupNode) for (const below of node.nodes({ withLinks: false })) below.stored = false
}

/** Writes leaves anew in place of what the file has of them, and the meta data, by one message. */
export async function replaceStored(traj: TrajectoryTree, leaves: readonly LeafNode[]): Promise<void> {
  if (!traj.stored || leaves.length === 0) return
  const replaced = leaves.map((leaf) => ['LEAF', leaf, { storeData: 'overwrite' }] as const)
  const metaData = ['TRAJECTORY', traj, { onlyInit: true }] as const
  await traj.service.store('LIST', [...replaced, metaData], { trajectoryName: traj.name })
}

/** Takes nodes out of memory. */
export function removeItems(traj: TrajectoryTree, items: Item | Iterable<Item>, options: RemoveOptions): void {
  for (const node of nodesOf(traj, items)) {
    if (node.parent === null)
      throw new InvalidValueError(`'${traj.name}' itself cannot be removed, only what is in it.`)
    node.parent.removeChild(node.name, options)
  }
}
