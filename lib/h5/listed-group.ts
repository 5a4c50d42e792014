import type { Group } from './group.js'
import type { ChildInfo, ListOptions, NativeGroup } from './native.js'
import { joinPath } from './node.js'

/** Data up to this size come with a listing, larger ones by a read of their own. */
const INLINE_BYTES = 64 * 1024
/** So many children are listed by one call: few calls, and the memory for one listing is bounded. */
export const BATCH = 256

export interface ListedOptions {
  /** Datasets with what they are. */
  readonly datasets?: boolean
  /** And with their data when these are small. */
  readonly data?: boolean
  /** Only these names. */
  readonly names?: readonly string[]
  /** No children of groups that have an attribute of this name. */
  readonly stopAt?: string
  /** False: only the children, not also what is below them. */
  readonly nested?: boolean
}

/**
 * A group of which all is read that lies below it. Its children may have come with the listing of its parent: then it is
 * opened only if some of their data are large.
 */
export class ListedGroup implements Disposable {
  readonly path: string
  readonly #open: () => NativeGroup
  readonly #children: readonly ChildInfo[] | undefined
  readonly #isOwner: boolean
  #native: NativeGroup | undefined

  private constructor(path: string, open: () => NativeGroup, children: readonly ChildInfo[] | undefined, owner = true) {
    this.path = path
    this.#open = open
    this.#children = children
    this.#isOwner = owner
  }

  /** Of an open group, which stays open. */
  static of(group: Group): ListedGroup {
    group.file.waiting.flush()
    return new ListedGroup(group.path, () => group.native, undefined, false)
  }

  child(info: ChildInfo): ListedGroup {
    return new ListedGroup(joinPath(this.path, info.name), () => this.native.openGroup(info.name), info.children)
  }

  /** The children, with their attributes and, where they can be had at once, with their own children. */
  *list(options: ListedOptions = {}): Generator<ChildInfo> {
    if (this.#children) return yield* chosen(this.#children, options.names)
    const request = requestOf(options)
    const names = options.names ?? this.native.names()
    for (let at = 0; at < names.length; at += BATCH) {
      yield* this.native.list({ ...request, names: names.slice(at, at + BATCH) })
    }
  }

  /** Names of the children; those of a group that was listed with its parent are known. */
  names(): readonly string[] {
    return this.#children?.map(({ name }) => name) ?? this.native.names()
  }

  get native(): NativeGroup {
    this.#native ??= this.#open()
    return this.#native
  }

  [Symbol.dispose](): void {
    if (this.#isOwner) this.#native?.close()
  }
}

function chosen(children: readonly ChildInfo[], names: readonly string[] | undefined): readonly ChildInfo[] {
  if (names === undefined) return children
  const wanted = new Set(names)
  return children.filter(({ name }) => wanted.has(name))
}

const requestOf = ({ datasets, data, stopAt, nested = true }: ListedOptions): ListOptions => ({
  attributes: true,
  nested,
  ...(datasets || data ? { datasets: true } : {}),
  ...(data ? { data: INLINE_BYTES } : {}),
  ...(stopAt === undefined ? {} : { stopAt }),
})
