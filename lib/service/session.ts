import { OVERVIEW } from '../constants/names.js'
import { DataNotInStorageError, InvalidTypeError } from '../errors.js'
import type { File } from '../h5/file.js'
import { Group } from '../h5/group.js'
import { Overview } from './overview/overview.js'
import { RunsTable } from './overview/runs.js'
import { loadSettings } from './overview/settings-table.js'
import { combineSettings, type Settings } from './settings.js'

/** Open groups that are kept for the next node; beyond so many the longest unused is closed. */
const KEPT_GROUPS = 512

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
  readonly file: File
  readonly trajectoryName: string
  readonly #explicit: Partial<Settings>
  readonly #groups = new Map<string, Group>()
  #settings: Settings | null = null
  #overview: Overview | null = null
  #runs: RunsTable | null = null

  constructor({ file, trajectoryName, explicit }: SessionOptions) {
    this.file = file
    this.trajectoryName = trajectoryName
    this.#explicit = explicit
  }

  /** Explicit option, else what the file says, else the default. */
  get settings(): Settings {
    this.#settings ??= combineSettings(this.#explicit, this.#fileSettings())
    return this.#settings
  }

  get isNew(): boolean {
    return !this.file.has(this.trajectoryName)
  }

  #fileSettings(): Partial<Settings> {
    const overview = this.isNew ? undefined : this.group(OVERVIEW)
    return overview === undefined ? {} : loadSettings(overview)
  }

  /** The trajectory's group; `DataNotInStorageError` when the file has none. */
  get root(): Group {
    const root = this.group('')
    if (root === undefined) {
      throw new DataNotInStorageError(`There is no trajectory '${this.trajectoryName}' in '${this.file.filename}'`, {
        filename: this.file.filename,
        path: `/${this.trajectoryName}`,
      })
    }
    return root
  }

  /** `/trajectory/a/b` for `a.b`. */
  path(fullName: string): string {
    return fullName === '' ? `/${this.trajectoryName}` : `/${this.trajectoryName}/${fullName.replaceAll('.', '/')}`
  }

  /** The group of a node; undefined when it is not in the file. */
  group(fullName: string): Group | undefined {
    const known = this.#groups.get(fullName)
    if (known?.isOpen) return this.#keep(fullName, known)
    const dot = fullName.lastIndexOf('.')
    const parent = fullName === '' ? this.file.root : this.group(fullName.slice(0, Math.max(0, dot)))
    const name = fullName === '' ? this.trajectoryName : fullName.slice(dot + 1)
    if (parent === undefined || parent.native.kindOf(name) !== 'group') return undefined
    return this.#keep(fullName, this.#open(parent, name))
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
    const path = this.path(fullName)
    throw new DataNotInStorageError(`There is no '${fullName}' in the trajectory '${this.trajectoryName}'`, {
      path,
      filename: this.file.filename,
    })
  }

  /** The group of a node, made if it is missing, with bare groups on the way. */
  ensure(fullName: string): { readonly group: Group; readonly created: boolean } {
    const known = this.group(fullName)
    if (known !== undefined) return { group: known, created: false }
    const dot = fullName.lastIndexOf('.')
    const parent = fullName === '' ? this.file.root : this.ensure(fullName.slice(0, Math.max(0, dot))).group
    const name = fullName === '' ? this.trajectoryName : fullName.slice(dot + 1)
    const group = parent.createGroup(name, fullName === '' ? { title: name, filters: this.filters } : {})
    return { group: this.#keep(fullName, group), created: true }
  }

  /** Filters for what is created. */
  get filters() {
    const { complib, complevel, shuffle, fletcher32 } = this.settings
    return { complib, complevel, shuffle, fletcher32 }
  }

  #keep(fullName: string, group: Group): Group {
    this.#groups.delete(fullName)
    this.#groups.set(fullName, group)
    if (this.#groups.size > KEPT_GROUPS) this.#dropOldest()
    return group
  }

  #dropOldest(): void {
    for (const [name, group] of this.#groups) {
      this.#groups.delete(name)
      group.close()
      return
    }
  }

  /** Closes the groups at and below a node that is about to go or to move. */
  release(fullName: string): void {
    for (const [name, group] of this.#groups) {
      if (name !== fullName && !name.startsWith(`${fullName}.`) && fullName !== '') continue
      this.#groups.delete(name)
      group.close()
    }
    if (fullName === '') this.#overview = null
  }

  /** The tables about leaves and comments; made with the trajectory. */
  get overview(): Overview {
    this.#overview ??= new Overview(this.settings, this)
    return this.#overview
  }

  /** The table of runs, made with the trajectory. */
  get runs(): RunsTable {
    if (!this.#runs?.isOpen) this.#runs = new RunsTable(this.overviewGroup)
    return this.#runs as RunsTable
  }

  get overviewGroup(): Group {
    const known = this.group(OVERVIEW)
    if (known !== undefined) return known
    Overview.create(this.root, this.settings, () => 0)
    return this.require(OVERVIEW)
  }

  /** Settings are read anew: the file has others now. */
  forgetSettings(): void {
    this.#settings = null
    this.#overview = null
  }

  /** Lets go of all groups. What is buffered is written with the file. */
  close(): void {
    this.file.flushBuffers()
    this.#runs?.close()
    for (const group of this.#groups.values()) group.close()
    this.#groups.clear()
  }

  [Symbol.dispose](): void {
    this.close()
  }
}
