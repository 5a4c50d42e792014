import { CorruptError } from '../../errors.js'
import type { Group } from '../../h5/group.js'
import type { StructDType } from '../../h5/native.js'
import { Table } from '../../h5/table.js'
import type { RunInformation, RunTableView, StoredRun } from '../nodes.js'
import { clip, cut } from './text.js'

const NAME = 'runs'
/** Rows written or read at once. */
const BLOCK = 4096

const rowType: StructDType = {
  fields: [
    ['idx', '<i4'],
    ['name', '|S128'],
    ['time', '|S20'],
    ['timestamp', '<f8'],
    ['finish_timestamp', '<f8'],
    ['runtime', '|S18'],
    ['parameter_summary', '|S512'],
    ['short_environment_hexsha', '|S7'],
    ['completed', '<i4'],
  ],
}

/** What pypet writes where a run has not come that far. */
const unknown = {
  time: '>>Maybe time`s gone ',
  timestamp: 42,
  finishTimestamp: 1.337,
  runtime: 'forever and ever',
  parameterSummary: 'Not yet my friend!',
  shortEnvironmentHexsha: 'N/A',
}

type Row = Record<string, string | number>

const rowOf = (run: RunInformation): Row => ({
  idx: run.idx,
  name: clip(run.name, 128),
  time: cut(run.time ?? unknown.time, 20),
  timestamp: run.timestamp ?? unknown.timestamp,
  finish_timestamp: run.finishTimestamp ?? unknown.finishTimestamp,
  runtime: cut(run.runtime ?? unknown.runtime, 18),
  parameter_summary: cut(run.parameterSummary ?? unknown.parameterSummary, 512),
  short_environment_hexsha: cut(run.shortEnvironmentHexsha ?? unknown.shortEnvironmentHexsha, 7),
  completed: run.completed ? 1 : 0,
})

/**
 * How the rows lie. One is written after each run, and with it its chunk: so that is small, and passes no filters where
 * all rows together are some megabytes at most. Of more runs, chunks of about 16 KiB are compressed at the fastest level.
 */
const layouts = [
  { runs: 20_000, chunkRows: 8, complevel: 0 },
  { runs: Number.POSITIVE_INFINITY, chunkRows: 23, complevel: 1 },
] as const

/** The table of runs in the file, open for as long as runs are stored. */
export class RunsTable {
  readonly #table: Table

  /** `expected` is how many runs there will be, should the table be new. */
  constructor(overview: Group, expected: number) {
    this.#table = runsTable(overview, expected)
  }

  /** Brings the table in line with memory: new rows, changed rows, and none beyond the number of runs. */
  store(runs: RunTableView): void {
    const table = this.#table
    const stored = table.nrows
    if (stored > runs.length) table.truncate(runs.length)
    for (let start = stored; start < runs.length; start += BLOCK) {
      table.append(columnsOf(runs, start, Math.min(runs.length, start + BLOCK)))
    }
    const updated = runs.updated()
    for (const index of updated) if (index < stored) table.write([rowOf(runs.get(index))], index)
    runs.markStored(updated)
  }

  get isOpen(): boolean {
    return this.#table.isOpen
  }

  close(): void {
    this.#table.close()
  }
}

function columnsOf(runs: RunTableView, start: number, stop: number) {
  const rows = Array.from({ length: stop - start }, (_, i) => rowOf(runs.get(start + i)))
  return Object.fromEntries(rowType.fields.map(([name]) => [name, rows.map((row) => row[name] as string)]))
}

function runsTable(overview: Group, expected: number): Table {
  if (overview.has(NAME)) return expectTable(overview)
  const { filters } = overview
  const { chunkRows, complevel } = layouts.find(({ runs }) => expected <= runs) ?? layouts[1]
  return overview.createTable(NAME, {
    title: NAME,
    columns: rowType,
    chunkshape: [chunkRows],
    filters: { ...filters, complevel: Math.min(filters.complevel, complevel) },
  })
}

function expectTable(overview: Group): Table {
  const node = overview.get(NAME)
  if (node instanceof Table) return node
  throw new CorruptError(`'${node.path}' is no table but a ${node.kind}`, { path: node.path })
}

const hasRuns = (overview: Group): boolean => overview.has(NAME)

/** Number of runs, or null when there is no table. */
export function countRuns(overview: Group): number | null {
  if (!hasRuns(overview)) return null
  using table = expectTable(overview)
  return table.nrows
}

/** All rows, in order of the run index; what a run has not reached is null. */
export function* loadRuns(overview: Group): Generator<StoredRun> {
  using table = expectTable(overview)
  for (let start = 0; start < table.nrows; start += BLOCK) {
    const options = { start, stop: start + BLOCK, columns: loadedColumns(table) }
    const columns = table.readSync(options) as Record<string, ArrayLike<string | number>>
    const rows = Math.min(BLOCK, table.nrows - start)
    for (let row = 0; row < rows; row++) yield runOf(columns, row)
  }
}

/** Index and name say nothing that the place of the row does not. */
const loadedColumns = (table: Table): string[] => {
  const known = table.columnNames
  return rowType.fields
    .map(([name]) => name)
    .filter((name) => name !== 'idx' && name !== 'name' && known.includes(name))
}

function runOf(columns: Record<string, ArrayLike<string | number> | undefined>, row: number): StoredRun {
  const text = (name: string, placeholder: string): string | null => {
    const cell = columns[name]?.[row]
    return cell === undefined || cell === placeholder || cell === placeholder.trimEnd() ? null : String(cell)
  }
  const number = (name: string, placeholder: number): number | null => {
    const cell = columns[name]?.[row]
    return cell === undefined || cell === placeholder ? null : Number(cell)
  }
  return {
    time: text('time', unknown.time),
    timestamp: number('timestamp', unknown.timestamp),
    finishTimestamp: number('finish_timestamp', unknown.finishTimestamp),
    runtime: text('runtime', unknown.runtime),
    parameterSummary: text('parameter_summary', unknown.parameterSummary),
    shortEnvironmentHexsha: text('short_environment_hexsha', unknown.shortEnvironmentHexsha),
    completed: Number(columns.completed?.[row] ?? 0) !== 0,
  }
}
