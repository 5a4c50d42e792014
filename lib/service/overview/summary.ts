import type { Table } from '../../h5/table.js'
import { isWithin, parentOf } from '../full-name.js'
import { type Line, type OverviewTable, rowOf } from './columns.js'
import { digestIn, digestOf, keyOf, runOf } from './comment-key.js'
import { fullNamesIn, removeRow } from './listing.js'
import { clip } from './text.js'

interface Holder {
  row: number
  readonly fullName: string
  readonly run: number
}

/** What becomes of a leaf's comment. */
export interface CommentDecision {
  /** Whether the leaf keeps the comment; else it gets the digest. */
  readonly keep: boolean
  readonly digest: string
}

/** Whether a leaf in the file has a comment of that digest. */
export type HasComment = (fullName: string, digest: string) => boolean

/**
 * A table of comments that many leaves share: each stands once, at the leaf of the lowest run, whatever the order in
 * which runs are stored. Leaves are alike when name and place below their run and the comment are equal.
 */
export class Summary {
  readonly #kind: OverviewTable
  readonly #table: Table
  readonly #purges: boolean
  readonly #hasComment: HasComment
  readonly #holders = new Map<string, Holder>()
  /** Keys row by row. */
  readonly #keys: string[]
  readonly #keysOf = new Map<string, Set<string>>()
  /** Holders that were seen to have their comments: pypet leaves rows of leaves that are gone. */
  readonly #trusted = new WeakSet<Holder>()

  constructor(kind: OverviewTable, table: Table, purges: boolean, hasComment: HasComment) {
    this.#kind = kind
    this.#table = table
    this.#purges = purges
    this.#hasComment = hasComment
    const names = fullNamesIn(table)
    const digests = names.length === 0 ? [] : (table.column('hexdigest') as string[])
    this.#keys = names.map((fullName, row) => keyOf(fullName, digests[row] ?? ''))
    for (const [row, fullName] of names.entries()) this.#hold(this.#keys[row] as string, row, fullName)
  }

  #hold(key: string, row: number, fullName: string, trusted = false): void {
    const before = this.#holders.get(key)
    if (before !== undefined) this.#keysOf.get(before.fullName)?.delete(key)
    const holder = { row, fullName, run: runOf(fullName) }
    this.#holders.set(key, holder)
    if (trusted) this.#trusted.add(holder)
    const keys = this.#keysOf.get(fullName)
    if (keys === undefined) this.#keysOf.set(fullName, new Set([key]))
    else keys.add(key)
  }

  /** The holder, unless the file does not bear it out. */
  #holder(key: string): Holder | undefined {
    const holder = this.#holders.get(key)
    if (holder === undefined || this.#trusted.has(holder)) return holder
    if (!this.#hasComment(holder.fullName, digestIn(key))) return undefined
    this.#trusted.add(holder)
    return holder
  }

  /** Whether a leaf with a comment is to keep it. */
  decide(leaf: Pick<Line, 'fullName' | 'comment'>): CommentDecision {
    const digest = digestOf(leaf.comment)
    const holder = this.#holder(keyOf(leaf.fullName, digest))
    const shares = holder !== undefined && holder.fullName !== leaf.fullName && runOf(leaf.fullName) >= holder.run
    return { keep: !(shares && this.#purges), digest }
  }

  /** Takes note of a leaf with a comment. Gives the leaf that has to give the comment up for it, if any. */
  record(leaf: Line): { readonly loser: string; readonly digest: string } | null {
    const digest = digestOf(leaf.comment)
    const key = keyOf(leaf.fullName, digest)
    const known = this.#holders.get(key)
    const holder = this.#holder(key)
    const isOwn = holder?.fullName === leaf.fullName
    if (holder !== undefined && !isOwn && runOf(leaf.fullName) >= holder.run) return null
    const row = { ...rowOf(this.#kind, leaf), hexdigest: digest }
    if (known === undefined) {
      this.#table.append([row])
      this.#hold(key, this.#keys.length, leaf.fullName, true)
      this.#keys.push(key)
    } else {
      this.#table.write([row], known.row)
      this.#hold(key, known.row, leaf.fullName, true)
    }
    return this.#purges && holder !== undefined && !isOwn ? { loser: holder.fullName, digest } : null
  }

  /** The leaf that has the comment for others; undefined when none is known. */
  holderOf(fullName: string, digest: string): string | undefined {
    return this.#holders.get(keyOf(fullName, digest))?.fullName
  }

  /** The comment as the table has it, when it is there as a whole. */
  commentIn(fullName: string, digest: string): string {
    const row = this.#holders.get(keyOf(fullName, digest))?.row
    const cell = row === undefined ? undefined : this.#table.column('comment', { start: row, stop: row + 1 })
    const [comment = ''] = (cell ?? []) as string[]
    return digestOf(comment) === digest ? comment : ''
  }

  /** What the leaf itself holds. */
  heldBy(fullName: string): readonly string[] {
    return [...(this.#keysOf.get(fullName) ?? [])]
  }

  /** Comments that a node and all below it hold: keys and holders. */
  heldWithin(top: string): readonly (readonly [key: string, holder: string])[] {
    return [...this.#keysOf]
      .filter(([fullName]) => isWithin(fullName, top))
      .flatMap(([fullName, keys]) => Array.from(keys, (key) => [key, fullName] as const))
  }

  /** Another leaf holds the comment from now on; what its value is nobody knows here. */
  bequeath(key: string, heir: string): void {
    const holder = this.#holders.get(key)
    if (holder === undefined) return
    this.#table.write([{ location: clip(parentOf(heir), 512), value: '' }], holder.row, ['location', 'value'])
    this.#hold(key, holder.row, heir, true)
  }

  /** A holder leaves the file and there is no other leaf with its comment. */
  forget(key: string): void {
    const holder = this.#holders.get(key)
    if (holder === undefined) return
    this.#holders.delete(key)
    this.#keysOf.get(holder.fullName)?.delete(key)
    const last = this.#keys.pop() as string
    removeRow(this.#table, holder.row)
    if (last === key) return
    this.#keys[holder.row] = last
    const moved = this.#holders.get(last)
    if (moved) moved.row = holder.row
  }
}
