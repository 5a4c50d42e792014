import { DataNotInStorageError, InvalidTypeError, NoSuchServiceError, ServiceStateError } from '../../lib/errors.js'
import type { GroupView, LeafView, NodeView, TrajectoryView } from '../../lib/service/nodes.js'
import type { MessageOptions, StorageService } from '../../lib/service/storage-service.js'
import { MemoryFile, type StoredTrajectory } from './memory-file.js'
import { type LoadMode, loadBelow, loadNode, loadRoot } from './memory-load.js'
import { type StoreMode, storeBelow, storeMeta, storeNode } from './memory-store.js'

type Handler = (service: MemoryService, subject: never, options: MessageOptions) => unknown

/** A storage service without a file: keeps what nodes give, with the modes and marks of the real one. */
export class MemoryService implements StorageService {
  readonly multiprocSafe = false
  readonly file: MemoryFile
  isOpen = false
  /** Messages in order, for tests that look at the flow. */
  readonly log: string[] = []
  /** Throws when the message comes, once. */
  failOn: string | null = null

  /** Where other files are found by name. */
  readonly #disk: Map<string, MemoryFile>
  readonly filename: string

  constructor(file = new MemoryFile(), filename = 'memory', disk = new Map<string, MemoryFile>()) {
    this.file = file
    this.filename = filename
    this.#disk = disk.set(filename, file)
  }

  /** The service's own file, or the one that a message names. */
  fileNamed(filename: unknown): MemoryFile {
    return filename === undefined ? this.file : this.#disk.get(filename as string)!
  }

  async store(message: string, subject?: unknown, options: MessageOptions = {}): Promise<unknown> {
    this.#count(message)
    const handler = storeHandlers[message]
    if (handler === undefined) throw new NoSuchServiceError(`There is no message '${message}'.`)
    return handler(this, subject as never, options)
  }

  async load(message: string, subject?: unknown, options: MessageOptions = {}): Promise<unknown> {
    this.#count(`load ${message}`)
    const handler = loadHandlers[message]
    if (handler === undefined) throw new NoSuchServiceError(`There is no message '${message}'.`)
    return handler(this, subject as never, options)
  }

  #count(message: string): void {
    this.log.push(message)
    if (this.failOn !== message) return
    this.failOn = null
    throw new ServiceStateError(`The message ${message} fails as it was told to.`)
  }

  find(options: MessageOptions): StoredTrajectory {
    const names = [...this.file.trajectories.keys()]
    const { trajectoryName, trajectoryIndex } = options
    const name = trajectoryIndex === undefined ? (trajectoryName ?? names.at(-1)) : names.sort().at(trajectoryIndex)
    const stored = name === undefined ? undefined : this.file.trajectories.get(name)
    if (stored === undefined) throw new DataNotInStorageError(`There is no trajectory '${trajectoryName}'.`)
    return stored
  }
}

const mode = (options: MessageOptions) => (options.storeData ?? 'data') as StoreMode
const loadMode = (options: MessageOptions) => (options.loadData ?? 'data') as LoadMode
const depth = (options: MessageOptions) => (options.maxDepth ?? Number.POSITIVE_INFINITY) as number

