import { InvalidTypeError } from '../errors.js'
import { checkOptions, describe, passingOptions } from '../options.js'
import type { TrajectoryView } from '../service/nodes.js'
import type { StorageService } from '../service/storage-service.js'
import {
  type CheckedRanges,
  checkMode,
  checkTrajectoryName,
  type LoadGroupOptions,
  type Natural,
  type RemoveOptions,
  STORE_MODES,
  type StoreGroupOptions,
  type StoreMode,
  storedRoot,
  TreeNode,
} from '../tree/index.js'
import { tryLookUp } from '../tree/lookup.js'
import { loadChild, storeChild } from '../tree/storing.js'
import { type CollectOptions, collect } from './collect.js'
import { addSettings } from './config-leaves.js'
import { copyTrajectory, optionsOf } from './copy.js'
import { defaultService, type ServiceOptions } from './default-service.js'
import { expandParameters, type Ranges } from './explore.js'
import { closeStore, flushStore, type OpenStore, openStore } from './kept-store.js'
import { definedOnly, type LoadOptions, loadMessageOptions, namedOr } from './load-options.js'
import { type MergeOptions, type MergeReport, merge } from './merge.js'
import type { RunColumns } from './run-columns.js'
import {
  type DeleteItemOptions,
  type DeleteLinkOptions,
  deleteItems,
  deleteLinks,
  type Item,
  type LoadItemOptions,
  listOfItems,
  loadItems,
  markNotStored,
  removeItems,
  replaceStored,
  type StoreItemOptions,
  storeItems,
} from './storing.js'
import { TrajectoryRuns } from './trajectory-runs.js'
import type { TreeOptions } from './trajectory-tree.js'

/** Options of a trajectory; those it does not know go to its storage service, which refuses unknown ones. */
export interface TrajectoryOptions extends TreeOptions {
  /** The HDF5 file. */
  readonly filename?: string
  /** Used instead of the HDF5 service. */
  readonly storageService?: StorageService
  readonly [serviceOption: string]: unknown
}

export interface StoreOptions {
  /** Meta data only: no nodes. */
  readonly onlyInit?: boolean
  readonly storeData?: StoreMode
  readonly maxDepth?: number
}

const OWN_OPTIONS = [
  'comment',
  'addTime',
  'wildcards',
  'classes',
  'standardClasses',
  'properties',
  'storageService',
] as const
const STORE_OPTIONS = ['onlyInit', 'storeData', 'maxDepth'] as const
const isItem = (first: unknown): first is Item | Iterable<Item> =>
  typeof first === 'string' || first instanceof TreeNode || Array.isArray(first)

/**
 * A simulation's parameters, runs and results: a tree in memory and in a file.
 * Given the type of its contents (`Trajectory<{ parameters: { tau: number } }>`), `$` knows names and types.
 */
export class Trajectory<Schema extends object = Natural> extends TrajectoryRuns implements TrajectoryView {
  #service: StorageService | null
  readonly #serviceOptions: ServiceOptions

  /** Throws `InvalidValueError` for a name that cannot be, `UnknownOptionError`. */
  constructor(name = 'my_trajectory', options: TrajectoryOptions = {}) {
    const serviceOptions = Object.fromEntries(
      Object.entries(options).filter(([key]) => !(OWN_OPTIONS as readonly string[]).includes(key)),
    )
    super(name, options)
    if (options.storageService !== undefined) checkOptions(serviceOptions, [], 'A trajectory with a service of its own')
    this.#serviceOptions = serviceOptions
    this.#service = options.storageService ?? (Object.keys(serviceOptions).length > 0 ? this.#makeService() : null)
  }

  #makeService(): StorageService {
    const options = { ...this.#serviceOptions, trajectory: { name: this.name } }
    return passingOptions(() => defaultService(options), OWN_OPTIONS, 'Trajectory')
  }

  /** How the trajectory reaches its file; made on first use when none was given. */
  get service(): StorageService {
    this.#service ??= this.#makeService()
    return this.#service
  }

  set service(service: StorageService) {
    this.#service = service
  }

  /** Natural naming: `traj.$.parameters.neuron.tau` reads, assigns, deletes and lists what is below. */
  override get $(): Schema {
    return super.$ as Schema
  }

  // --- storing ------------------------------------------------------------------------------------------------------

