import { UnsupportedError } from '../../errors.js'
import type {
  AnnotationsView,
  GroupView,
  LeafView,
  NodeView,
  RunInformation,
  RunTableView,
  TrajectoryView,
} from '../../service/nodes.js'
import { runName } from '../../tree/naming.js'
import type { Value } from '../../values/index.js'
import type { PackedLeaf, PackedNode, PackedRoot, PackedRuns } from './packed-tree.js'
import { unpackValue } from './values.js'

/** Nodes that came in a message: what the storage service needs of a tree in order to store it, and nothing else. */

export class AnnotationsInMessage implements AnnotationsView {
  readonly #values: Map<string, Value>

  constructor(packed: PackedNode['annotations']) {
    this.#values = new Map(packed.map(([name, value]) => [name, unpackValue(value)]))
  }

  get size(): number {
    return this.#values.size
  }

  entries = (): Iterable<[string, Value]> => this.#values.entries()
  has = (name: string): boolean => this.#values.has(name)
  load = (name: string, value: Value): void => void this.#values.set(name, value)
  clear = (): void => this.#values.clear()
}

const BARE = { className: null, comment: '', stored: false, annotations: [] }

abstract class NodeInMessage implements NodeView {
  abstract readonly isLeaf: boolean
  readonly isRoot: boolean = false
  readonly name: string
  readonly fullName: string
  readonly storedClassName: string | null
  comment: string
  stored: boolean
  readonly annotations: AnnotationsInMessage
  root: RootInMessage | null = null

  constructor(fullName: string, packed: Pick<PackedNode, 'className' | 'comment' | 'stored' | 'annotations'>) {
    this.fullName = fullName
    this.name = fullName.slice(fullName.lastIndexOf('.') + 1)
    this.storedClassName = packed.className
    this.comment = packed.comment
    this.stored = packed.stored
    this.annotations = new AnnotationsInMessage(packed.annotations)
  }
}

export class LeafInMessage extends NodeInMessage implements LeafView {
  readonly isLeaf = true as const
  readonly isParameter: boolean
  readonly isExplored: boolean
  readonly isLocked: boolean
  /** Items that the service has dropped. */
  readonly dropped: string[] = []
  readonly #packed: PackedLeaf
  readonly #items: Map<string, Value>

  constructor(packed: PackedNode, leaf: PackedLeaf) {
    super(packed.fullName, packed)
    this.isParameter = leaf.isParameter
    this.isExplored = leaf.isExplored
    this.isLocked = leaf.isLocked
    this.#packed = leaf
    this.#items = new Map(leaf.items.map(([name, value]) => [name, unpackValue(value)]))
  }

