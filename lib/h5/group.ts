import { CorruptError, InvalidValueError, ReadOnlyError, UnsafeError } from '../errors.js'
import { checkOptions } from '../options.js'
import type { CArray, EArray, HArray } from './array.js'
import { withGiven } from './attribute-input.js'
import { nativePlan, plannedBytes } from './carry-out.js'
import { type ChildrenOptions, childrenOf, isByCreation, type Order } from './children.js'
import {
  type ArrayOptions,
  arrayCreation,
  type CArrayOptions,
  type CreateOptions,
  type Creation,
  carrayCreation,
  type EArrayOptions,
  earrayCreation,
  optionNames,
  type TableOptions,
  tableCreation,
  type VLArrayOptions,
  vlarrayCreation,
} from './create.js'
import type { ArrayInput } from './elements.js'
import { type Filters, resolveFilters, unpackFilters } from './filters.js'
import { type Link, linkOf } from './links.js'
import { ListedGroup } from './listed-group.js'
import type { ChildInfo, NativeGroup, NativePlan } from './native.js'
import { joinPath, Node } from './node.js'
import { offload } from './offload.js'
import { openChild } from './open-node.js'
import { leadsThrough, requireChild, splitPath, withGroup } from './path.js'
import type { Plan, Stored } from './plan.js'
import { groupAttributes } from './pytables.js'
import { type ReadStoredOptions, readStored } from './read-stored.js'
import { datasetCreation } from './specs.js'
import type { Table } from './table.js'
import type { VLArray } from './vlarray.js'
import { type WalkOptions, walk } from './walk.js'

/** A group: names and what they stand for. Paths are relative to it; those that begin with '/' too. */
export class Group extends Node<NativeGroup> {
  readonly kind = 'Group'
  /** Read once: they are asked for with every new node. */
  #filters: Filters | undefined

  /** Names of all children, in byte order or, where the file has it, in the order of creation. */
  names(options: { order?: Order } = {}): string[] {
    checkOptions(options, ['order'], 'names')
    return this.native.names(isByCreation(options.order))
  }

  /** Whether a path leads somewhere; dangling links do not, and nothing is behind an external link that is not followed. */
  has(path: string): boolean {
    const names = splitPath(path)
    let group = this.native
    try {
      for (const [depth, name] of names.entries()) {
        const kind = group.kindOf(name)
        if (kind === null || kind === 'unknown') return false
        if (depth === names.length - 1) return kind !== 'softlink' || leads(group, name)
        if (kind === 'dataset' || kind === 'datatype' || (kind !== 'group' && !opensAsGroup(group, name))) return false
        const next = group.openGroup(name)
        if (group !== this.native) group.close()
        group = next
      }
      return true
    } finally {
      if (group !== this.native) group.close()
    }
  }

  /** Opens a node; `NotFoundError`, or `InvalidTypeError` for a path through a dataset. */
  get(path: string): Node {
    const names = splitPath(path)
    const name = names.pop()
    if (name === undefined) return this
    return withGroup(this.file, this, names, (parent, parentPath) =>
      openChild(this.file, parent, name, joinPath(parentPath, name)),
    )
  }

  /** The link of that name; undefined for a node or nothing. */
  link(path: string): Link | undefined {
    const names = splitPath(path)
    const name = names.pop() ?? ''
    return withGroup(this.file, this, names, (parent, parentPath) => {
      const [child] = parent.list({ names: [name] })
      return child && linkOf(joinPath(parentPath, name), child)
    })
  }

  /** What the children are, without opening them; `attributes` and `datasets` add these. */
  list(
    options: { attributes?: boolean; datasets?: boolean; names?: readonly string[]; order?: Order } = {},
  ): ChildInfo[] {
    const { order, ...listed } = options
    return this.native.list(
      isByCreation(order) && !listed.names ? { ...listed, names: this.native.names(true) } : listed,
    )
  }

  /** Children as open nodes or links, one at a time; indexes that PyTables made of tables are left out. */
  [Symbol.iterator](): Generator<Node | Link> {
    return this.children()
  }

  /** As iterating, in the order and with the indexes that are asked for. */
  children(options: ChildrenOptions = {}): Generator<Node | Link> {
    return childrenOf(this, options)
  }

