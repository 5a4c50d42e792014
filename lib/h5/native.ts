import { fileURLToPath } from 'node:url'
import { loadAddon } from './load-addon.js'
import { errorFromNative } from './native-error.js'
import type { DType, NativeAttribute, ReadAttribute } from './native-types.js'

export type {
  ArrayDType,
  DType,
  EnumDType,
  NativeAttribute,
  NativeAttributeValue,
  ReadAttribute,
  StructDType,
  TypedValue,
  Unreadable,
  VlenDType,
} from './native-types.js'

/**
 * The native addon, typed: every function that C++ exports and nothing else (`test/native-surface.test.ts` compares).
 * C++ moves bytes and owns handles; names, defaults and meaning are decided by the files around this one.
 *
 * All bytes cross packed, in C order and little endian, whatever the byte order or padding in the file.
 */

export interface NativeFilters {
  /** One of `compressors()`; ignored when `complevel` is 0. */
  readonly complib: string
  readonly complevel: number
  readonly shuffle: boolean
  readonly bitshuffle?: boolean
  readonly fletcher32: boolean
}

/** What a dataset is to be; `maxshape` or `chunks` make it chunked, `null` in `maxshape` is unlimited. */
export interface DatasetSpec {
  readonly dtype: DType
  readonly shape: readonly number[]
  readonly maxshape?: readonly (number | null)[]
  readonly chunks?: readonly number[]
  readonly filters?: NativeFilters
  /** PyTables' node class for the client data of lzo and bzip2. */
  readonly nodeClass?: 'table' | 'earray' | 'vlarray' | 'carray'
  /** One element, packed. */
  readonly fillValue?: Uint8Array
  /** 'alloc' writes the fill value into every chunk (PyTables' chunked nodes), 'ifset' only if one was set. */
  readonly fillTime?: 'alloc' | 'ifset'
  readonly trackTimes?: boolean
}

/** One node to be created with all its attributes, its data or its children. */
export type NativePlan =
  | {
      readonly name: string
      readonly attributes: readonly NativeAttribute[]
      readonly dataset: DatasetSpec
      /** The whole content; left out for none. */
      readonly data?: Uint8Array
      /** For variable length elements: `data` holds all rows end to end, `lengths` the elements of each. */
      readonly lengths?: Uint32Array
    }
  | {
      readonly name: string
      readonly attributes: readonly NativeAttribute[]
      readonly children: readonly NativePlan[]
    }

export interface FilterInfo {
  readonly id: number
  readonly name: string
  readonly optional: boolean
  readonly clientData: readonly number[]
  readonly available: boolean
}

export interface DatasetInfo {
  readonly dtype: DType
  /** Null for a null dataspace. */
  readonly shape: readonly number[] | null
  readonly maxshape: readonly (number | null)[] | null
  readonly layout: 'compact' | 'contiguous' | 'chunked' | 'virtual' | 'external' | 'unknown'
  readonly chunks: readonly number[] | null
  readonly filters: readonly FilterInfo[]
  readonly fillValue: Uint8Array | null
  /** Bytes of one packed element in memory. */
  readonly itemsize: number
  /** Bytes in the file. */
  readonly storageSize: number
}

export interface ChildInfo {
  readonly name: string
  readonly kind: 'group' | 'dataset' | 'datatype' | 'softlink' | 'externallink' | 'unknown'
  /** Of a link: the path it names; of an external link, `filename` too. */
  readonly target?: string
  readonly filename?: string
  /** Of groups, datasets: the object's address, equal for two hard links to one object. */
  readonly address?: number
  readonly attributes?: readonly ReadAttribute[]
  readonly dataset?: DatasetInfo
  /** The data, when it was asked for and is not larger than asked. */
  readonly data?: Uint8Array | readonly string[]
  /** For variable length elements. */
  readonly lengths?: Uint32Array
  /** Of a group, where `nested` asked for them and they could be read with it. */
  readonly children?: readonly ChildInfo[]
  /** Why this child could not be described; then only name and kind are given. */
  readonly error?: { readonly code: string; readonly message: string }
}

export interface ListOptions {
  readonly attributes?: boolean
  readonly datasets?: boolean
  /** Give data of datasets up to this many bytes. */
  readonly data?: number
  /** Only these names. */
  readonly names?: readonly string[]
  /** Give the children of groups too, where they are few and the file is open for reading only. */
  readonly nested?: boolean
  /** But not those of groups that have an attribute of this name. */
  readonly stopAt?: string
}

