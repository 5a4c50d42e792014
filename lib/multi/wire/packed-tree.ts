import type { RunInformation } from '../../service/nodes.js'
import type { Packable } from './pack.js'

/**
 * A part of a trajectory as plain data: what a message is about, and nothing that it is not about. Nodes are named by
 * their full names; groups on the way that are not listed are bare.
 */
export interface PackedTree {
  readonly root: PackedRoot
  /** Parents before children, children in order. */
  readonly nodes: readonly PackedNode[]
  readonly links: readonly PackedLink[]
  /** Full names of what the current run has added, in order. */
  readonly newNodes: readonly string[]
  readonly newLinks: readonly PackedLink[]
}

export interface PackedRoot {
  readonly name: string
  readonly comment: string
  readonly stored: boolean
  readonly timestamp: number
  readonly time: string
  readonly version: string
  readonly annotations: PackedAnnotations
  readonly explorations: readonly string[]
  readonly currentRun: number
  readonly runs: PackedRuns
}

export interface PackedRuns {
  readonly length: number
  /** Indices of rows that the file lacks. */
  readonly updated: readonly number[]
  /** Rows that are more than a name. */
  readonly rows: readonly RunInformation[]
  /** All names, when they are not the usual ones. */
  readonly names: readonly string[] | null
}

export interface PackedNode {
  readonly fullName: string
  readonly className: string | null
  readonly comment: string
  readonly stored: boolean
  readonly annotations: PackedAnnotations
  /** Null for a group. */
  readonly leaf: PackedLeaf | null
}

export interface PackedLeaf {
  readonly isParameter: boolean
  readonly isExplored: boolean
  readonly isLocked: boolean
  readonly isEmpty: boolean
  readonly items: readonly (readonly [name: string, value: Packable])[]
  readonly flags: readonly (readonly [name: string, flag: string])[]
  readonly valueText: string
  readonly rangeLength: number
  readonly rangeText: string
}

export type PackedAnnotations = readonly (readonly [name: string, value: Packable])[]

/** Full names. */
export type PackedLink = readonly [parent: string, name: string, target: string]