  isEmpty = (): boolean => this.#packed.isEmpty
  toStorage = (): Map<string, Value> => new Map(this.#items)
  storageFlags = (): ReadonlyMap<string, string> => new Map(this.#packed.flags)
  valueText = (maxLength: number): string => this.#packed.valueText.slice(0, maxLength)
  rangeLength = (): number => this.#packed.rangeLength
  rangeText = (): string => this.#packed.rangeText

  dropItem(name: string): boolean {
    this.dropped.push(name)
    return this.#items.delete(name)
  }

  empty(): never {
    throw forStoringOnly(this)
  }

  fromStorage(): never {
    throw forStoringOnly(this)
  }
}

export class GroupInMessage extends NodeInMessage implements GroupView {
  readonly isLeaf = false as const
  readonly #children = new Map<string, NodeInMessage>()
  readonly #links = new Map<string, NodeInMessage>()

  constructor(fullName: string, packed: Pick<PackedNode, 'className' | 'comment' | 'stored' | 'annotations'> = BARE) {
    super(fullName, packed)
  }

  children = (): Iterable<NodeInMessage> => this.#children.values()
  child = (name: string): NodeInMessage | undefined => this.#children.get(name)
  links = (): Iterable<[string, NodeInMessage]> => this.#links.entries()
  link = (name: string): NodeInMessage | undefined => this.#links.get(name)

  put(child: NodeInMessage): void {
    this.#children.set(child.name, child)
  }

  putLink(name: string, target: NodeInMessage): void {
    this.#links.set(name, target)
  }

  loadGroup(): never {
    throw forStoringOnly(this)
  }

  loadLeaf(): never {
    throw forStoringOnly(this)
  }

  loadLink(): never {
    throw forStoringOnly(this)
  }

  dropChild(): never {
    throw forStoringOnly(this)
  }

  dropLink(): never {
    throw forStoringOnly(this)
  }
}

export interface LinkInMessage {
  readonly parent: GroupInMessage
  readonly name: string
  readonly target: NodeInMessage
}

export class RootInMessage extends GroupInMessage implements TrajectoryView {
  override readonly isRoot = true as const
  override readonly name: string
  readonly timestamp: number
  readonly time: string
  readonly runs: RunsInMessage
  readonly currentRun: number
  readonly #explorations: readonly string[]
  readonly #newNodes: NodeView[] = []
  readonly #newLinks: LinkInMessage[] = []
  /** Of all nodes of the message. */
  readonly byName = new Map<string, LeafInMessage | GroupInMessage>()

  constructor(packed: PackedRoot) {
    super('', { className: null, comment: packed.comment, stored: packed.stored, annotations: packed.annotations })
    this.name = packed.name
    this.timestamp = packed.timestamp
    this.time = packed.time
    this.runs = new RunsInMessage(packed.runs)
    this.currentRun = packed.currentRun
    this.#explorations = packed.explorations
    this.byName.set('', this)
  }

  noteNew(node: NodeView): void {
    this.#newNodes.push(node)
  }

  noteNewLink(link: LinkInMessage): void {
    this.#newLinks.push(link)
  }

  exploredParameters = (): ReadonlyMap<string, LeafView | null> =>
    new Map(this.#explorations.map((name) => [name, null]))
  newNodes = (): readonly NodeView[] => this.#newNodes
  newLinks = (): readonly LinkInMessage[] => this.#newLinks
  node = (fullName: string): NodeView | undefined => this.byName.get(fullName)
  runIndexOf = (): null => null

  loadIdentity(): never {
    throw forStoringOnly(this)
  }

  loadExplorations(): never {
    throw forStoringOnly(this)
  }
}

export class RunsInMessage implements RunTableView {
  readonly length: number
  /** Indices that the file has now. */
  readonly stored: number[] = []
  readonly #names: readonly string[] | null
  readonly #rows: ReadonlyMap<number, RunInformation>
  #updated: readonly number[]

  constructor({ length, updated, rows, names }: PackedRuns) {
    this.length = length
    this.#updated = updated
    this.#rows = new Map(rows.map((row) => [row.idx, row]))
    this.#names = names
  }

  get = (index: number): RunInformation =>
    this.#rows.get(index) ?? blankRun(index, this.#names?.[index] ?? runName(index))
  updated = (): readonly number[] => this.#updated

  markStored(indices: readonly number[]): void {
    const done = new Set(indices)
    this.#updated = this.#updated.filter((index) => !done.has(index))
    this.stored.push(...indices)
  }

  load(): never {
    throw new UnsupportedError('Runs that came in a message are for storing only.')
  }

  reset(): never {
    throw new UnsupportedError('Runs that came in a message are for storing only.')
  }
}

const blankRun = (idx: number, name: string): RunInformation => ({
  ...{ idx, name, time: null, timestamp: null, finishTimestamp: null, runtime: null },
  ...{ parameterSummary: null, shortEnvironmentHexsha: null, completed: false },
})

const forStoringOnly = ({ fullName }: NodeView): UnsupportedError =>
  new UnsupportedError(`'${fullName}' came in a message: such nodes are for storing only.`)
