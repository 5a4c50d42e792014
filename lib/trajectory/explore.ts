import { types } from 'node:util'
import { InvalidTypeError, InvalidValueError } from '../errors.js'
import { checkRange, Parameter } from '../leaf/index.js'
import { describe } from '../options.js'
import type { TrajectoryTree } from './trajectory-tree.js'

/** Values run by run, by the names of parameters. */
export type Ranges = Readonly<Record<string, Iterable<unknown>>> | ReadonlyMap<string, Iterable<unknown>>

interface Plan {
  readonly parameter: Parameter
  readonly values: readonly unknown[]
}

const entriesOf = (ranges: Ranges): Iterable<[string, Iterable<unknown>]> =>
  types.isMap(ranges) ? ranges.entries() : Object.entries(ranges)

function planOf(traj: TrajectoryTree, ranges: Ranges): Plan[] {
  if (typeof ranges !== 'object' || ranges === null) {
    throw new InvalidTypeError(`Ranges are an object of names and values, but got ${describe(ranges)}.`)
  }
  const plans = Array.from(entriesOf(ranges), ([name, values]) => {
    const parameter = traj.get(name)
    if (!(parameter instanceof Parameter)) {
      throw new InvalidValueError(`Only parameters are explored, but '${parameter.fullName}' is none.`)
    }
    checkRange(parameter.fullName, values)
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
      `Runs of '${traj.name}' are completed (${completed} of ${traj.length}): expand it instead of exploring it anew.`,
    )
  }
  const plans = planOf(traj, ranges)
  const length = commonLength(plans)
  if (explored.length > 0 && length !== traj.length) {
    throw new InvalidValueError(
      `'${traj.name}' is explored with ${traj.length} runs, but the new ranges have ${length}.`,
    )
  }
  changeAll(plans, (parameter, values) => {
    // A range that is not of this exploration is a remainder in a file.
    if (parameter.isExplored && !explored.includes(parameter.fullName)) parameter.shrink()
    parameter.explore(values)
  })
  return { names: plans.map(({ parameter }) => parameter.fullName), length }
}

/** Throws `InvalidValueError` unless the names are those of the explored parameters. */
function checkExplored(names: readonly string[], explored: readonly string[]): void {
  const left = explored.find((name) => !names.includes(name))
  const odd = names.find((name) => !explored.includes(name))
  if (left === undefined && odd === undefined) return
  const what = left === undefined ? `'${odd}' is not explored` : `'${left}' is left out`
  throw new InvalidValueError(
    `Expanding needs values for exactly the explored parameters ${explored.join(', ')}, but ${what}.`,
  )
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
  checkExplored(names, explored)
  const before = plans.map(({ parameter }) => [parameter, parameter.saveRange()] as const)
  changeAll(plans, (parameter, values) => parameter.expand(values))
  const undo = () => {
    for (const [parameter, range] of before) parameter.restoreRange(range)
  }
  return { parameters: plans.map(({ parameter }) => parameter), undo, length: traj.length + added }
}
