import { InvalidTypeError } from '../../errors.js'
import type {
  GroupView,
  LeafView,
  NodeView,
  RunInformation,
  RunTableView,
  TrajectoryView,
} from '../../service/nodes.js'
import { runName } from '../../tree/naming.js'
import type { PackedAnnotations, PackedLink, PackedNode, PackedRuns, PackedTree } from './packed-tree.js'
import { packValue } from './values.js'

/** What the overview shows of a value, and of a range. */
const VALUE_TEXT = 64
const RANGE_ITEMS = 351

/** The nodes that a message is about, with or without their data. */
export class Selection {
  readonly nodes = new Map<string, { readonly node: NodeView; readonly withData: boolean }>()
  readonly links = new Map<string, PackedLink>()
  #root: TrajectoryView | null = null
  allRuns = false

  /** The trajectory of the nodes; null when the message is about none. */
  get root(): TrajectoryView | null {
    return this.#root
  }

  /** Takes the node with its data. */
  add(node: NodeView): void {
    this.#belongsTo(rootOf(node))
    if (!node.isRoot) this.nodes.set(node.fullName, { node, withData: true })
  }

  /** Takes the node's name, for messages that do not write it. */
  mention(node: NodeView): void {
    this.#belongsTo(rootOf(node))
    if (!node.isRoot && !this.nodes.has(node.fullName)) this.nodes.set(node.fullName, { node, withData: false })
  }

  /** Takes the node, all below it and the links there. */
  addAll(node: NodeView): void {
    this.add(node)
    if (node.isLeaf) return
    for (const child of (node as GroupView).children()) this.addAll(child)
    for (const [name, target] of (node as GroupView).links()) this.addLink(node.fullName, name, target)
  }

  addLink(parent: string, name: string, target: NodeView): void {
    this.links.set(`${parent}:${name}`, [parent, name, target.fullName])
  }

  #belongsTo(root: TrajectoryView | null): void {
    if (root === null || root === this.#root) return
    if (this.#root !== null) {
      throw new InvalidTypeError(
        `One message is about one trajectory, but got nodes of '${this.#root.name}' and '${root.name}'.`,
      )
    }
    this.#root = root
  }
}

function rootOf(node: NodeView): TrajectoryView | null {
  if (node.isRoot) return node as TrajectoryView
  return (node as NodeView & { readonly root?: TrajectoryView | null }).root ?? null
}

/** A selection as plain data; null when it has no node. Locks the parameters in it, as storing does. */
export function packTree({ root, nodes, links, allRuns }: Selection): PackedTree | null {
  if (root === null && nodes.size === 0) return null
  return {
    root: packRoot(root, allRuns),
    nodes: parentsFirst([...nodes.values()]).map(({ node, withData }) => packNode(node, withData)),
    links: [...links.values()],
    newNodes: root?.newNodes().map(({ fullName }) => fullName) ?? [],
    newLinks:
      root?.newLinks().map(({ parent, name, target }) => [parent.fullName, name, target.fullName] as const) ?? [],
  }
}

const depthOf = ({ fullName }: NodeView): number => fullName.split('.').length

const parentsFirst = <T extends { readonly node: NodeView }>(nodes: T[]): T[] =>
  nodes.sort((a, b) => depthOf(a.node) - depthOf(b.node))

function packRoot(root: TrajectoryView | null, allRuns: boolean): PackedTree['root'] {
  const { name = '', comment = '', stored = false, timestamp = 0, time = '', currentRun = -1 } = root ?? {}
  return {
    ...{ name, comment, stored, timestamp, time, currentRun },
    version: (root as { version?: string } | null)?.version ?? '',
    annotations: root === null ? [] : packAnnotations(root),
    explorations: root === null ? [] : [...root.exploredParameters().keys()],
    runs: root === null ? { length: 0, updated: [], rows: [], names: null } : packRuns(root.runs, allRuns),
  }
}

function packRuns(runs: RunTableView, all: boolean): PackedRuns {
  const { length } = runs
  const updated = runs.updated()
  if (!all) return { length, updated, rows: updated.map((index) => runs.get(index)), names: null }
  const table = Array.from({ length }, (_, index) => runs.get(index))
  const usual = table.every(({ name, idx }) => name === runName(idx))
  return { length, updated, rows: table.filter(isBegun), names: usual ? null : table.map(({ name }) => name) }
}

const isBegun = ({ idx: _, name: __, ...rest }: RunInformation): boolean =>
  Object.values(rest).some((value) => value !== null && value !== false)

function packNode(node: NodeView, withData: boolean): PackedNode {
  const { fullName, storedClassName: className, comment, stored } = node
  return {
    ...{ fullName, className, comment, stored },
    annotations: withData ? packAnnotations(node) : [],
    leaf: node.isLeaf ? packLeaf(node as LeafView, withData) : null,
  }
}

function packLeaf(leaf: LeafView, withData: boolean): PackedNode['leaf'] {
  const { isParameter, isExplored, isLocked } = leaf
  const items = withData ? leaf.toStorage() : new Map<string, never>()
  return {
    ...{ isParameter, isExplored, isLocked },
    isEmpty: leaf.isEmpty(),
    items: Array.from(items, ([name, value]) => [name, packValue(value)] as const),
    flags: withData ? [...leaf.storageFlags()] : [],
    valueText: withData ? leaf.valueText(VALUE_TEXT) : '',
    rangeLength: withData ? leaf.rangeLength() : 0,
    rangeText: withData ? leaf.rangeText(RANGE_ITEMS) : '',
  }
}

const packAnnotations = (node: NodeView): PackedAnnotations =>
  Array.from(node.annotations.entries(), ([name, value]) => [name, packValue(value)] as const)
