import { OVERVIEW } from '../constants/names.js'
import { DataNotInStorageError, InvalidTypeError, InvalidValueError } from '../errors.js'
import { plannedBytes } from '../h5/carry-out.js'
import type { File } from '../h5/file.js'
import { Group } from '../h5/group.js'
import type { Node } from '../h5/node.js'
import { OFFLOAD_BYTES } from '../h5/offload.js'
import type { GroupPlan } from '../h5/plan.js'
import { encodingOfFile, type TextEncoding } from '../values/index.js'
import { isWithin, joinName, lastOf, parentOf } from './full-name.js'
import { Kept } from './kept.js'
import type { RunTableView } from './nodes.js'
import { Overview } from './overview/overview.js'
import { RunsTable } from './overview/runs.js'
import { loadSettings } from './overview/settings-table.js'
import { bareGroup, Planned } from './planned.js'
import { combineSettings, type Settings } from './settings.js'
import type { Status } from './status.js'

/** How many groups, and data items that are worked on in the file, are kept open. */
const KEPT_GROUPS = 512
const KEPT_ITEMS = 64

/** How a session starts. */
export interface SessionOptions {
  readonly file: File
  readonly trajectoryName: string
  /** The settings that the service was given; they stand above those of the file. */
  readonly explicit: Partial<Settings>
}

/**
 * One message's view of an open file and of one trajectory in it: groups by full name, settings, overview. Made when a
 * message comes, gone when it is done; while a file is kept open, a session serves several messages.
 */
export class Session implements Disposable {
  readonly #file: File
  readonly trajectoryName: string
  readonly #explicit: Partial<Settings>
  readonly #groups = new Kept<Group>(KEPT_GROUPS)
  readonly #items = new Kept<Node>(KEPT_ITEMS)
  /** Topmost nodes that the message has made, in order. */
  readonly #created = new Set<string>()
  /** Nodes that it is still to make. */
  readonly #planned = new Planned()
  /** Of the message that is being answered. */
  status: Status | null = null
  #settings: Settings | null = null
  #overview: Overview | null = null
  #runs: RunsTable | null = null

  constructor({ file, trajectoryName, explicit }: SessionOptions) {
    this.#file = file
    this.trajectoryName = trajectoryName
    this.#explicit = explicit
  }

  /** The file, with everything in it that was created. */
  get file(): File {
    this.writePlanned()
    return this.#file
  }

  get isNew(): boolean {
    return !this.#file.has(this.trajectoryName)
  }

  // --- settings -----------------------------------------------------------------------------------------------------

  /** Explicit option, else what the file says, else the default. */
  get settings(): Settings {
    this.#settings ??= this.#combined()
    return this.#settings
  }

  #combined(): Settings {
    const ofFile = this.#fileSettings()
    const asked = this.#explicit.encoding
    const known = ofFile.encoding ?? asked
    if (asked !== undefined && known !== undefined && encodingOfFile(asked).name !== encodingOfFile(known).name) {
      throw new InvalidValueError(
        `The texts of '${this.trajectoryName}' are in ${known}, as its file says, so encoding cannot be '${asked}'`,
      )
    }
    return combineSettings(this.#explicit, ofFile)
  }