  /** Everything below, parents first. Each node is open for its turn only; keep one by its path. */
  walk(options: WalkOptions = {}): Generator<Node | Link> {
    return walk(this, options)
  }

  /** The filters that new children get: PyTables' FILTERS, else those of the file. */
  get filters(): Filters {
    this.#filters ??= this.#storedFilters()
    return this.#filters
  }

  #storedFilters(): Filters {
    const packed = this.attributes.get('FILTERS')
    return typeof packed === 'number' ? unpackFilters(packed) : this.file.filters
  }

  set filters(filters: Partial<Filters>) {
    this.#checkWritable('change', this.path)
    this.native.setAttributes(groupAttributes('', resolveFilters(filters)).filter(([name]) => name === 'FILTERS'))
    this.#filters = undefined
  }

  // --- creating -----------------------------------------------------------------------------------------------------

  /** Makes a group; missing ones on the way are made too. `ExistsError` when there is one. */
  createGroup(path: string, options: CreateOptions & { filters?: Partial<Filters> } = {}): Group {
    checkOptions(options, [...optionNames.group, 'filters'], 'createGroup')
    const filters = options.filters ? resolveFilters(options.filters) : this.filters
    const attributes = withGiven(groupAttributes(options.title ?? '', filters), options.attributes)
    return this.#place(path, (parent, name, full) => new Group(this.file, full, parent.createGroup(name, attributes)))
  }

  /** The group of that path, made if it is missing. */
  requireGroup(path: string): Group {
    const names = splitPath(path)
    return withGroup(
      this.file,
      this,
      names.slice(0, -1),
      (parent, parentPath) => {
        const name = names.at(-1)
        if (name === undefined) return this
        const full = joinPath(parentPath, name)
        if (parent.kindOf(name) !== null) return expectGroup(openChild(this.file, parent, name, full))
        return new Group(this.file, full, parent.createGroup(name, groupAttributes('', this.filters)))
      },
      this.#createOnTheWay,
    )
  }

  /** A contiguous array of the data's shape and type. */
  createArray(path: string, data: ArrayInput, options: ArrayOptions = {}): HArray {
    return this.#create(path, options, (full) => arrayCreation(full, data, options, this.filters)) as HArray
  }

  /** A chunked array of fixed shape, from data or filled with zeros. */
  createCArray(path: string, options: CArrayOptions): CArray {
    return this.#create(path, options, (full) => carrayCreation(full, options, this.filters)) as CArray
  }

  /** An array that grows along its first axis, whose first length is usually 0. */
  createEArray(path: string, options: EArrayOptions): EArray {
    return this.#create(path, options, (full) => earrayCreation(full, options, this.filters)) as EArray
  }

  /** Rows of differing length. */
  createVLArray(path: string, options: VLArrayOptions): VLArray {
    return this.#create(path, options, (full) => vlarrayCreation(full, options, this.filters)) as VLArray
  }

  /** Rows with columns. */
  createTable(path: string, options: TableOptions): Table {
    return this.#create(path, options, (full) => tableCreation(full, options, this.filters)) as Table
  }

  /** `target` is a path in this file and need not exist. */
  createSoftLink(path: string, target: string): void {
    this.#place(path, (parent, name) => parent.createSoftLink(name, target))
  }

  /** A second name for a node. */
  createHardLink(path: string, target: Node): void {
    this.#place(path, (parent, name) => parent.createHardLink(name, target.native))
  }

  /** Written for other programs; to follow it here the file must be opened with `followExternal`. */
  createExternalLink(path: string, filename: string, target: string): void {
    this.#place(path, (parent, name) => parent.createExternalLink(name, filename, target))
  }

  // --- changing -----------------------------------------------------------------------------------------------------

  /** Removes a node with all below it, or a link. */
  remove(path: string): void {
    this.#change('remove', path, (parent, name) => parent.remove(name))
  }

  /** Gives a node another place in this file; `InvalidValueError` for a place below itself. */
  move(path: string, newPath: string): void {
    this.#change('move', path, (parent, name) => {
      requireChild(parent, name, path)
      if (leadsThrough(this.native, splitPath(newPath), parent, name)) {
        throw new InvalidValueError(`'${path}' cannot be moved to '${newPath}', which is below itself`)
      }
      this.#place(newPath, (newParent, newName) => parent.move(name, newParent, newName))
    })
  }

  /** Copies a node with all below it, within the file or into a group of another one. */
  copy(path: string, newPath: string, destination: Group = this): void {
    this.file.waiting.flush()
    const names = splitPath(path)
    const name = names.pop()
    if (name === undefined) throw new InvalidValueError('The root group cannot be copied as a whole; copy its children')
    withGroup(this.file, this, names, (parent) => {
      requireChild(parent, name, path)
      destination.#place(newPath, (newParent, newName) => parent.copy(name, newParent, newName))
    })
  }

  // --- plans --------------------------------------------------------------------------------------------------------

  /** Carries out plans of codecs: creates every planned node, or none of them when one fails. */
  async write(plans: readonly Plan[], filters: Partial<Filters> = this.filters): Promise<void> {
    const natives = this.#nativePlans(plans, filters)
    await offload(
      plannedBytes(plans),
      () => this.native.write(natives),
      () => this.native.writeAsync(natives),
    )
  }

  /** `write` on this thread. */
  writeSync(plans: readonly Plan[], filters: Partial<Filters> = this.filters): void {
    this.native.write(this.#nativePlans(plans, filters))
  }

  #nativePlans(plans: readonly Plan[], filters: Partial<Filters>): NativePlan[] {
    this.#checkWritable('create nodes in', this.path)
    const resolved = resolveFilters(filters)
    return plans.map((plan) => nativePlan(plan, resolved))
  }

  /** Reads children (all, or those named) with their data, as codecs take them. */
  async read(options: ReadStoredOptions = {}): Promise<Stored[]> {
    return readStored(ListedGroup.of(this), options)
  }

  #create(path: string, options: CreateOptions, plan: (path: string) => Creation): Node {
    this.#checkWritable('create', path)
    const { request, data } = plan(path)
    const { spec, attributes: own } = datasetCreation(request)
    const attributes = withGiven(own, options.attributes)
    return this.#place(path, (parent, name, full) => {
      parent.write([{ name, attributes, dataset: spec, ...(data && data.length > 0 ? { data } : {}) }])
      return openChild(this.file, parent, name, full)
    })
  }

  /**
   * Calls `use` with the group that is to hold the last name of a path, and makes what is missing on the way. When it
   * throws, these are gone again.
   */
  #place<T>(path: string, use: (parent: NativeGroup, name: string, path: string) => T): T {
    this.#checkWritable('create', path)
    const names = splitPath(path)
    const name = names.pop()
    if (name === undefined) throw new InvalidValueError(`A new node needs a name; got the path '${path}'`)
    return withGroup(
      this.file,
      this,
      names,
      (parent, parentPath) => use(parent, name, joinPath(parentPath, name)),
      this.#createOnTheWay,
    )
  }

  readonly #createOnTheWay = (parent: NativeGroup, name: string): NativeGroup =>
    parent.createGroup(name, groupAttributes('', this.filters))

  #change(action: string, path: string, use: (parent: NativeGroup, name: string) => void): void {
    this.#checkWritable(action, path)
    this.file.waiting.flush()
    const names = splitPath(path)
    const name = names.pop()
    if (name === undefined) throw new InvalidValueError(`The root group cannot be ${action}d`)
    withGroup(this.file, this, names, (parent) => use(parent, name))
  }

  #checkWritable(action: string, path: string): void {
    void this.native
    if (this.file.writable) return
    const { filename } = this.file
    throw new ReadOnlyError(`Cannot ${action} '${path}': '${filename}' was opened for reading only`, { path, filename })
  }
}

const leads = (group: NativeGroup, name: string): boolean => opensAsGroup(group, name) || opensAsDataset(group, name)

function opensAsGroup(group: NativeGroup, name: string): boolean {
  try {
    group.openGroup(name).close()
    return true
  } catch {
    // Whatever is wrong with the target, opening it as a dataset says it.
    return false
  }
}

function opensAsDataset(group: NativeGroup, name: string): boolean {
  try {
    group.openDataset(name).close()
    return true
  } catch (error) {
    // It is there, but not to be followed or not understood.
    return error instanceof UnsafeError || error instanceof CorruptError
  }
}

function expectGroup(node: Node): Group {
  if (node instanceof Group) return node
  node.close()
  throw new InvalidValueError(`'${node.path}' is no group but a ${node.kind}`, { path: node.path })
}
