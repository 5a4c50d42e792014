import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { ClosedError, InvalidTypeError, InvalidValueError, UnsupportedError } from '../errors.js'
import { checkOptions, describe } from '../options.js'
import { ownBytes } from '../values/index.js'
import type { CArray, EArray, HArray } from './array.js'
import { type Filters, noFilters, resolveFilters } from './filters.js'
import { Group } from './group.js'
import type { Link } from './links.js'
import { type NativeFile, type NativeGroup, type NativeNode, native } from './native.js'
import type { Node } from './node.js'
import { rememberOpen } from './open-files.js'
import { type FileMode, type FileOptions, modes, openNative } from './open-native.js'
import { openNode, splitPath, withGroup } from './path.js'
import { rootAttributes } from './pytables.js'
import type { Table } from './table.js'
import type { VLArray } from './vlarray.js'
import { WaitingRowsOfFile } from './waiting-rows.js'
import type { WalkOptions } from './walk.js'

export type { FileMode, FileOptions }

/** The names of options that `File.open` takes. */
const optionNames = ['title', 'filters', 'followExternal', 'maxDatasetBytes', 'durability'] as const

/** Committed changes wait no longer than this for their way into the file itself. */
const CHECKPOINT_AFTER_MS = 1000

/**
 * An HDF5 file with PyTables' nouns: groups, arrays, tables. All paths of its methods start at the root group.
 *
 * ```ts
 * using file = File.open('out.h5', 'w')
 * file.root.createArray('/results/z', new Float64Array(3))
 * ```
 */
export class File implements Disposable {
  /** Absolute. */
  readonly filename: string
  readonly mode: FileMode
  /** For new nodes whose group names none. */
  readonly filters: Filters
  readonly root: Group
  /** @internal */
  readonly native: NativeFile
  /** @internal Rows that are not written yet. */
  readonly waiting = new WaitingRowsOfFile()
  /** @internal Grows when the file goes back to a commit: handles of before are closed. */
  generation = 0
  /** @internal This opening has made the file; others cannot have written to it yet. */
  isNew = false
  #checkpoint: NodeJS.Timeout | null = null
  #inTransaction = false

  private constructor(filename: string, mode: FileMode, opened: NativeFile, filters: Filters) {
    this.filename = filename
    this.mode = mode
    this.native = opened
    this.filters = filters
    this.root = new Group(this, '/', opened.root())
    rememberOpen(this)
  }