/** A regular selection; `null` selects all. One entry for each dimension. */
export interface Selection {
  readonly start: readonly number[]
  readonly count: readonly number[]
  readonly step: readonly number[]
}

export interface NativeFileOptions {
  /** Let HDF5 follow external links, external storage and virtual datasets of this file. Off by default. */
  readonly followExternal?: boolean
  /** Refuse to read datasets larger than this many bytes (when also 1000 times larger than stored). */
  readonly maxDatasetBytes?: number
  /** What a flush promises; see `Durability`. */
  readonly durability?: Durability
}

/**
 * `'none'`: plain HDF5, which a killed process can leave damaged. `'process'`: what was flushed survives a kill, and the
 * file is consistent. `'checkpoint'`: it is also consistent after a power loss, which can take the newest flushes.
 * `'commit'`: a power loss takes nothing that was flushed.
 */
export type Durability = (typeof durabilities)[number]

export const durabilities = ['none', 'process', 'checkpoint', 'commit'] as const

/** What lies beside a file that is written, or whose writer was killed. */
export interface JournalStatus {
  readonly path: string
  /** Size of the journal. */
  readonly bytes: number
  /** Bytes that were committed and are not in the file itself yet. */
  readonly pending: number
  /** Whether there is something to bring into the file. */
  readonly isHot: boolean
  /** Whether the file itself may be half written: other programs must not read it before it is recovered. */
  readonly isInterrupted: boolean
  /** Whether somebody has the file open for writing just now. */
  readonly isInUse: boolean
}

export interface NativeFile {
  readonly isOpen: boolean
  readonly filename: string
  readonly writable: boolean
  root(): NativeGroup
  /** Writes what libhdf5 holds back; under a journal that is a commit. */
  flush(): void
  /** Brings what was committed into the file itself, unless a reader has it open. True when it is all there. */
  checkpoint(): boolean
  /** While commits are held, `flush` is none, and closing forgets everything since the last one. */
  holdCommits(held: boolean): void
  /** Goes back to the last flush and closes everything that was opened from the file. Needs a journal. */
  rollback(): void
  hasJournal(): boolean
  /**
   * Closes without what was written since the last flush, as far as a journal can take it back; `remove` takes the
   * file away too, before somebody else can have it.
   */
  discard(remove?: boolean): void
  /** Closes all that was opened from it, then itself; waits for running tasks. Idempotent. */
  close(): void
  size(): number
  freeSpace(): number
  /** The bytes that the file would have on disk. */
  image(): Uint8Array
  /**
   * Writes everything that nodes are to a plain file, in place of what is there. Gives the bytes of this file's user
   * block, which are not copied.
   */
  copyTo(filename: string): number
}

export interface NativeNode {
  readonly isOpen: boolean
  readonly address: number
  /** The same with the number of its file: equal for two handles of one object, however they were opened. */
  readonly identity: string
  /** Bytes in the file that describe the object: its header, indexes and heaps, attributes; no data. */
  metadataBytes(): number
  attributes(names?: readonly string[]): ReadAttribute[]
  hasAttribute(name: string): boolean
  /** Creates or replaces. */
  setAttributes(attributes: readonly NativeAttribute[]): void
  removeAttribute(name: string): void
  close(): void
}

/** A group. Names are single links, never paths, except where a link's target is meant. */
export interface NativeGroup extends NativeNode {
  has(name: string): boolean
  kindOf(name: string): ChildInfo['kind'] | null
  /** In byte order, or as they were created where the group tracks it. */
  names(byCreation?: boolean): string[]
  list(options: ListOptions): ChildInfo[]
  listAsync(options: ListOptions): Promise<ChildInfo[]>
  openGroup(name: string): NativeGroup
  openDataset(name: string): NativeDataset
  /** A named type: there are only its attributes. */
  openDatatype(name: string): NativeNode
  createGroup(name: string, attributes: readonly NativeAttribute[]): NativeGroup
  createDataset(name: string, spec: DatasetSpec, attributes: readonly NativeAttribute[]): NativeDataset
  /** Creates every planned node; if one fails, those that this call made are removed again. */
  write(plans: readonly NativePlan[]): void
  writeAsync(plans: readonly NativePlan[]): Promise<void>
  createSoftLink(name: string, target: string): void
  createHardLink(name: string, target: NativeNode): void
  createExternalLink(name: string, filename: string, target: string): void
  remove(name: string): void
  move(name: string, destination: NativeGroup, newName: string): void
  /** Copies an object with all below it; works across files. */
  copy(name: string, destination: NativeGroup, newName: string): void
}