  /**
   * Stores everything, or in a run what it has added; with items in front only these.
   * By default nothing that is in the file already is changed.
   */
  override async store(options?: StoreOptions): Promise<void>
  override async store(items: Item | Iterable<Item>, options?: StoreItemOptions): Promise<void>
  override async store(
    first: StoreOptions | Item | Iterable<Item> = {},
    options: StoreItemOptions = {},
  ): Promise<void> {
    if (isItem(first)) return storeItems(this, first, options)
    checkOptions(first as StoreOptions, STORE_OPTIONS, 'store')
    checkMode((first as StoreOptions).storeData, STORE_MODES, 'storeData')
    if (this.isRunning) return this.#storeRun()
    const takeBackSettings = this.stored ? () => {} : addSettings(this)
    try {
      await this.service.store('TRAJECTORY', this, { trajectoryName: this.name, ...first })
    } catch (error) {
      takeBackSettings()
      throw error
    }
    this.stored = true
  }

  async #storeRun(): Promise<void> {
    if (this.newNodes().length === 0 && this.newLinks().length === 0) return
    await this.service.store('SINGLE_RUN', this, { trajectoryName: this.name })
  }

  /** Stores nodes, given themselves or by name. Throws `InvalidValueError` when there is nothing to store. */
  async storeItems(items: Item | Iterable<Item>, options: StoreItemOptions = {}): Promise<void> {
    await storeItems(this, items, options)
  }

  /** Stores the node of a path without shortcuts, and the groups that lead to it. */
  async storeChild(name: string, options: StoreGroupOptions = {}): Promise<void> {
    await storeChild(this, name, options)
  }

  /** Copies the trajectory in the file to another file, `backup_<name>.hdf5` beside it by default; gives its name. */
  async backup(backupFilename?: string): Promise<string> {
    this.forbidInRun('make a backup')
    storedRoot(this)
    const options = backupFilename === undefined ? {} : { backupFilename }
    return (await this.service.store('BACKUP', this, { trajectoryName: this.name, ...options })) as string
  }

  /**
   * Keeps the file open for all that follows, until the store is disposed: `await using store = await traj.openStore()`.
   * Many small requests, above all to shared data, are faster then. Within a store that is open already it does nothing.
   */
  async openStore(): Promise<OpenStore> {
    return openStore(this)
  }

  /** Closes a store that was opened; `ServiceStateError` when none is. */
  async closeStore(): Promise<void> {
    await closeStore(this)
  }

  /** Writes what an open store holds back; `ServiceStateError` when none is. */
  async flushStore(): Promise<void> {
    await flushStore(this)
  }

  // --- loading ------------------------------------------------------------------------------------------------------

  /** Loads the trajectory, by default with parameters and without data of results; with items in front only these. */
  override async load(options?: LoadOptions): Promise<void>
  override async load(items: Item | Iterable<Item>, options?: LoadItemOptions): Promise<void>
  override async load(first: LoadOptions | Item | Iterable<Item> = {}, options: LoadItemOptions = {}): Promise<void> {
    if (!isItem(first)) return this.loadAny(namedOr(this.name, first as LoadOptions))
    await this.loadItems(first, options)
  }

  /** Loads the trajectory of the file that the options say, the newest when they say none. */
  async loadAny(options: LoadOptions = {}): Promise<void> {
    this.forbidInRun('load the trajectory')
    await this.service.load('TRAJECTORY', this, loadMessageOptions(options))
    if (options.asNew) this.#becomeNew()
  }

  /** What was loaded as new can be changed and is in no file. */
  #becomeNew(): void {
    markNotStored(this)
    for (const parameter of this.allParameters()) parameter.unlock()
  }

  /** Loads nodes that are in memory, given themselves or by name; a node that is not yet there needs its path. */
  async loadItems(items: Item | Iterable<Item>, options: LoadItemOptions = {}): Promise<void> {
    const list = listOfItems(this, items)
    const { onlyEmpties, ...unconditional } = options
    const known = list.filter((item) => typeof item !== 'string' || tryLookUp(this, item) !== undefined)
    if (known.length > 0) await loadItems(this, known, onlyEmpties === undefined ? unconditional : options)
    for (const item of list) {
      if (typeof item !== 'string' || known.includes(item)) continue
      const { loadData, recursive, maxDepth, withLinks } = options
      const group = { loadData, recursive, maxDepth, withLinks }
      await this.loadChild(item, definedOnly(group) as LoadGroupOptions)
    }
  }

  /** Loads the node of a path without shortcuts, and the groups that lead to it, and gives it. */
  async loadChild<N extends TreeNode = TreeNode>(name: string, options: LoadGroupOptions = {}): Promise<N> {
    await loadChild(this, name, options)
    return this.get(name, { shortcuts: false }) as N
  }

  /** Takes all nodes of the file into memory without their data. */
  async loadSkeleton(): Promise<void> {
    await this.load({ loadData: 'skeleton', withMetaData: false })
  }

  /**
   * The values of all runs as columns: explored parameters and the named results, read in one pass without taking
   * anything into the tree. `await traj.collect(['z', 'spikes.count'], { where: ({ x }) => x > 1 })`.
   */
  async collect(results: string | readonly string[], options: CollectOptions = {}): Promise<RunColumns> {
    return collect(this, results, options)
  }

  // --- deleting and removing ----------------------------------------------------------------------------------------

  /** Deletes nodes, or items of leaves, from the file. */
  async deleteItems(items: Item | Iterable<Item>, options: DeleteItemOptions = {}): Promise<void> {
    await deleteItems(this, items, options)
  }

  /** Deletes links from the file, by full name. */
  async deleteLinks(names: string | Iterable<string>, options: DeleteLinkOptions = {}): Promise<void> {
    await deleteLinks(this, names, options)
  }

  /** Takes nodes out of memory, given themselves or by name. */
  removeItems(items: Item | Iterable<Item>, options: RemoveOptions = {}): void {
    removeItems(this, items, options)
  }

  // --- as a whole ---------------------------------------------------------------------------------------------------

  /** Whether there are no nodes but config. */
  get isEmpty(): boolean {
    this.forbidInRun('ask whether the trajectory is empty')
    return ![...this.leaves({ withLinks: false })].some((leaf) => leaf.branch !== 'config')
  }

  /** Locks all parameters that have a value. */
  lockParameters(): void {
    this.forbidInRun('lock all parameters')
    for (const parameter of this.allParameters()) if (!parameter.isEmpty()) parameter.lock()
  }

  /**
   * Appends values to the ranges of all explored parameters, in the file too when they are stored; explores when nothing
   * was explored before. Changes all or nothing.
   */
  async expand<Given extends Ranges>(ranges: Given & CheckedRanges<Schema, Given>): Promise<void> {
    this.forbidInRun('expand')
    if (!this.isExplored) return (this as TrajectoryRuns).explore(ranges)
    const before = this.length
    this.restoreDefault()
    const { parameters, undo, length } = expandParameters(this, ranges, this.explorations)
    this.runs.resize(length)
    try {
      await replaceStored(
        this,
        parameters.filter((parameter) => parameter.stored),
      )
    } catch (error) {
      undo()
      this.runs.resize(before)
      throw error
    }
  }

  /**
   * Completes the current run, stores what it has added and its row, and takes that out of memory.
   * The run stays the current one. Does nothing when none was started.
   */
  async finalizeRun(options: { store?: boolean; cleanUp?: boolean } = {}): Promise<void> {
    checkOptions(options, ['store', 'cleanUp'], 'finalizeRun')
    if (!this.isRunning) return
    this.completeRun()
    try {
      if (options.store ?? true) await this.service.store('SINGLE_RUN', this, { trajectoryName: this.name })
    } catch (error) {
      this.reopenRun()
      throw error
    } finally {
      this.leaveRun({ cleanUp: options.cleanUp ?? true })
    }
  }

  /** Renames the trajectory and points it to another place, which may have it already (`inStore`). */
  migrate(options: { name?: string; inStore?: boolean } & TrajectoryOptions = {}): void {
    this.forbidInRun('migrate')
    const { name = this.name, inStore = false, storageService, ...serviceOptions } = options
    checkTrajectoryName(name)
    const moves = storageService !== undefined || Object.keys(serviceOptions).length > 0
    const moved = { ...serviceOptions, trajectory: { name } }
    const makeService = () =>
      passingOptions(() => defaultService(moved), ['name', 'inStore', 'storageService'], 'migrate')
    const service = storageService ?? (moves ? makeService() : null)
    this.rename(name)
    if (service !== null) this.#service = service
    if (!inStore) markNotStored(this)
    this.stored = inStore
  }

  /** A trajectory of its own with the same nodes, data, runs and service. */
  copy(options: { withLinks?: boolean } = {}): Trajectory<Schema> {
    checkOptions(options, ['withLinks'], 'copy')
    const twin = new Trajectory<Schema>(this.name, optionsOf(this))
    copyTrajectory(this, twin, options.withLinks ?? true)
    return twin
  }

  /** Joins the runs of another trajectory to this one, see `MergeOptions`. */
  async merge(other: Trajectory<object>, options: MergeOptions = {}): Promise<MergeReport> {
    this.forbidInRun('merge')
    if (!(other instanceof Trajectory)) {
      throw new InvalidTypeError(`Only trajectories are merged, but got ${describe(other)}.`)
    }
    return merge(this, other, options)
  }
}