  /**
   * Opens or creates a file.
   *
   * Errors: `NotFoundError`, `ExistsError` ('x'), `NotHdf5Error`, `LockedError` when another process has it, `IoError`.
   */
  static open(filename: string, mode: FileMode = 'r', options: FileOptions = {}): File {
    if (typeof filename !== 'string' || filename === '') {
      throw new InvalidTypeError(`A file name must be text that is not empty; got ${describe(filename)}`)
    }
    if (!modes.includes(mode)) {
      throw new InvalidValueError(`The mode of a file must be one of ${modes.join(', ')}; got ${describe(mode)}`)
    }
    checkOptions(options, optionNames, 'File.open')
    const filters = options.filters ? resolveFilters(options.filters) : noFilters
    const path = resolve(filename)
    const { opened, isNew } = openNative(path, mode, options)
    return File.#made(opened, () => {
      const file = new File(path, mode, opened, filters)
      if (isNew) file.#begin(options.title ?? '')
      return file
    })
  }

  /** What fails after opening closes it again: its locks would be held until it is collected. */
  static #made(opened: NativeFile, make: () => File): File {
    try {
      return make()
    } catch (error) {
      opened.discard()
      throw error
    }
  }

  #begin(title: string): void {
    this.isNew = true
    this.beginPyTables(title)
  }

  /** @internal What PyTables writes to the root group of a new file. */
  beginPyTables(title: string): void {
    this.root.native.setAttributes(rootAttributes(title, this.filters))
  }

  /** A new file in memory, for `image()`; it touches no disk. */
  static createImage(options: Pick<FileOptions, 'title' | 'filters'> = {}): File {
    checkOptions(options, ['title', 'filters'], 'File.createImage')
    const filters = options.filters ? resolveFilters(options.filters) : noFilters
    const opened = native.createImage({})
    return File.#made(opened, () => {
      const file = new File(opened.filename, 'w', opened, filters)
      file.#begin(options.title ?? '')
      return file
    })
  }

  /** Bytes of an HDF5 file, for reading. `NotHdf5Error` for others. */
  static openImage(bytes: Uint8Array): File {
    const image = ownBytes(bytes)
    if (!image) throw new InvalidTypeError(`The image of a file is a Uint8Array; got ${describe(bytes)}`)
    const opened = native.openImage(image, {})
    return File.#made(opened, () => new File(opened.filename, 'r', opened, noFilters))
  }

  /** Whether a file is HDF5; false for one that does not exist. */
  static isHdf5(filename: string): boolean {
    return existsSync(filename) && native.isHdf5(resolve(filename))
  }

  get isOpen(): boolean {
    return this.native.isOpen
  }

  get writable(): boolean {
    return this.mode !== 'r'
  }

  /** Bytes of the file. */
  get size(): number {
    return this.#open().size()
  }

  /** Bytes inside the file that hold nothing. */
  get freeSpace(): number {
    return this.#open().freeSpace()
  }

  /** The bytes that the file would have on disk, with all that is buffered. */
  image(): Uint8Array {
    const opened = this.#open()
    this.waiting.flush()
    return opened.image()
  }

  // --- by path, as the methods of `root` ----------------------------------------------------------------------------

  has = (path: string): boolean => this.#rootGroup().has(path)
  get = (path: string): Node => this.#rootGroup().get(path)
  walk = (options: WalkOptions = {}): Generator<Node | Link> => this.#rootGroup().walk(options)
  createGroup = (...args: Parameters<Group['createGroup']>): Group => this.#rootGroup().createGroup(...args)
  createArray = (...args: Parameters<Group['createArray']>): HArray => this.#rootGroup().createArray(...args)
  createCArray = (...args: Parameters<Group['createCArray']>): CArray => this.#rootGroup().createCArray(...args)
  createEArray = (...args: Parameters<Group['createEArray']>): EArray => this.#rootGroup().createEArray(...args)
  createVLArray = (...args: Parameters<Group['createVLArray']>): VLArray => this.#rootGroup().createVLArray(...args)
  createTable = (...args: Parameters<Group['createTable']>): Table => this.#rootGroup().createTable(...args)
  createSoftLink = (path: string, target: string): void => this.#rootGroup().createSoftLink(path, target)
  createHardLink = (path: string, target: Node): void => this.#rootGroup().createHardLink(path, target)
  createExternalLink = (path: string, filename: string, target: string): void =>
    this.#rootGroup().createExternalLink(path, filename, target)
  remove = (path: string): void => this.#rootGroup().remove(path)
  move = (path: string, newPath: string): void => this.#rootGroup().move(path, newPath)
  copy = (path: string, newPath: string, destination?: Group): void =>
    this.#rootGroup().copy(path, newPath, destination)

  // --- writing and closing ------------------------------------------------------------------------------------------

  /**
   * Writes all buffered rows and everything libhdf5 holds back. Unless `durability` is 'none', that is a commit: from
   * here on a killed process loses nothing of it. `IoError` when there is no space; what was committed before stays.
   */
  flush(): void {
    const opened = this.#open()
    if (!this.writable) return
    try {
      this.waiting.flush()
    } finally {
      opened.flush()
      this.#planCheckpoint()
    }
  }

  /** Others see the file as of its last checkpoint. */
  #planCheckpoint(): void {
    if (this.#checkpoint !== null || !this.native.hasJournal()) return
    this.#checkpoint = setTimeout(() => {
      this.#checkpoint = null
      if (this.native.isOpen && !this.native.checkpoint()) this.#planCheckpoint()
    }, CHECKPOINT_AFTER_MS).unref()
  }

  /**
   * Brings what was committed into the file itself, where other programs see it. False when that has to wait: one of
   * them has it open just now, or there are changes that were not flushed.
   */
  checkpoint(): boolean {
    return this.#open().checkpoint()
  }

  /**
   * Goes back to the last `flush`: nothing that was written or buffered since stays. Nodes stay usable, as far as they
   * were there then. `UnsupportedError` with durability 'none'.
   */
  rollback(): void {
    const opened = this.#open()
    if (this.writable && !opened.hasJournal()) {
      throw new UnsupportedError(`'${this.filename}' has no journal (durability 'none') and cannot go back`)
    }
    this.waiting.discard()
    opened.rollback()
    this.generation++
  }

  /**
   * Everything that `work` writes, or nothing: commits when it ends, goes back when it throws, and also when the process
   * ends meanwhile. Changes from before it are committed first; `flush` inside of it is no commit. Not to be nested.
   */
  async transaction<T>(work: () => T | Promise<T>): Promise<T> {
    if (this.#inTransaction) throw new InvalidTypeError(`'${this.filename}' is in the middle of a transaction already`)
    if (!this.#open().hasJournal()) {
      throw new UnsupportedError(`A transaction of '${this.filename}' needs a journal: durability other than 'none'`)
    }
    this.flush()
    this.#hold(true)
    try {
      const result = await work()
      this.#hold(false)
      this.flush()
      return result
    } catch (error) {
      if (this.isOpen) this.rollback()
      throw error
    } finally {
      this.#hold(false)
    }
  }

  /** In a transaction nothing is committed but its end. */
  #hold(held: boolean): void {
    this.#inTransaction = held
    this.native.holdCommits(held)
  }

  /**
   * Writes what is buffered and closes the file with all that was opened from it. Idempotent. When writing fails the
   * file stays open, so that space can be made and `close` called again; `discard` closes without what was not flushed.
   */
  close(options: { discard?: boolean } = {}): void {
    checkOptions(options, ['discard'], 'close')
    this.#close(options)
  }

  #close(options: { discard?: boolean; remove?: boolean }): void {
    if (!this.native.isOpen) return
    if (this.#inTransaction && !options.discard) {
      throw new InvalidTypeError(`'${this.filename}' cannot be closed in the middle of a transaction`)
    }
    if (options.discard) {
      this.waiting.discard()
      this.native.discard(options.remove)
    } else {
      this.flush()
      this.native.close()
    }
    if (this.#checkpoint !== null) clearTimeout(this.#checkpoint)
    this.#checkpoint = null
    this.waiting.discard()
    this.generation++
  }

  /** @internal Takes a file away that this opening has made and that is of no use, while nobody else can have it. */
  closeAndRemove(): void {
    this.#close({ discard: true, remove: true })
  }

  [Symbol.dispose](): void {
    this.close()
  }

  /** @internal The process ends: what is complete is written, the middle of a transaction is not. */
  closeAtExit(): void {
    this.close({ discard: this.#inTransaction })
  }

  /** @internal */
  groupAt(path: string, group: NativeGroup): Group {
    return new Group(this, path, group)
  }

  /** @internal The handle of a node, by its path. */
  reopen(path: string): NativeNode {
    const names = splitPath(path)
    const name = names.pop()
    if (name === undefined) return this.#open().root()
    const root = this.#open().root()
    try {
      return withGroup(this, { native: root, path: '/' }, names, (parent) => openNode(parent, name))
    } finally {
      root.close()
    }
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `File ${this.filename} (${this.isOpen ? this.mode : 'closed'})`
  }

  #rootGroup(): Group {
    this.#open()
    return this.root
  }

  #open(): NativeFile {
    if (!this.native.isOpen) {
      throw new ClosedError(`'${this.filename}' was closed before`, { filename: this.filename })
    }
    return this.native
  }
}
