import { InvalidTypeError, InvalidValueError, NotFoundError } from '../errors.js'
import { Parameter } from '../leaf/index.js'
import { checkOptions, describe, nearest } from '../options.js'
import { storedRoot } from '../tree/index.js'
import { toPlain, type Value } from '../values/index.js'
import { columnOf, type RunColumn, RunColumns } from './run-columns.js'
import type { RunKey, TrajectoryRuns } from './trajectory-runs.js'

export interface CollectOptions {
  /** Parameters by name, with shortcuts; the explored ones when left out. Columns are called as the name ends. */
  readonly parameters?: readonly string[]
  /** Only these runs, by index or name. */
  readonly runs?: Iterable<RunKey>
  /** Only runs for whose parameters it is true: those of the columns, by name. */
  readonly where?: (parameters: Readonly<Record<string, unknown>>, run: number) => boolean
}

/** So many items are read by one message. */
const BATCH = 1000

/**
 * Values of all runs as columns, in one pass over the file: parameters, and results by name. A name is looked for below
 * each run's own group (`z`, `spikes.count`); with a wildcard it is a full one (`results.$set.$.z`). A run without it has
 * null there; `NotFoundError` for a name that no completed run has, and for a parameter that `where` asks for in vain.
 */
export async function collect(
  traj: TrajectoryRuns,
  results: string | readonly string[],
  options: CollectOptions = {},
): Promise<RunColumns> {
  checkOptions(options, ['parameters', 'runs', 'where'], 'collect')
  const names = typeof results === 'string' ? [results] : results
  if (!Array.isArray(names) || names.some((name) => typeof name !== 'string' || name === '')) {
    throw new InvalidTypeError(`Results are collected by their names; got ${describe(results)}`)
  }
  storedRoot(traj)
  const parameters = chosenParameters(traj, options.parameters)
  const runs = chosenRuns(traj, parameters, options)
  const columns = new Map<string, RunColumn>()
  for (const [name, parameter] of parameters)
    add(
      columns,
      name,
      Array.from(runs, (run) => parameter.typedAt(run)),
    )
  const values: (Value | null)[][] = names.map(() => [])
  for await (const answers of itemsOf(traj, names, runs)) {
    for (const [i, answer] of answers.entries()) values[i]!.push(...answer)
  }
  for (const [i, name] of names.entries()) {
    if (values[i]!.every((value) => value === null)) await checkIsThere(traj, name)
    add(columns, name, values[i]!)
  }
  return new RunColumns(runs, columns)
}

/** Batch by batch the values of each name. */
async function* itemsOf(
  traj: TrajectoryRuns,
  names: readonly string[],
  runs: Int32Array,
): AsyncGenerator<(Value | null)[][]> {
  const root = storedRoot(traj)
  const paths = names.map((name) => pathOf(traj, name))
  for (let start = 0; start < runs.length; start += BATCH) {
    const batch = [...runs.subarray(start, start + BATCH)]
    const message = { trajectoryName: root.name, columns: paths.map((path) => batch.map(path)) }
    yield (await root.service.load('ITEMS', root, message)) as (Value | null)[][]
  }
}

/** Looks for a name that the chosen runs lack in all that are completed. */
async function checkIsThere(traj: TrajectoryRuns, name: string): Promise<void> {
  const completed = Int32Array.from(traj.runNames().keys()).filter((run) => traj.runs.isCompleted(run))
  if (completed.length === 0) return
  for await (const [answer] of itemsOf(traj, [name], completed)) {
    if (answer!.some((value) => value !== null)) return
  }
  const hint = nearest(name, await knownNames(traj, name, completed))
  const what = `No run of '${traj.name}' has a result '${name}'`
  throw new NotFoundError(`${what}${hint === undefined ? '' : `; the nearest known name is '${hint}'`}.`)
}

/** Names that could have been meant are those of the first runs. */
const FIRST_RUNS = 10

