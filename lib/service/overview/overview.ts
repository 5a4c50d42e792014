import { COMMENT, COMMENT_DIGEST, CURRENT_FORMAT, FORMAT_VERSION, OVERVIEW } from '../../constants/names.js'
import type { Group } from '../../h5/group.js'
import { Table } from '../../h5/table.js'
import { branchOf, isWithin } from '../full-name.js'
import type { Settings } from '../settings.js'
import { type Line, type OverviewTable, overviewTables, rowType } from './columns.js'
import { digestIn, digestOf, isRunPart, runOf } from './comment-key.js'
import { Listing } from './listing.js'
import { type CommentDecision, Summary } from './summary.js'

const EXPECTED_ROWS = 10000

/** How the overview reaches the leaves whose comments move. */
export interface LeafAccess {
  /** The leaf's group; undefined when it is not in the file. */
  group(fullName: string): Group | undefined
}

/** The tables of a trajectory that list its leaves and comments, opened as they are needed. */
export class Overview {
  readonly #group: Group
  readonly #settings: Settings
  readonly #leaves: LeafAccess
  readonly #tables: Table[] = []
  readonly #listings = new Map<string, Listing | null>()
  readonly #summaries = new Map<string, Summary | null>()

  /** The group is closed with the overview. */
  constructor(group: Group, settings: Settings, leaves: LeafAccess) {
    this.#group = group
    this.#settings = settings
    this.#leaves = leaves
  }

  /** Makes the group and every table that the settings ask for. */
  static create(trajectory: Group, settings: Settings, expectedRows: (branch: string) => number): Group {
    const group = trajectory.has(OVERVIEW)
      ? (trajectory.get(OVERVIEW) as Group)
      : trajectory.createGroup(OVERVIEW, { title: OVERVIEW, attributes: { [FORMAT_VERSION]: CURRENT_FORMAT } })
    for (const table of overviewTables) {
      if (!settings[table.setting] || group.has(table.name)) continue
      const expected = table.kind === 'listing' ? expectedRows(table.branch) || EXPECTED_ROWS : EXPECTED_ROWS
      group.createTable(table.name, { title: table.name, columns: rowType(table), expectedRows: expected }).close()
    }
    return group
  }

  /** Whether a leaf that is to be written keeps its comment; null when comments of its branch are not shared. */
  decide(leaf: Pick<Line, 'fullName' | 'comment'>): CommentDecision | null {
    return leaf.comment === '' ? null : (this.#summary(branchOf(leaf.fullName))?.decide(leaf) ?? null)
  }

  /** Writes the rows about a leaf that was just written, and takes the comment from the one that held it so far. */
  record(leaf: Line): void {
    for (const [table, listing] of this.#listingsFor(leaf.fullName)) {
      if (table.kind === 'listing' || leaf.isExplored) listing.record(leaf)
      else listing.drop(leaf.fullName)
    }
    if (leaf.comment === '') return
    const change = this.#summary(branchOf(leaf.fullName))?.record(leaf)
    if (change) this.#takeComment(change.loser, change.digest)
  }

  /** Brings the rows about a leaf in line with its data. */
  refresh(leaf: Line): void {
    for (const [, listing] of this.#listingsFor(leaf.fullName)) listing.refresh(leaf)
  }

  /** What the tables say of a leaf's value. */
  valueOf(fullName: string): string {
    for (const [, listing] of this.#listingsFor(fullName)) return listing.valueOf(fullName)
    return ''
  }

  /** The comment that a leaf gave up, restored; '' when nothing holds it. */
  commentFor(fullName: string, digest: string): string {
    const summary = this.#summary(branchOf(fullName))
    const holder = summary?.holderOf(fullName, digest)
    const comment = holder === undefined ? null : this.#commentOf(holder)
    if (comment !== null && digestOf(comment) === digest) return comment
    return summary?.commentIn(fullName, digest) ?? ''
  }

  /** Removes the rows of a node that is about to be deleted, with all below it. */
  forget(fullName: string): void {
    for (const table of overviewTables) if (table.kind !== 'summary') this.#listing(table)?.forget(fullName)
    const summary = this.#summary(branchOf(fullName))
    for (const [key, holder] of summary?.heldWithin(fullName) ?? []) {
      this.#passOn(summary, key, this.#commentOf(holder), this.#heirOf(holder, digestIn(key), fullName))
    }
  }

  /** A leaf has another comment now: one of those who share the one it had holds that. */
  passOn(fullName: string, comment: string): void {
    const summary = this.#summary(branchOf(fullName))
    const digest = digestOf(comment)
    for (const key of summary?.heldBy(fullName) ?? []) {
      if (digestIn(key) === digest) this.#passOn(summary, key, comment, this.#heirOf(fullName, digest, fullName))
    }
  }

  #passOn(summary: Summary | null, key: string, comment: string | null, heir: string | undefined): void {
    if (heir === undefined || comment === null) {
      summary?.forget(key)
      return
    }
    const { attributes } = this.#leaves.group(heir) as Group
    attributes.set(COMMENT, comment)
    attributes.delete(COMMENT_DIGEST)
    summary?.bequeath(key, heir)
  }

  /** The leaf of the lowest run that gave its comment up to `holder`; none at or below `gone`. */
  #heirOf(holder: string, digest: string, gone: string): string | undefined {
    let heir: string | undefined
    for (const candidate of this.#alike(holder.split('.'), [])) {
      if (isWithin(candidate, gone) || (heir !== undefined && runOf(candidate) >= runOf(heir))) continue
      if (this.#leaves.group(candidate)?.attributes.get(COMMENT_DIGEST) === digest) heir = candidate
    }
    return heir
  }

  /** Full names that differ in their runs only, as far as the groups that lead there are in the file. */
  *#alike(rest: readonly string[], path: readonly string[]): Generator<string> {
    const at = rest.findIndex(isRunPart)
    if (at < 0) {
      yield [...path, ...rest].join('.')
      return
    }
    const above = [...path, ...rest.slice(0, at)]
    const names = this.#leaves.group(above.join('.'))?.names() ?? []
    for (const name of names.filter(isRunPart)) yield* this.#alike(rest.slice(at + 1), [...above, name])
  }

  #commentOf(fullName: string): string | null {
    const comment = this.#leaves.group(fullName)?.attributes.get(COMMENT)
    return typeof comment === 'string' ? comment : null
  }

