import type { Group } from '../../h5/group.js'
import { checkSettings, type Settings } from '../settings.js'
import { overviewTables } from './columns.js'
import { type Cells, type OneRowTable, readRow, writeRow } from './one-row.js'

const NAME = 'hdf5_settings'

/** pypet's seven bytes do not hold 'blosc:lz4'; wider columns are read by it as well. */
const table = (complib: string): OneRowTable => ({
  name: NAME,
  fields: [
    ['complib', `|S${Math.max(7, complib.length)}`],
    ['complevel', '<i4'],
    ['shuffle', '|b1'],
    ['fletcher32', '|b1'],
    ['pandas_format', '|S7'],
    ['encoding', '|S11'],
    ...overviewTables.map(({ name }) => [name, '|b1'] as const),
    ['purge_duplicate_comments', '|b1'],
    ['results_per_run', '<i4'],
    ['derived_parameters_per_run', '<i4'],
  ],
  expectedRows: 10000,
})

export function storeSettings(overview: Group, settings: Settings): void {
  const flags = overviewTables.map(({ name, setting }) => [name, settings[setting]] as const)
  writeRow(overview, table(settings.complib), {
    complib: settings.complib,
    complevel: settings.complevel,
    shuffle: settings.shuffle,
    fletcher32: settings.fletcher32,
    pandas_format: settings.pandasFormat,
    encoding: settings.encoding,
    ...Object.fromEntries(flags),
    purge_duplicate_comments: settings.purgeDuplicateComments,
    results_per_run: settings.resultsPerRun,
    derived_parameters_per_run: settings.derivedParametersPerRun,
  })
}

/** What the file says, as far as this build can do it (a compressor may be missing, a name may be cut by pypet). */
export function loadSettings(overview: Group): Partial<Settings> {
  const row = readRow(overview, NAME)
  if (row === null) return {}
  const summaryTables = Boolean(row.results_summary) && Boolean(row.derived_parameters_summary)
  const known = tolerant({
    complib: row.complib,
    complevel: row.complevel,
    shuffle: Boolean(row.shuffle),
    fletcher32: Boolean(row.fletcher32),
    pandasFormat: row.pandas_format,
    smallOverviewTables: Boolean(row.parameters_overview),
    largeOverviewTables: Boolean(row.results_overview),
    summaryTables,
    purgeDuplicateComments: Boolean(row.purge_duplicate_comments) && summaryTables,
    resultsPerRun: row.results_per_run,
    derivedParametersPerRun: row.derived_parameters_per_run,
  })
  // Kept by its name even when it is not known here: texts that are in the file are in it.
  return typeof row.encoding === 'string' && row.encoding !== '' ? { ...known, encoding: row.encoding } : known
}

function tolerant(found: Readonly<Record<string, Cells[string] | undefined>>): Partial<Settings> {
  const known: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(found)) {
    try {
      Object.assign(known, checkSettings({ purgeDuplicateComments: false, [name]: value }))
    } catch {
      // A setting that cannot be kept here falls back to the default; data are not concerned.
      delete known[name]
    }
  }
  return { ...known, purgeDuplicateComments: found.purgeDuplicateComments === true }
}
