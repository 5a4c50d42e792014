import { InvalidTypeError, InvalidValueError, NodeLookupError } from '../errors.js'
import { describe } from '../options.js'

/** The four branches of a trajectory, in the order in which they are told apart. */
export const BRANCHES = ['config', 'parameters', 'derived_parameters', 'results'] as const
export type Branch = (typeof BRANCHES)[number]

export const isBranch = (name: string): name is Branch => (BRANCHES as readonly string[]).includes(name)

/** The index that stands for no run in particular. */
export const NO_RUN = -1
/** Runs of one run set. */
export const RUNS_PER_SET = 1000

export const runName = (index: number): string => (index < 0 ? 'run_ALL' : `run_${String(index).padStart(8, '0')}`)
export const runSetName = (index: number): string =>
  index < 0 ? 'run_set_ALL' : `run_set_${String(Math.floor(index / RUNS_PER_SET)).padStart(5, '0')}`

const RUN_NAME = /^run_(\d{8,}|ALL)$/

/** The index of a run's standard name, -1 for `run_ALL`, null for any other text. */
export function parseRunName(name: string): number | null {
  const digits = name.startsWith('run_') ? RUN_NAME.exec(name)?.[1] : undefined
  if (digits === undefined) return null
  return digits === 'ALL' ? NO_RUN : Number(digits)
}

const ALIASES: ReadonlyMap<string, Branch> = new Map([
  ['conf', 'config'],
  ['par', 'parameters'],
  ['dpar', 'derived_parameters'],
  ['res', 'results'],
])

const indexOf = (digits: string): number => (digits === 'A' ? NO_RUN : Number(digits))
const PATTERNS: readonly (readonly [RegExp, (digits: string) => string])[] = [
  [/^r(?:un)?_(\d+|A)$/, (digits) => runName(indexOf(digits))],
  [/^r(?:unto|t)s(?:et)?_(\d+|A)$/, (digits) => runSetName(indexOf(digits))],
]

/** Spells out the short forms that mean the same everywhere: `par`, `run_3`, `r_3`, `rts_3` … */
export function expandAlias(part: string): string {
  const branch = ALIASES.get(part)
  if (branch !== undefined) return branch
  if (!part.startsWith('r')) return part
  for (const [pattern, expand] of PATTERNS) {
    const digits = pattern.exec(part)?.[1]
    if (digits !== undefined) return expand(digits)
  }
  return part
}

/** How a node is named in a call: dotted text, a run's index, or the parts one by one. */
export type NodeName = string | number | readonly (string | number)[]

const partOf = (part: string | number): string => {
  if (typeof part === 'string') return part
  if (Number.isInteger(part) && part >= NO_RUN) return runName(part)
  throw new NodeLookupError(`A number in a node's name is the index of a run, at least -1, but got ${part}.`)
}

/** The parts of a name, nothing translated; [] for ''. */
export function splitName(name: NodeName): string[] {
  if (typeof name === 'number') return [partOf(name)]
  if (typeof name === 'string') return name === '' ? [] : name.split('.')
  if (!Array.isArray(name)) {
    throw new InvalidTypeError(`A node's name is text, a run index or a list of these, but got ${describe(name)}.`)
  }
  return name.flatMap((part) => partOf(part).split('.'))
}

const PART = /^[A-Za-z0-9-][A-Za-z0-9_-]*$/
const MAX_NAME = 127

function checkText(name: unknown, what: string): asserts name is string {
  if (typeof name !== 'string') throw new InvalidTypeError(`${what} is text, but got ${describe(name)}.`)
  if (!PART.test(name)) {
    throw new InvalidValueError(
      `${what} has only letters, digits, '_' and '-' and does not start with '_', but got ${describe(name)}.`,
    )
  }
  if (name.length > MAX_NAME) {
    throw new InvalidValueError(`${what} has at most ${MAX_NAME} characters, but ${describe(name)} has ${name.length}.`)
  }
}

/** Throws `InvalidValueError` when `part` cannot be the name of a node (one part, translated). */
export function checkNodeName(part: string): void {
  checkText(part, 'The name of a node')
}

/** Throws `InvalidValueError` when `name` cannot be the name of a trajectory. */
export function checkTrajectoryName(name: unknown): asserts name is string {
  checkText(name, 'The name of a trajectory')
}

/** Directly below the root `overview` is where the file keeps its tables. */
export function checkTopName(part: string): void {
  if (part === 'overview') throw new InvalidValueError(`'overview' is reserved directly below a trajectory.`)
}
