import { createHash } from 'node:crypto'
import type { Table } from '../../h5/table.js'
import type { LeafView } from '../nodes.js'
import { type OverviewTable, rowOf } from './columns.js'
import { fullNamesIn } from './listing.js'
import { clip } from './text.js'

/** SHA-1 of a comment in UTF-8, lower case hex. */
export const digestOf = (comment: string): string => createHash('sha1').update(comment, 'utf8').digest('hex')

interface Holder {
  readonly row: number
  readonly fullName: string
  readonly run: number
}

/** What becomes of a leaf's comment. */
export interface CommentDecision {
  /** Whether the leaf keeps the comment; else it gets the digest. */
  readonly keep: boolean
  readonly digest: string
}

/**
 * A table of comments that many leaves share: each stands once, at the leaf of the lowest run, whatever the order in
 * which runs are stored. Leaves are alike when name and place below their run and the comment are equal.
 */
export class Summary {
  readonly #kind: OverviewTable
  readonly #table: Table
  readonly #purges: boolean
  readonly #holders = new Map<string, Holder>()
  readonly #rows: string[]

  constructor(kind: OverviewTable, table: Table, purges: boolean) {
    this.#kind = kind
    this.#table = table
    this.#purges = purges
    const names = fullNamesIn(table)
    const digests = names.length === 0 ? [] : (table.column('hexdigest') as string[])
    this.#rows = names.map((fullName, row) => {
      const key = keyOf(fullName, digests[row] ?? '')
      this.#holders.set(key, { row, fullName, run: runOf(fullName) })
      return key
    })
  }

  /** Whether a leaf with a comment is to keep it. */
  decide(leaf: LeafView): CommentDecision {
    const digest = digestOf(leaf.comment)
    const holder = this.#holders.get(keyOf(leaf.fullName, digest))
    const shares = holder !== undefined && holder.fullName !== leaf.fullName && runOf(leaf.fullName) >= holder.run
    return { keep: !(shares && this.#purges), digest }
  }

  /** Takes note of a leaf with a comment. Gives the leaf that has to give the comment up for it, if any. */
  record(leaf: LeafView): { readonly loser: string; readonly digest: string } | null {
    const { fullName } = leaf
    const digest = digestOf(leaf.comment)
    const key = keyOf(fullName, digest)
    const holder = this.#holders.get(key)
    const run = runOf(fullName)
    if (holder === undefined) {
      this.#append(key, leaf, digest, run)
      return null
    }
    if (holder.fullName === fullName || run >= holder.run) return null
    this.#write(holder.row, leaf, digest)
    this.#holders.set(key, { row: holder.row, fullName, run })
    return this.#purges ? { loser: holder.fullName, digest } : null
  }

  /** Full name of the leaf that keeps the comment which another one gave up. */
  holderOf(fullName: string, digest: string): string | undefined {
    return this.#holders.get(keyOf(fullName, digest))?.fullName
  }

  /** Keys and holders at or below a node. */
  held(fullName: string): { key: string; holder: string; digest: string }[] {
    return [...this.#holders]
      .filter(([, holder]) => holder.fullName === fullName || holder.fullName.startsWith(`${fullName}.`))
      .map(([key, holder]) => ({ key, holder: holder.fullName, digest: key.slice(key.indexOf('\n') + 1) }))
  }

  /** Another leaf holds the comment from now on. */
  bequeath(key: string, heir: string): void {
    const holder = this.#holders.get(key)
    if (holder === undefined) return
    const dot = heir.lastIndexOf('.')
    this.#table.write([{ location: clip(heir.slice(0, Math.max(0, dot)), 512) }], holder.row, ['location'])
    this.#holders.set(key, { row: holder.row, fullName: heir, run: runOf(heir) })
  }

  /** A holder leaves the file and there is no other leaf with its comment. */
  forget(key: string): void {
    const holder = this.#holders.get(key)
    const last = this.#rows.pop()
    if (holder === undefined || last === undefined) return
    this.#holders.delete(key)
    if (last !== key) {
      const moved = this.#holders.get(last)
      this.#table.write(this.#table.readSync({ start: this.#rows.length }), holder.row)
      this.#rows[holder.row] = last
      if (moved) this.#holders.set(last, { ...moved, row: holder.row })
    }
    this.#table.truncate(this.#rows.length)
  }

  #append(key: string, leaf: LeafView, digest: string, run: number): void {
    this.#table.append([{ ...rowOf(this.#kind, leaf), hexdigest: digest }])
    this.#holders.set(key, { row: this.#rows.length, fullName: leaf.fullName, run })
    this.#rows.push(key)
  }

  #write(row: number, leaf: LeafView, digest: string): void {
    this.#table.write([{ ...rowOf(this.#kind, leaf), hexdigest: digest }], row)
  }
}

export const RUN_PART = /^run_(\d{8,})$/

/** Index of the run a leaf belongs to; -1 outside of runs, which counts as the lowest. */
function runOf(fullName: string): number {
  for (const part of fullName.split('.')) {
    const match = RUN_PART.exec(part)
    if (match) return Number(match[1])
  }
  return -1
}

const keyOf = (fullName: string, digest: string): string =>
  `${fullName
    .split('.')
    .map((part) => (RUN_PART.test(part) || part === 'run_ALL' || /^run_set_/.test(part) ? '$' : part))
    .join('.')}\n${digest}`
