import { TrajstoreError } from '../../errors.js'
import type { File } from '../file.js'
import type { Group } from '../group.js'
import { type Link, linkOf } from '../links.js'
import { BATCH, ListedGroup, type ListedOptions } from '../listed-group.js'
import type { ChildInfo } from '../native.js'
import { joinPath, Node } from '../node.js'
import { openChild } from '../open-node.js'
import { isTableIndex } from '../pytables.js'

/** Something below a group, or what cannot be looked at. */
export interface Entry {
  readonly path: string
  readonly name: string
  /** 1 for children of the group that is listed. */
  readonly depth: number
  /** Another name of a group that was listed before. */
  readonly isRepeated: boolean
  /** What the listing says of it; undefined for a group whose children cannot be listed. */
  readonly info?: ChildInfo
  /** So many siblings like this one are left out. */
  readonly folded: number
  /** The node, open until the next entry is asked for, or the link; or why it cannot be had. */
  thing(): Node | Link | TrajstoreError
  /** Bytes that describe a group or dataset in the file. */
  metadataBytes(): number
}

export interface EntryOptions {
  readonly maxDepth?: number
  /** With PyTables' indexes of tables. */
  readonly all?: boolean
  /** With the data of small datasets. */
  readonly data?: boolean
  /** Of siblings whose names are such, only the first. */
  readonly fold?: (name: string) => boolean
}

/** libhdf5 has no limit, but a damaged file can be without end. */
const MAX_DEPTH = 256

/**
 * Everything below a group, parents first. Unlike `Group.walk` it goes on where something is damaged, and opens a node
 * only when asked for it, until the next one is asked for.
 */
export function* entries(group: Group, options: EntryOptions = {}): Generator<Entry> {
  yield* below({ file: group.file, options, seen: new Set([group.address]) }, ListedGroup.of(group), 1)
}

interface Walk {
  readonly file: File
  readonly options: EntryOptions
  readonly seen: Set<number>
}

function* below(walk: Walk, parent: ListedGroup, depth: number): Generator<Entry> {
  const { options } = walk
  const maxDepth = Math.min(options.maxDepth ?? MAX_DEPTH, MAX_DEPTH)
  if (depth > maxDepth) return
  const found = attempt(() => wantedNames(parent, options))
  if (found instanceof TrajstoreError) return yield unlisted(parent.path, depth, found)
  const { names, first, folded } = found
  const request = { names, datasets: true, data: options.data ?? false, nested: depth < maxDepth }
  for (const info of listed(parent, request)) {
    const child = new ListedEntry(walk, parent, info, depth, info.name === first ? folded : 0)
    try {
      yield child
      const group = child.group()
      if (group === undefined || child.isRepeated) continue
      yield* below(walk, group, depth + 1)
    } finally {
      child.close()
    }
  }
}

/** One call for many children; where that fails, one for each. */
function* listed(parent: ListedGroup, request: ListedOptions & { names: readonly string[] }): Generator<ChildInfo> {
  for (let at = 0; at < request.names.length; at += BATCH) {
    const names = request.names.slice(at, at + BATCH)
    const children = attempt(() => [...parent.list({ ...request, names })])
    yield* children instanceof TrajstoreError ? names.map((name) => listedAlone(parent, request, name)) : children
  }
}

function listedAlone(parent: ListedGroup, request: ListedOptions, name: string): ChildInfo {
  const found = attempt(() => [...parent.list({ ...request, names: [name] })])
  if (!(found instanceof TrajstoreError)) return found[0] ?? { name, kind: 'unknown' }
  return { name, kind: 'unknown', error: { code: found.code, message: found.message } }
}

/** Of siblings that are folded the first is named, and how many are left out. */
function wantedNames(parent: ListedGroup, { all, fold }: EntryOptions) {
  const there = parent.names()
  const known = new Set(there)
  const names = all ? there : there.filter((name) => !isTableIndex(name, (table) => known.has(table)))
  const [first, ...others] = fold ? names.filter(fold) : []
  const left = new Set(others)
  return { first, folded: left.size, names: left.size === 0 ? names : names.filter((name) => !left.has(name)) }
}

function unlisted(path: string, depth: number, error: TrajstoreError): Entry {
  const name = path.slice(path.lastIndexOf('/') + 1) || '/'
  const raise = (): never => {
    throw error
  }
  return { path, name, depth, isRepeated: false, folded: 0, thing: () => error, metadataBytes: raise }
}

class ListedEntry implements Entry {
  readonly path: string
  readonly name: string
  readonly depth: number
  readonly isRepeated: boolean
  readonly info: ChildInfo
  readonly folded: number
  readonly #file: File
  readonly #parent: ListedGroup
  #thing: Node | Link | TrajstoreError | undefined
  #group: ListedGroup | undefined

  constructor({ file, seen }: Walk, parent: ListedGroup, info: ChildInfo, depth: number, folded: number) {
    this.path = joinPath(parent.path, info.name)
    this.name = info.name
    this.depth = depth
    this.info = info
    this.folded = folded
    this.#file = file
    this.#parent = parent
    const address = info.kind === 'group' ? this.#address() : undefined
    this.isRepeated = address !== undefined && seen.has(address)
    if (address !== undefined) seen.add(address)
    if (address !== undefined && !this.isRepeated) this.#group = parent.child(info)
  }

  /** What a listing could not describe may open nevertheless. */
  #address(): number | undefined {
    if (this.info.address !== undefined) return this.info.address
    const thing = this.thing()
    const address = thing instanceof Node ? attempt(() => thing.address) : undefined
    return typeof address === 'number' ? address : undefined
  }

  /** The group to go on with. */
  group(): ListedGroup | undefined {
    return this.#group
  }

  thing(): Node | Link | TrajstoreError {
    this.#thing ??= attempt(
      () => linkOf(this.path, this.info) ?? openChild(this.#file, this.#parent.native, this.name, this.path),
    )
    return this.#thing
  }

  metadataBytes(): number {
    if (this.#group) return this.#group.native.metadataBytes()
    if (this.info.kind !== 'dataset' || this.#thing instanceof Node) return this.#opened().native.metadataBytes()
    const dataset = this.#parent.native.openDataset(this.name)
    try {
      return dataset.metadataBytes()
    } finally {
      dataset.close()
    }
  }

  #opened(): Node {
    const thing = this.thing()
    if (thing instanceof Node) return thing
    throw thing instanceof TrajstoreError ? thing : new TypeError(`'${this.path}' is a link`)
  }

  close(): void {
    if (this.#thing instanceof Node) this.#thing.close()
    this.#group?.[Symbol.dispose]()
  }
}

/** What an action gives, or the error that it throws. */
export function attempt<T>(action: () => T): T | TrajstoreError {
  try {
    return action()
  } catch (error) {
    if (error instanceof TrajstoreError) return error
    throw error
  }
}
