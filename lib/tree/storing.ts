import { InvalidTypeError, InvalidValueError } from '../errors.js'
import { checkOptions, describe } from '../options.js'
import type { GroupNode } from './group-node.js'
import { quoted, type TreeNode } from './node.js'
import type { RootNode } from './root-node.js'

export const STORE_MODES = ['nothing', 'skip', 'data', 'overwrite'] as const
/** What storing does to data that is there: see the four modes of the storage service. */
export type StoreMode = (typeof STORE_MODES)[number]

export const LOAD_MODES = ['nothing', 'skeleton', 'data', 'overwrite'] as const
/** How much of a node loading takes into memory. */
export type LoadMode = (typeof LOAD_MODES)[number]

export interface StoreGroupOptions {
  readonly recursive?: boolean
  readonly storeData?: StoreMode
  readonly maxDepth?: number
  readonly withLinks?: boolean
}

export interface LoadGroupOptions {
  readonly recursive?: boolean
  readonly loadData?: LoadMode
  readonly maxDepth?: number
  readonly withLinks?: boolean
}

const STORE_OPTIONS = ['recursive', 'storeData', 'maxDepth', 'withLinks'] as const
const LOAD_OPTIONS = ['recursive', 'loadData', 'maxDepth', 'withLinks'] as const

/** Throws `InvalidValueError` when `mode` is given and none of `modes`. */
export function checkMode(mode: unknown, modes: readonly string[], what: string): void {
  if (mode !== undefined && !modes.includes(mode as string)) {
    throw new InvalidValueError(`${what} is one of ${modes.join(', ')}, but got ${describe(mode)}.`)
  }
}

/** Single nodes reach the file only once the trajectory is there. */
export function storedRoot(node: TreeNode): RootNode {
  const root = node.treeRoot
  if (!root.stored) {
    throw new InvalidTypeError(`The trajectory '${root.name}' was never stored: call its store() first.`)
  }
  return root
}

export async function storeGroup(group: GroupNode, options: StoreGroupOptions): Promise<void> {
  checkOptions(options, STORE_OPTIONS, 'store')
  checkMode(options.storeData, STORE_MODES, 'storeData')
  const root = storedRoot(group)
  await root.service.store('GROUP', group, { trajectoryName: root.name, recursive: true, ...options })
}

export async function loadGroup(group: GroupNode, options: LoadGroupOptions): Promise<void> {
  checkOptions(options, LOAD_OPTIONS, 'load')
  checkMode(options.loadData, LOAD_MODES, 'loadData')
  const root = storedRoot(group)
  await root.service.load('GROUP', group, { trajectoryName: root.name, recursive: true, ...options })
}

/** Stores what a path without shortcuts leads to, and with it the groups on the way. */
export async function storeChild(group: GroupNode, name: string, options: StoreGroupOptions): Promise<void> {
  checkOptions(options, STORE_OPTIONS, 'storeChild')
  checkMode(options.storeData, STORE_MODES, 'storeData')
  const root = storedRoot(group)
  const child = childPath(group, name)
  if (!group.contains(child)) throw new InvalidValueError(`There is no child '${name}' to store in ${quoted(group)}.`)
  await root.service.store('TREE', group, { trajectoryName: root.name, child, ...options })
}

/** Loads what a path without shortcuts leads to in the file, and with it the groups on the way. */
export async function loadChild(group: GroupNode, name: string, options: LoadGroupOptions): Promise<void> {
  checkOptions(options, LOAD_OPTIONS, 'loadChild')
  checkMode(options.loadData, LOAD_MODES, 'loadData')
  const root = storedRoot(group)
  await root.service.load('TREE', group, { trajectoryName: root.name, child: childPath(group, name), ...options })
}

const childPath = (group: GroupNode, name: string): string => {
  const root = group.treeRoot
  return name
    .split('.')
    .map((part) => root.translate(part))
    .join('.')
}
