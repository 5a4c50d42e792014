import { InvalidTypeError, InvalidValueError } from '../errors.js'
import { Parameter } from '../leaf/index.js'
import type { TrajectoryTree } from './trajectory-tree.js'

/** Values run by run, by the names of parameters. */
export type Ranges = Readonly<Record<string, Iterable<unknown>>> | ReadonlyMap<string, Iterable<unknown>>

interface Plan {
  readonly parameter: Parameter
  readonly values: readonly unknown[]
}

const entriesOf = (ranges: Ranges): Iterable<[string, Iterable<unknown>]> =>
  ranges instanceof Map ? ranges.entries() : Object.entries(ranges)

function planOf(traj: TrajectoryTree, ranges: Ranges): Plan[] {
  if (typeof ranges !== 'object' || ranges === null) {
    throw new InvalidTypeError(`Ranges are an object of names and values, but got ${typeof ranges}.`)
  }
  const plans = Array.from(entriesOf(ranges), ([name, values]) => {
    const parameter = traj.get(name)
    if (!(parameter instanceof Parameter)) {
      throw new InvalidValueError(`Only parameters are explored, but '${parameter.fullName}' is none.`)
    }
    if (typeof values === 'string' || typeof (values as Partial<Iterable<unknown>>)?.[Symbol.iterator] !== 'function') {
      throw new InvalidTypeError(`The range of '${name}' is a list of values, but got ${typeof values}.`)
    }
    return { parameter, values: [...values] }
  })
  if (plans.length === 0) throw new InvalidValueError('Exploring needs at least one parameter, but got none.')
  if (new Set(plans.map(({ parameter }) => parameter)).size < plans.length) {
    throw new InvalidValueError('Two of the names stand for one parameter: give each parameter one range.')
  }
  return plans
}

function commonLength(plans: readonly Plan[]): number {
  const length = plans[0]!.values.length
  for (const { parameter, values } of plans) {
    if (values.length === length) continue
    throw new InvalidValueError(
      `All ranges have one length, but that of '${plans[0]!.parameter.fullName}' is ${length} and that of '${parameter.fullName}' is ${values.length}.`,
    )
  }
  return length
}

/** Changes all parameters or none: whatever fails, ranges and locks are as before. */
function changeAll(plans: readonly Plan[], change: (parameter: Parameter, values: readonly unknown[]) => void): void {
  const before = plans.map(({ parameter }) => ({ parameter, range: parameter.saveRange(), locked: parameter.isLocked }))
  try {
    for (const { parameter, values } of plans) {
      parameter.unlock()
      change(parameter, values)
    }
  } catch (error) {
    for (const { parameter, range, locked } of before) {
      parameter.restoreRange(range)
      if (locked) parameter.lock()
      else parameter.unlock()
    }
    throw error
  }
}

/** Gives parameters their ranges; the full names of the parameters, and the number of runs. */
export function exploreParameters(
  traj: TrajectoryTree,
  ranges: Ranges,
  explored: readonly string[],
): { names: string[]; length: number } {
  const completed = traj.runs.completedCount
  if (completed > 0) {
    throw new InvalidTypeError(
      `'${traj.name}' has ${completed} completed runs: expand it instead of exploring it anew.`,
    )
  }
  const plans = planOf(traj, ranges)
  const length = commonLength(plans)
  if (explored.length > 0 && length !== traj.length) {
    throw new InvalidValueError(
      `'${traj.name}' is explored with ${traj.length} runs, but the new ranges have ${length}.`,
    )
  }
  changeAll(plans, (parameter, values) => parameter.explore(values))
  return { names: plans.map(({ parameter }) => parameter.fullName), length }
}

/** Appends values to all explored parameters: the parameters, what undoes it, and the new number of runs. */
export function expandParameters(
  traj: TrajectoryTree,
  ranges: Ranges,
  explored: readonly string[],
): { parameters: Parameter[]; undo: () => void; length: number } {
  const plans = planOf(traj, ranges)
  const added = commonLength(plans)
  const names = plans.map(({ parameter }) => parameter.fullName)
  const odd = [...explored.filter((name) => !names.includes(name)), ...names.filter((name) => !explored.includes(name))]
  if (odd.length > 0) {
    throw new InvalidValueError(
      `Expanding needs values for exactly the explored parameters ${explored.join(', ')}, but ${odd.join(', ')} differ.`,
    )
  }
  const before = plans.map(({ parameter }) => [parameter, parameter.saveRange()] as const)
  changeAll(plans, (parameter, values) => parameter.expand(values))
  const undo = () => {
    for (const [parameter, range] of before) parameter.restoreRange(range)
  }
  return { parameters: plans.map(({ parameter }) => parameter), undo, length: traj.length + added }
}
