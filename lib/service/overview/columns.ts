import type { StructDType } from '../../h5/native.js'
import { parentOf } from '../full-name.js'
import type { LeafView } from '../nodes.js'
import { clip } from './text.js'

/** What these tables say of a leaf. */
export type Line = Pick<
  LeafView,
  'fullName' | 'name' | 'comment' | 'isExplored' | 'valueText' | 'rangeLength' | 'rangeText'
>

/** A column of the tables that list leaves. */
export interface Column {
  readonly name: string
  readonly dtype: string
  readonly cell: (leaf: Line) => string | number
}

const MAX_RANGE_ITEMS = 351

const text = (name: string, width: number, of: (leaf: Line) => string): Column => ({
  name,
  dtype: `|S${width}`,
  cell: (leaf) => clip(of(leaf), width),
})

const columns = {
  location: text('location', 512, ({ fullName }) => parentOf(fullName)),
  name: text('name', 128, ({ name }) => name),
  value: text('value', 64, (leaf) => leaf.valueText(64)),
  comment: text('comment', 512, ({ comment }) => comment),
  length: { name: 'length', dtype: '<i4', cell: (leaf: Line) => leaf.rangeLength() },
  range: text('range', 1024, (leaf) => leaf.rangeText(MAX_RANGE_ITEMS)),
  hexdigest: { name: 'hexdigest', dtype: '|S64', cell: () => '' },
} satisfies Record<string, Column>

const listing: readonly Column[] = [columns.location, columns.name, columns.value, columns.comment]
const explored: readonly Column[] = [...listing, columns.length, columns.range]
const summary: readonly Column[] = [columns.location, columns.name, columns.value, columns.hexdigest, columns.comment]

/** When a table exists, which leaves it lists, and how many at most. */
export interface OverviewTable {
  readonly name: string
  readonly setting: 'smallOverviewTables' | 'largeOverviewTables' | 'summaryTables'
  readonly branch: string
  readonly kind: 'listing' | 'explored' | 'summary'
  readonly columns: readonly Column[]
}

/** Every table, in the order of pypet's settings flags. */
export const overviewTables: readonly OverviewTable[] = [
  { name: 'config_overview', setting: 'smallOverviewTables', branch: 'config', kind: 'listing', columns: listing },
  {
    name: 'parameters_overview',
    setting: 'smallOverviewTables',
    branch: 'parameters',
    kind: 'listing',
    columns: listing,
  },
  {
    name: 'derived_parameters_overview',
    setting: 'largeOverviewTables',
    branch: 'derived_parameters',
    kind: 'listing',
    columns: listing,
  },
  { name: 'results_overview', setting: 'largeOverviewTables', branch: 'results', kind: 'listing', columns: listing },
  {
    name: 'explored_parameters_overview',
    setting: 'smallOverviewTables',
    branch: '',
    kind: 'explored',
    columns: explored,
  },
  {
    name: 'derived_parameters_summary',
    setting: 'summaryTables',
    branch: 'derived_parameters',
    kind: 'summary',
    columns: summary,
  },
  { name: 'results_summary', setting: 'summaryTables', branch: 'results', kind: 'summary', columns: summary },
]

export const rowType = ({ columns: list }: Pick<OverviewTable, 'columns'>): StructDType => ({
  fields: list.map(({ name, dtype }) => [name, dtype] as const),
})

/** A row about a leaf. */
export const rowOf = ({ columns: list }: OverviewTable, leaf: Line): Record<string, string | number> =>
  Object.fromEntries(list.map(({ name, cell }) => [name, cell(leaf)]))

/** The columns that change with a leaf's data. */
export const dataColumns = ({ columns: list }: OverviewTable): string[] =>
  list.map(({ name }) => name).filter((name) => ['value', 'length', 'range'].includes(name))
