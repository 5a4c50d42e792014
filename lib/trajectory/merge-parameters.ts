import { InvalidTypeError, InvalidValueError } from '../errors.js'
import { Parameter } from '../leaf/index.js'
import { equalValues, reprValue, Scalar, sameType, type Value, valueTypeName } from '../values/index.js'
import type { TrajectoryRuns } from './trajectory-runs.js'

export interface ParameterMergeOptions {
  /** A parameter that counts trials 0, 1, 2 …: the other's trials go on counting. */
  readonly trialParameter?: string
  /** Leaves out runs of the other whose point exists. */
  readonly removeDuplicates?: boolean
  /** Full names that are not looked at. */
  readonly ignoreData?: readonly string[]
}

/** A parameter of both trajectories that will be explored over the runs of both. */
export interface MergedParameter {
  readonly own: Parameter
  readonly other: Parameter
  /** The other's value in one of its runs, as it will stand here. */
  readonly otherAt: (run: number) => Value
}

export interface ParameterMerge {
  readonly merged: readonly MergedParameter[]
  /** Runs of the other that join, in order. */
  readonly usedRuns: readonly number[]
}

/** Parameters, and derived parameters that belong to no run. */
function commonParameters(traj: TrajectoryRuns, ignored: ReadonlySet<string>): Map<string, Parameter> {
  const parameters = traj.allParameters().filter(({ branch, run, fullName }) => {
    return branch !== 'config' && run === '' && !ignored.has(fullName)
  })
  return new Map(parameters.map((parameter) => [parameter.fullName, parameter]))
}

/** Which parameters become explored and which runs join. Changes nothing; throws when the two do not fit. */
export function planParameters(
  own: TrajectoryRuns,
  other: TrajectoryRuns,
  options: ParameterMergeOptions,
): ParameterMerge {
  const ignored = new Set(options.ignoreData)
  const [ours, theirs] = [commonParameters(own, ignored), commonParameters(other, ignored)]
  checkSameNames(ours, theirs)
  const trial = options.trialParameter === undefined ? null : own.get(options.trialParameter).fullName
  const merged: MergedParameter[] = []
  for (const [name, parameter] of ours) {
    const partner = theirs.get(name)!
    checkSameType(parameter, partner)
    if (name === trial) merged.push(continueTrials(parameter, partner))
    else if (differ(parameter, partner)) {
      merged.push({ own: parameter, other: partner, otherAt: (run) => partner.typedAt(run) })
    }
  }
  if (trial !== null && !merged.some(({ own: parameter }) => parameter.fullName === trial)) {
    throw new InvalidTypeError(`The trial parameter '${trial}' is no parameter of both trajectories.`)
  }
  const dropsDuplicates = options.removeDuplicates === true && trial === null
  const usedRuns = dropsDuplicates ? newPoints(own, other, merged) : Array.from({ length: other.length }, (_, i) => i)
  if (usedRuns.length === 0) {
    throw new InvalidValueError(`No run of '${other.name}' is left to be merged: '${own.name}' has all their points.`)
  }
  return { merged, usedRuns }
}

function checkSameNames(ours: ReadonlyMap<string, unknown>, theirs: ReadonlyMap<string, unknown>): void {
  const odd = [...ours.keys()].filter((name) => !theirs.has(name))
  odd.push(...[...theirs.keys()].filter((name) => !ours.has(name)))
  if (odd.length === 0) return
  throw new InvalidTypeError(`Only trajectories with the same parameters are merged, but ${odd.join(', ')} differ.`)
}

function checkSameType(own: Parameter, other: Parameter): void {
  const [a, b] = [own.typedDefault, other.typedDefault]
  if (own.constructor.name === other.constructor.name && (a === b || (a !== null && b !== null && fits(own, a, b))))
    return
  const text = (value: Value | null) => (value === null ? 'empty' : valueTypeName(value))
  throw new InvalidTypeError(`'${own.fullName}' has values of two types: ${text(a)} here and ${text(b)} in the other.`)
}

/** Classes that keep each value as an array of its own take any shapes in one range. */
const fits = (own: Parameter, a: Value, b: Value): boolean =>
  own.constructor === Parameter || a instanceof Scalar ? sameType(a, b) : a.constructor === b.constructor

function differ(own: Parameter, other: Parameter): boolean {
  if (own.isExplored || other.isExplored) return true
  const [a, b] = [own.typedDefault, other.typedDefault]
  return a !== null && b !== null && !equalValues(a, b)
}

function continueTrials(own: Parameter, other: Parameter): MergedParameter {
  const shift = lastTrial(own) + 1
  lastTrial(other)
  return { own, other, otherAt: (run) => new Scalar('int', trialAt(other, run) + shift) }
}

const trialAt = (parameter: Parameter, run: number): number => {
  const value = parameter.typedAt(run)
  return value instanceof Scalar && typeof value.value === 'number' ? value.value : Number.NaN
}

/** The highest trial T when the range holds exactly the integers 0 to T. */
function lastTrial(parameter: Parameter): number {
  const trials = new Set(Array.from({ length: parameter.length }, (_, run) => trialAt(parameter, run)))
  const last = trials.size - 1
  const isComplete =
    parameter.isExplored && [...trials].every((trial) => Number.isInteger(trial) && trial >= 0 && trial <= last)
  if (isComplete) return last
  throw new InvalidTypeError(
    `The trial parameter '${parameter.fullName}' needs a range of exactly the integers 0, 1, 2 ….`,
  )
}

/** Runs of the other at points that no own run has. */
function newPoints(own: TrajectoryRuns, other: TrajectoryRuns, merged: readonly MergedParameter[]): number[] {
  const known = new Map<string, Value[][]>()
  for (let run = 0; run < own.length; run++) {
    const point = merged.map(({ own: parameter }) => parameter.typedAt(run))
    const key = keyOf(point)
    known.set(key, [...(known.get(key) ?? []), point])
  }
  const isKnown = (point: readonly Value[]) =>
    (known.get(keyOf(point)) ?? []).some((candidate) => candidate.every((value, i) => equalValues(value, point[i]!)))
  const runs = Array.from({ length: other.length }, (_, run) => run)
  return runs.filter((run) => !isKnown(merged.map(({ otherAt }) => otherAt(run))))
}

const keyOf = (point: readonly Value[]): string => point.map(reprValue).join('\0')
