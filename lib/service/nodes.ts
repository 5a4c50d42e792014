import type { Value } from '../values/index.js'

/**
 * What the storage service needs of a tree. The tree's classes implement these interfaces; the service imports no tree.
 * Everything here is about memory: nothing in this file touches storage.
 */

export interface AnnotationsView {
  readonly size: number
  entries(): Iterable<[name: string, value: Value]>
  has(name: string): boolean
  /** Sets without any check on who may. */
  load(name: string, value: Value): void
  clear(): void
}

export interface NodeView {
  readonly isLeaf: boolean
  readonly isRoot: boolean
  readonly name: string
  /** Dotted, without the root: '' for the root. */
  readonly fullName: string
  /** Of a leaf its class; of a group its class if it is not one of the standard ones, else null. */
  readonly storedClassName: string | null
  /** Settable by the service at any time, also in run mode. */
  comment: string
  /** Whether the node is in the file. */
  stored: boolean
  readonly annotations: AnnotationsView
}

export interface LeafView extends NodeView {
  readonly isLeaf: true
  readonly isParameter: boolean
  /** Has a range (parameters only). */
  readonly isExplored: boolean
  readonly isLocked: boolean
  /** Whether memory has less than the file, which must lose it when the leaf is stored: a range was dropped. */
  isReduced?: boolean
  isEmpty(): boolean
  /** Drops the data; `ParameterLockedError` when locked. */
  empty(): void
  /** Items by name, in order; names with dots go into nested groups. Locks a parameter. */
  toStorage(): Map<string, Value>
  /** Storage flags that the leaf wants for some items. */
  storageFlags(): ReadonlyMap<string, string>
  /**
   * Takes loaded items: the whole content, or with `merge` some items of it that join what is there.
   * Locks a parameter; `ParameterLockedError` when it is locked.
   */
  fromStorage(items: ReadonlyMap<string, Value>, options?: { merge?: boolean }): void
  /** Drops one stored item from memory; false if there is none. */
  dropItem(name: string): boolean
  /** Text form of the value(s), for the `value` column: a parameter's default, a result's `item=value, …`. */
  valueText(maxLength: number): string
  /** Number of values and the text forms of the first of them (explored parameters). */
  rangeLength(): number
  rangeText(maxItems: number): string
}

export interface GroupView extends NodeView {
  readonly isLeaf: false
  /** Groups and leaves in order of insertion, no links. */
  children(): Iterable<NodeView>
  child(name: string): NodeView | undefined
  links(): Iterable<[name: string, target: NodeView]>
  link(name: string): NodeView | undefined
  /**
   * Makes a child as it was in a file; the standard class of the branch when `className` is null.
   * An unknown class is `InvalidTypeError`.
   */
  loadGroup(name: string, className: string | null): GroupView
  loadLeaf(name: string, className: string): LeafView
  loadLink(name: string, target: NodeView): void
  /** Takes the child and everything below out of memory. */
  dropChild(name: string): void
  dropLink(name: string): void
}

/** One run as it stands in `overview/runs`; null where the run has not come that far. */
export interface RunInformation {
  readonly idx: number
  readonly name: string
  readonly time: string | null
  readonly timestamp: number | null
  readonly finishTimestamp: number | null
  readonly runtime: string | null
  readonly parameterSummary: string | null
  readonly shortEnvironmentHexsha: string | null
  readonly completed: boolean
}

/** The run table in memory: columns, so that 10^6 runs cost no 10^6 objects. Row index = run index. */
/** A run as the file has it: its name follows from its index. */
export type StoredRun = Omit<RunInformation, 'idx' | 'name'>

export interface RunTableView {
  readonly length: number
  get(index: number): RunInformation
  /** Indices of rows that changed since the file last had them, ascending. */
  updated(): readonly number[]
  /** The file has these now. */
  markStored(indices: readonly number[]): void
  /** Replaces everything by the `length` rows that a file holds, one at a time; nothing is marked updated. */
  load(rows: Iterable<StoredRun>, length: number): void
  /** Makes `length` rows of runs that have not started. */
  reset(length: number): void
}

/** The root: a trajectory. */
export interface TrajectoryView extends GroupView {
  readonly isRoot: true
  readonly timestamp: number
  /** `YYYY_MM_DD_HHhMMmSSs`, local time. */
  readonly time: string
  readonly runs: RunTableView
  /** Full names of the explored parameters, in order of exploration; `null` for one that is not in memory. */
  exploredParameters(): ReadonlyMap<string, LeafView | null>
  /** Nodes and links added since the current run started, in order. */
  newNodes(): readonly NodeView[]
  newLinks(): readonly { readonly parent: GroupView; readonly name: string; readonly target: NodeView }[]
  /** Index of the current run, -1 outside of one. */
  readonly currentRun: number
  /** Translates a full name's run parts, see the wildcards: 'run_00000003' → its index; -1 for a dummy; null for none. */
  runIndexOf(namePart: string): number | null
  node(fullName: string): NodeView | undefined
  /** Takes over what the file says of the trajectory. */
  loadIdentity(identity: {
    readonly name: string
    readonly timestamp: number
    readonly time: string
    readonly comment: string
    readonly version: string
    readonly python: string
  }): void
  loadExplorations(fullNames: readonly string[]): void
}
