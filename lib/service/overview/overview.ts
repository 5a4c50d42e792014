import { COMMENT, COMMENT_DIGEST, CURRENT_FORMAT, FORMAT_VERSION, OVERVIEW } from '../../constants/names.js'
import type { Group } from '../../h5/group.js'
import { Table } from '../../h5/table.js'
import type { LeafView } from '../nodes.js'
import type { Settings } from '../settings.js'
import { type OverviewTable, overviewTables, rowType } from './columns.js'
import { Listing } from './listing.js'
import { type CommentDecision, RUN_PART, Summary } from './summary.js'

const EXPECTED_ROWS = 10000

/** How the overview reaches its tables, and the leaves whose comments move. */
export interface StoredNodes {
  /** The group of the overview itself. */
  readonly overviewGroup: Group
  /** The leaf's group; undefined when it is not in the file. */
  group(fullName: string): Group | undefined
}

/** The tables of a trajectory that list its leaves and comments, opened as they are needed. */
export class Overview {
  readonly #settings: Settings
  readonly #nodes: StoredNodes
  readonly #listings = new Map<string, Listing | null>()
  readonly #summaries = new Map<string, Summary | null>()

  constructor(settings: Settings, nodes: StoredNodes) {
    this.#settings = settings
    this.#nodes = nodes
  }

  /** Makes the group and every table that the settings ask for. */
  static create(trajectory: Group, settings: Settings, expectedRows: (branch: string) => number): void {
    const group = trajectory.has(OVERVIEW)
      ? (trajectory.get(OVERVIEW) as Group)
      : trajectory.createGroup(OVERVIEW, { title: OVERVIEW, attributes: { [FORMAT_VERSION]: CURRENT_FORMAT } })
    for (const table of overviewTables) {
      if (!settings[table.setting] || group.has(table.name)) continue
      const expected = table.kind === 'listing' ? expectedRows(table.branch) || EXPECTED_ROWS : EXPECTED_ROWS
      group.createTable(table.name, { title: table.name, columns: rowType(table), expectedRows: expected }).close()
    }
    group.close()
  }

  /** Whether a leaf that is to be written keeps its comment; null when comments of its branch are not shared. */
  decide(leaf: LeafView): CommentDecision | null {
    return leaf.comment === '' ? null : (this.#summary(branchOf(leaf.fullName))?.decide(leaf) ?? null)
  }

  /** Writes the rows about a leaf that was just written, and takes the comment from the one that held it so far. */
  record(leaf: LeafView): void {
    const branch = branchOf(leaf.fullName)
    for (const table of overviewTables) {
      const lists = table.kind === 'listing' ? table.branch === branch : table.kind === 'explored' && leaf.isExplored
      if (lists) this.#listing(table)?.record(leaf)
    }
    if (leaf.comment === '') return
    const change = this.#summary(branch)?.record(leaf)
    if (change) this.#takeComment(change.loser, change.digest)
  }

  /** The comment that a leaf gave up, restored; '' when nothing holds it. */
  commentFor(fullName: string, digest: string): string {
    const holder = this.#summary(branchOf(fullName))?.holderOf(fullName, digest)
    const comment = holder === undefined ? undefined : this.#nodes.group(holder)?.attributes.get(COMMENT)
    return typeof comment === 'string' ? comment : ''
  }

  /** Removes the rows of a node that is about to be deleted, with all below it. */
  forget(fullName: string): void {
    for (const table of overviewTables) {
      if (table.kind !== 'summary') this.#listing(table)?.forget(fullName)
    }
    const summary = this.#summary(branchOf(fullName))
    for (const { key, holder, digest } of summary?.held(fullName) ?? []) {
      const heir = this.#heirOf(holder, digest, fullName)
      if (heir === undefined) summary?.forget(key)
      else this.#giveComment(heir, holder, () => summary?.bequeath(key, heir))
    }
  }

  /** The leaf of the lowest run that gave its comment up to `holder`; none at or below `gone`. */
  #heirOf(holder: string, digest: string, gone: string): string | undefined {
    const parts = holder.split('.')
    const at = parts.findIndex((part) => RUN_PART.test(part))
    if (at < 0) return undefined
    const runs = this.#nodes.group(parts.slice(0, at).join('.'))
    for (const run of runs?.names() ?? []) {
      const candidate = parts.with(at, run).join('.')
      const inGone = candidate === gone || candidate.startsWith(`${gone}.`)
      if (inGone || !RUN_PART.test(run)) continue
      if (this.#nodes.group(candidate)?.attributes.get(COMMENT_DIGEST) === digest) return candidate
    }
    return undefined
  }

  #giveComment(heir: string, holder: string, note: () => void): void {
    const comment = this.#nodes.group(holder)?.attributes.get(COMMENT)
    const group = this.#nodes.group(heir)
    if (!group || typeof comment !== 'string') return
    group.attributes.set(COMMENT, comment)
    group.attributes.delete(COMMENT_DIGEST)
    note()
  }

  #takeComment(fullName: string, digest: string): void {
    const group = this.#nodes.group(fullName)
    if (!group?.attributes.has(COMMENT)) return
    group.attributes.delete(COMMENT)
    group.attributes.set(COMMENT_DIGEST, digest)
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
      return table && opened ? new Summary(table, opened, this.#settings.purgeDuplicateComments) : null
    })
  }

  /** A table that is there and looks as it should; others are left alone, as these tables are hints only. */
  #open(table: OverviewTable): Table | null {
    const group = this.#nodes.overviewGroup
    if (!this.#settings[table.setting] || !group.has(table.name)) return null
    const node = group.get(table.name)
    const fits = node instanceof Table && table.columns.every(({ name }) => node.columnNames.includes(name))
    if (fits) return node as Table
    node.close()
    return null
  }
}

function cached<T>(map: Map<string, T>, key: string, make: () => T): T {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

export const branchOf = (fullName: string): string => {
  const dot = fullName.indexOf('.')
  return dot < 0 ? fullName : fullName.slice(0, dot)
}