  #fileSettings(): Partial<Settings> {
    const overview = this.isNew ? undefined : this.group(OVERVIEW)
    return overview === undefined ? {} : loadSettings(overview)
  }

  /** Settings of a trajectory that is in no file yet: they stand where those of the file will. */
  begin(settings: Partial<Settings>): void {
    this.#settings = combineSettings(this.#explicit, settings)
  }

  /** Filters for what is created. */
  get filters() {
    const { complib, complevel, shuffle, fletcher32 } = this.settings
    return { complib, complevel, shuffle, fletcher32 }
  }

  /** How texts of values are in the file. */
  get texts(): TextEncoding {
    return encodingOfFile(this.settings.encoding)
  }

  // --- groups -------------------------------------------------------------------------------------------------------

  /** `/trajectory/a/b` for `a.b`. */
  path(fullName: string): string {
    return fullName === '' ? `/${this.trajectoryName}` : `/${this.trajectoryName}/${fullName.replaceAll('.', '/')}`
  }

  /** The trajectory's group; `DataNotInStorageError` when the file has none. */
  get root(): Group {
    return this.require('')
  }

  /** The group of a node; undefined when it is not in the file. It may be closed once others are asked for. */
  group(fullName: string): Group | undefined {
    if (this.#planned.has(fullName)) this.writePlanned()
    const known = this.#groups.get(fullName)
    if (known !== undefined) return known
    // What stands in a new group is planned too, or it is not there.
    if (this.#planned.has(parentOf(fullName))) return undefined
    const parent = fullName === '' ? this.#file.root : this.group(parentOf(fullName))
    const name = fullName === '' ? this.trajectoryName : lastOf(fullName)
    if (parent === undefined || parent.native.kindOf(name) !== 'group') return undefined
    return this.#groups.keep(fullName, this.#open(parent, name))
  }

  #open(parent: Group, name: string): Group {
    const node = parent.get(name)
    if (node instanceof Group) return node
    node.close()
    throw new InvalidTypeError(`'${node.path}' is no group but a ${node.kind}`, { path: node.path })
  }

  /** The group of a node that must be there. */
  require(fullName: string): Group {
    const group = this.group(fullName)
    if (group !== undefined) return group
    const what = fullName === '' ? `trajectory '${this.trajectoryName}'` : `'${fullName}' in '${this.trajectoryName}'`
    throw new DataNotInStorageError(`There is no ${what} in '${this.#file.filename}'`, {
      path: this.path(fullName),
      filename: this.#file.filename,
    })
  }

  /** The same for the caller to keep and to close, however many others are opened meanwhile. */
  open(fullName: string): Group {
    this.require(fullName)
    return this.#open(this.#file.root, this.path(fullName).slice(1))
  }

  /** The group of a node, made if it is missing, with bare groups on the way. */
  ensure(fullName: string): { readonly group: Group; readonly created: boolean } {
    const known = this.group(fullName)
    if (known !== undefined) return { group: known, created: false }
    const parent = fullName === '' ? this.#file.root : this.ensure(parentOf(fullName)).group
    const name = fullName === '' ? this.trajectoryName : lastOf(fullName)
    const title = fullName === '' ? name : ''
    const group = parent.createGroup(name, { title, filters: this.filters })
    this.noteCreated(fullName)
    return { group: this.#groups.keep(fullName, group), created: true }
  }

  /**
   * Makes a new node with all it consists of, and the groups that lead to it. It is written at the latest when somebody
   * looks at it or the message is done.
   */
  async create(fullName: string, plan: GroupPlan): Promise<void> {
    const parent = parentOf(fullName)
    if (!this.#planned.has(parent)) this.#planGroup(parent)
    this.#planned.add(fullName, plan, plannedBytes(plan.children))
    if (this.#planned.bytes < OFFLOAD_BYTES) return
    for (const [top, trees] of this.#planned.trees) {
      await this.require(top).write(trees, this.filters)
      this.#wrote(top, trees)
    }
  }

  #planGroup(fullName: string): void {
    if (this.#planned.has(fullName) || this.group(fullName) !== undefined) return
    if (fullName === '') this.require('')
    this.#planGroup(parentOf(fullName))
    this.#planned.add(fullName, bareGroup(fullName), 0)
  }

  /** Writes the nodes that were created and not yet written. */
  writePlanned(): void {
    for (const [top, trees] of this.#planned.trees) {
      this.require(top).writeSync(trees, this.filters)
      this.#wrote(top, trees)
    }
  }

  #wrote(parent: string, trees: readonly { readonly name: string }[]): void {
    for (const { name } of trees) this.noteCreated(joinName(parent, name))
    this.#planned.drop(parent)
  }

  /** A data item of a leaf as an open node; `DataNotInStorageError` when the leaf has none of that name. */
  item(leaf: string, name: string): Node {
    const fullName = `${leaf}.${name}`
    const known = this.#items.get(fullName)
    if (known !== undefined) return known
    const group = this.require(leaf)
    const path = name.replaceAll('.', '/')
    if (!group.has(path)) {
      throw new DataNotInStorageError(`'${leaf}' has no item '${name}' in the file`, { path: group.path })
    }
    return this.#items.keep(fullName, group.get(path))
  }

  /** Closes the groups at and below a node that is about to go or to move. */
  release(fullName: string): void {
    const isMeant = (name: string) => isWithin(name, fullName)
    this.#items.release(isMeant)
    this.#groups.release(isMeant)
    if (fullName === '') this.#closeOverview()
  }

  // --- overview -----------------------------------------------------------------------------------------------------

  /** The tables about leaves and comments; made with the trajectory. */
  get overview(): Overview {
    if (this.#overview === null) {
      if (this.group(OVERVIEW) === undefined) Overview.create(this.root, this.settings, () => 0).close()
      this.#overview = new Overview(this.open(OVERVIEW), this.settings, this)
    }
    return this.#overview
  }

  /** Brings the table of runs in line with memory; it is made with the trajectory and open for as long as the session. */
  storeRuns(runs: RunTableView): void {
    if (!this.#runs?.isOpen) this.#runs = this.#openRuns(runs)
    this.#runs.store(runs)
  }

  #openRuns(runs: RunTableView): RunsTable {
    using overview = this.open(OVERVIEW)
    return new RunsTable(overview, runs.length)
  }

  /** The comment that a leaf gave up, restored; '' when nothing in the file holds it. */
  sharedComment(fullName: string, digest: string): string {
    return this.group(OVERVIEW) === undefined ? '' : this.overview.commentFor(fullName, digest)
  }

  #closeOverview(): void {
    this.#overview?.close()
    this.#overview = null
    this.#runs?.close()
    this.#runs = null
  }

  // --- all or nothing -----------------------------------------------------------------------------------------------

  /** A message is done: what it has made stays. */
  commit(): void {
    this.writePlanned()
    this.#created.clear()
  }

  noteCreated(fullName: string): void {
    for (let above = fullName; above !== ''; above = parentOf(above)) if (this.#created.has(above)) return
    if (!this.#created.has('')) this.#created.add(fullName)
  }

  /** Takes out of the file what a failing message has made, last first, and gives the full names. */
  rollBack(): string[] {
    const planned = [...this.#planned.trees].flatMap(([top, trees]) => trees.map(({ name }) => joinName(top, name)))
    this.#planned.clear()
    for (const name of planned) this.overview.forget(name)
    const created = [...this.#created].reverse()
    this.#created.clear()
    for (const name of created) this.delete(name)
    return [...planned, ...created]
  }

  /** Deletes a node with all below it; the overview forgets what is gone. */
  delete(fullName: string): void {
    if (fullName !== '') this.overview.forget(fullName)
    this.release(fullName)
    this.file.remove(this.path(fullName))
  }

  /** Lets go of all groups. What is buffered is written. */
  close(): void {
    this.file.waiting.flush()
    this.release('')
  }

  [Symbol.dispose](): void {
    this.close()
  }
}