export interface NativeDataset extends NativeNode {
  info(): DatasetInfo
  shape(): number[]
  read(selection: Selection | null, fields?: readonly string[]): Uint8Array
  readAsync(selection: Selection | null, fields?: readonly string[]): Promise<Uint8Array>
  /** Variable length text. */
  readStrings(selection: Selection | null): string[]
  writeStrings(selection: Selection | null, texts: readonly string[]): void
  write(selection: Selection | null, data: Uint8Array, fields?: readonly string[]): void
  writeAsync(selection: Selection | null, data: Uint8Array, fields?: readonly string[]): Promise<void>
  /** Adds `rows` along `axis` and writes them, or leaves the dataset as it was. */
  append(data: Uint8Array, rows: number, axis?: number): void
  appendAsync(data: Uint8Array, rows: number, axis?: number): Promise<void>
  resize(shape: readonly number[]): void
  /** Rows of a rank 1 dataset of variable length sequences. */
  readVlen(start: number, count: number, step: number): { data: Uint8Array; lengths: Uint32Array }
  appendVlen(data: Uint8Array, lengths: Uint32Array): void
  writeVlen(start: number, data: Uint8Array, lengths: Uint32Array): void
}

export interface Addon {
  /** Called by C++ to make every error it throws. */
  setErrorFactory(make: (fields: NativeErrorFields) => Error): void
  versions(): Record<string, string>
  /** Names allowed as `complib`, in the order of PyTables' filter codes. */
  compressors(): string[]
  /** How many threads compress and decompress the chunks of one transfer. */
  threads(): number
  setThreads(count: number): void
  /** Open HDF5 objects of this process: zero when everything was closed. */
  openObjects(): number
  isHdf5(filename: string): boolean
  /**
   * Copies `count` cells of a column between packed rows and where they lie end to end. In the rows, the first is at byte
   * `at`, each other one `step` bytes after the one before.
   */
  gather(rows: Uint8Array, at: number, step: number, cells: Uint8Array, count: number): void
  scatter(rows: Uint8Array, at: number, step: number, cells: Uint8Array, count: number): void
  /** As `scatter`, of texts of these lengths in cells of `width` bytes; what they leave free becomes NUL. */
  scatterTexts(
    rows: Uint8Array,
    at: number,
    step: number,
    width: number,
    characters: Uint8Array,
    lengths: Uint32Array,
  ): void
  /** The journal that lies beside a file; null when there is none. Changes nothing. */
  journalStatus(filename: string): JournalStatus | null
  /** Opens an existing file. */
  open(filename: string, mode: 'r' | 'r+', options: NativeFileOptions): NativeFile
  /** Creates a file, by a temporary name and a rename; an existing one is replaced unless `exclusive`. */
  create(filename: string, exclusive: boolean, options: NativeFileOptions): NativeFile
  /** Takes a file and its journal away, unless somebody has it; nothing where there is none. */
  remove(filename: string): void
  /** A new file in memory. */
  createImage(options: NativeFileOptions): NativeFile
  /** Bytes of a file, for reading; they are copied. */
  openImage(bytes: Uint8Array, options: NativeFileOptions): NativeFile
  /** Lets the system kill this process when its parent ends; false where it cannot. */
  dieWithParent(): boolean
  /** Locks or unlocks a file for this descriptor alone; false when another one has the lock. */
  lockDescriptor(descriptor: number, lock: boolean): boolean
}

export interface NativeErrorFields {
  readonly code: string
  readonly message: string
  readonly path?: string
  readonly filename?: string
  readonly frames: readonly string[]
}

const packageRoot = fileURLToPath(new URL('../../', import.meta.url))

const loaded = loadAddon(packageRoot)

export const native = loaded.exports as Addon

/** The file of the addon. */
export const addonPath = loaded.path

native.setErrorFactory(({ code, message, ...details }) => errorFromNative(code, message, details))