  #takeComment(fullName: string, digest: string): void {
    const group = this.#leaves.group(fullName)
    if (!group?.attributes.has(COMMENT)) return
    group.attributes.delete(COMMENT)
    group.attributes.set(COMMENT_DIGEST, digest)
  }

  // --- tables -------------------------------------------------------------------------------------------------------

  /** The tables that may list a leaf: that of its branch, and that of explored parameters. */
  *#listingsFor(fullName: string): Generator<[OverviewTable, Listing]> {
    const branch = branchOf(fullName)
    for (const table of overviewTables) {
      const applies = table.kind === 'explored' || (table.kind === 'listing' && table.branch === branch)
      const listing = applies ? this.#listing(table) : null
      if (listing) yield [table, listing]
    }
  }

  #listing(table: OverviewTable): Listing | null {
    return cached(this.#listings, table.name, () => {
      const opened = this.#open(table)
      return opened && new Listing(table, opened)
    })
  }

  #summary(branch: string): Summary | null {
    return cached(this.#summaries, branch, () => {
      const table = overviewTables.find(({ kind, branch: of }) => kind === 'summary' && of === branch)
      const opened = table && this.#open(table)
      if (!table || !opened) return null
      const hasComment = (fullName: string, digest: string) => {
        const comment = this.#commentOf(fullName)
        return comment !== null && digestOf(comment) === digest
      }
      return new Summary(table, opened, this.#settings.purgeDuplicateComments, hasComment)
    })
  }

  /**
   * A table that is there and looks as it should; others are left alone, as these tables are hints only. The settings
   * decide which are made: one that is there is kept true.
   */
  #open(table: OverviewTable): Table | null {
    if (!this.#group.has(table.name)) return null
    const node = this.#group.get(table.name)
    if (node instanceof Table && table.columns.every(({ name }) => node.columnNames.includes(name))) {
      this.#tables.push(node)
      return node
    }
    node.close()
    return null
  }

  /** Writes the rows that are buffered. */
  flush(): void {
    for (const table of this.#tables) table.flush()
  }

  /** Writes what is buffered and lets go of the tables. */
  close(): void {
    for (const table of this.#tables) table.close()
    this.#group.close()
  }
}

function cached<T>(map: Map<string, T>, key: string, make: () => T): T {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