const storeHandlers: Record<string, Handler> = {
  TRAJECTORY: (service, traj: TrajectoryView, options) => {
    if (!traj.stored && service.file.trajectories.has(traj.name)) {
      throw new ServiceStateError(`'${traj.name}' exists already.`)
    }
    const stored = storeMeta(service.file, traj)
    if (!options.onlyInit) storeBelow(stored, traj, mode(options), depth(options))
    traj.stored = true
  },
  SINGLE_RUN: (service, traj: TrajectoryView, options) => {
    const stored = service.find(options)
    for (const node of traj.newNodes()) {
      if (!node.stored) storeNode(stored, node, 'data')
    }
    for (const { parent, name, target } of traj.newLinks()) stored.links.set(pathOf(parent, name), target.fullName)
    storeMeta(service.file, traj)
  },
  LEAF: (service, leaf: LeafView, options) => {
    const all = options.overwrite === true || mode(options) === 'overwrite'
    storeNode(service.find(options), leaf, all ? 'overwrite' : mode(options), options.overwrite as string[] | undefined)
  },
  GROUP: (service, group: GroupView, options) => {
    const stored = service.find(options)
    storeNode(stored, group, mode(options))
    if (options.recursive) storeBelow(stored, group, mode(options), depth(options))
  },
  TREE: (service, parent: GroupView, options) => {
    const stored = service.find(options)
    let node: NodeView = parent
    for (const part of String(options.child).split('.')) {
      node = (node as GroupView).child(part)!
      storeNode(stored, node, mode(options))
    }
    if (options.recursive && !node.isLeaf) storeBelow(stored, node as GroupView, mode(options), depth(options))
  },
  LIST: async (service, list: [string, unknown, MessageOptions?][], options) => {
    for (const [message, subject, own] of list) await service.store(message, subject, { ...options, ...own })
  },
  DELETE: (service, node: NodeView, options) => {
    const stored = service.find(options)
    if (!stored.nodes.has(node.fullName)) throw new DataNotInStorageError(`'${node.fullName}' is not stored.`)
    if (options.deleteOnly !== undefined) {
      for (const item of [options.deleteOnly].flat() as string[]) {
        stored.nodes.get(node.fullName)!.items.delete(item)
        if (options.removeFromItem) (node as LeafView).dropItem(item)
      }
      return
    }
    const names = service.file.below(stored, node.fullName)
    if (names.length > 1 && !options.recursive) throw new InvalidTypeError(`'${node.fullName}' has children.`)
    for (const name of names) stored.nodes.delete(name)
  },
  DELETE_LINK: (service, name: string, options) => {
    if (!service.find(options).links.delete(name)) throw new DataNotInStorageError(`There is no link '${name}'.`)
  },
  BACKUP: () => {},
  PREPARE_MERGE: (service, traj: TrajectoryView, options) => {
    const stored = storeMeta(service.file, traj)
    for (const name of options.changedParameters as string[]) stored.nodes.delete(name)
  },
  MERGE: (service, _: null, options) => {
    const stored = service.find(options)
    const { trajectories } = service.fileNamed(options.otherFilename)
    const other = trajectories.get(options.otherTrajectoryName as string)!
    for (const [from, to] of Object.entries(options.renames as Record<string, string>)) {
      const parts = to.split('.')
      for (let i = 1; i < parts.length; i++) {
        const parent = parts.slice(0, i).join('.')
        if (!stored.nodes.has(parent)) stored.nodes.set(parent, { ...BARE, annotations: new Map(), items: new Map() })
      }
      stored.nodes.set(to, other.nodes.get(from)!)
      if (options.moveNodes) other.nodes.delete(from)
    }
    if (options.deleteTrajectory) trajectories.delete(options.otherTrajectoryName as string)
  },
  OPEN_FILE: (service) => {
    service.isOpen = true
  },
  CLOSE_FILE: (service) => {
    service.isOpen = false
  },
  FLUSH: () => {},
}

const BARE = { isLeaf: false, className: null, comment: '' }

const pathOf = (parent: NodeView, name: string) => (parent.fullName === '' ? name : `${parent.fullName}.${name}`)

const loadHandlers: Record<string, Handler> = {
  TRAJECTORY: (service, traj: TrajectoryView, options) => loadRoot(service.find(options), traj, options),
  LEAF: (service, leaf: LeafView, options) => {
    const only = options.loadOnly === undefined ? undefined : ([options.loadOnly].flat() as string[])
    loadNode(service.find(options), leaf, loadMode(options), only)
  },
  GROUP: (service, group: GroupView, options) => {
    const stored = service.find(options)
    loadNode(stored, group, loadMode(options))
    if (options.recursive) loadBelow(stored, group, loadMode(options), depth(options))
  },
  TREE: (service, parent: GroupView, options) => {
    const stored = service.find(options)
    let node: NodeView = parent
    for (const part of String(options.child).split('.')) {
      const name = pathOf(node, part)
      const found = stored.nodes.get(name)
      if (found === undefined) throw new DataNotInStorageError(`'${name}' is not stored.`)
      const group: GroupView = node as GroupView
      node =
        group.child(part) ??
        (found.isLeaf ? group.loadLeaf(part, found.className!) : group.loadGroup(part, found.className))
      loadNode(stored, node, loadMode(options))
    }
    if (options.recursive && !node.isLeaf) loadBelow(stored, node as GroupView, loadMode(options), depth(options))
  },
  LIST: async (service, list: [string, unknown, MessageOptions?][], options) => {
    for (const [message, subject, own] of list) await service.load(message, subject, { ...options, ...own })
  },
}