async function knownNames(traj: TrajectoryRuns, name: string, runs: Int32Array): Promise<string[]> {
  const root = storedRoot(traj)
  const parts = name.split('.')
  const fixed = parts.slice(0, parts.findLastIndex((part) => traj.wildcards.has(part)) + 1)
  const groups = Array.from(runs.subarray(0, FIRST_RUNS), pathOf(traj, fixed.join('.')))
  const found = (await root.service.load('ITEM_NAMES', root, { trajectoryName: root.name, groups })) as string[]
  return found.map((below) => [...fixed, below].join('.'))
}

function add(columns: Map<string, RunColumn>, name: string, values: readonly (Value | null)[]): void {
  if (columns.has(name) || name === 'run')
    throw new InvalidValueError(`Two columns would be called '${name}': name them more fully`)
  columns.set(name, columnOf(values))
}

/** By the names of their columns. */
function chosenParameters(traj: TrajectoryRuns, names: readonly string[] | undefined): Map<string, Parameter> {
  if (names !== undefined) return new Map(names.map((name) => [name, parameterCalled(traj, name)]))
  const explored = [...traj.exploredParameters()]
  const shortNames = explored.map(([fullName]) => fullName.slice(fullName.lastIndexOf('.') + 1))
  return new Map(
    explored.map(([fullName, parameter], i) => {
      const isUnique = shortNames.indexOf(shortNames[i]!) === shortNames.lastIndexOf(shortNames[i]!)
      return [isUnique ? shortNames[i]! : fullName, parameter ?? parameterCalled(traj, fullName)]
    }),
  )
}

function parameterCalled(traj: TrajectoryRuns, name: string): Parameter {
  const node = traj.get(name)
  if (node instanceof Parameter) return node
  throw new InvalidTypeError(`'${name}' is no parameter; results are named in front.`)
}

function chosenRuns(
  traj: TrajectoryRuns,
  parameters: ReadonlyMap<string, Parameter>,
  options: CollectOptions,
): Int32Array {
  const { where } = options
  const all =
    options.runs === undefined ? Array.from({ length: traj.length }, (_, run) => run) : indicesOf(traj, options.runs)
  if (where === undefined) return Int32Array.from(all)
  return Int32Array.from(all.filter((run) => where(valuesAt(parameters, run), run)))
}

const indicesOf = (traj: TrajectoryRuns, runs: Iterable<RunKey>): number[] =>
  [...new Set(Array.from(runs, (run) => traj.runIndex(run)))].sort((a, b) => a - b)

function valuesAt(parameters: ReadonlyMap<string, Parameter>, run: number): Record<string, unknown> {
  const values: Record<string, unknown> = Object.create(null)
  for (const [name, parameter] of parameters) values[name] = toPlain(parameter.typedAt(run))
  return new Proxy(values, { get: knownValue })
}

/** What JavaScript itself asks objects for. */
const askedByLanguage: readonly PropertyKey[] = ['toJSON', 'then']

function knownValue(values: Record<string, unknown>, name: PropertyKey): unknown {
  if (typeof name !== 'string' || name in values || askedByLanguage.includes(name)) return values[name as string]
  const hint = nearest(name, Object.keys(values))
  throw new NotFoundError(
    `'where' of collect asks for '${name}', which is no parameter of the columns${
      hint === undefined ? '' : `; the nearest is '${hint}'`
    }. Parameters that are not explored are named in the option 'parameters'.`,
  )
}

/** From a run to the full name of its result. */
function pathOf({ wildcards }: TrajectoryRuns, name: string): (run: number) => string {
  const parts = name.split('.')
  const full = parts.some((part) => wildcards.has(part)) ? parts : ['results', 'runs', '$', ...parts]
  if (name === '') full.pop()
  const branched = full[0] === 'results' || full[0] === 'derived_parameters' ? full : ['results', ...full]
  return (run) => branched.map((part) => (wildcards.has(part) ? wildcards.translate(part, run) : part)).join('.')
}
