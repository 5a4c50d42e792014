import { InvalidTypeError, InvalidValueError } from '../errors.js'
import { checkOptions, describe } from '../options.js'
import type { Selection } from './native.js'

/** A range of one axis; negative numbers count from the end, `step` is at least 1. */
export interface Slice {
  readonly start?: number | null
  readonly stop?: number | null
  readonly step?: number
}

/** What to take of an array: a range of the first axis, or per axis an index (drops the axis), a range or null (all). */
export interface ReadOptions extends Slice {
  readonly selection?: readonly (number | Slice | null)[]
}

export interface Resolved {
  /** Null selects everything. */
  readonly selection: Selection | null
  /** Shape of the selected block, indexed axes dropped. */
  readonly shape: readonly number[]
}

export const sliceKeys = ['start', 'stop', 'step'] as const

/** Checks a request against a shape; `InvalidValueError` for what is out of range. */
export function resolveSelection(shape: readonly number[], options: ReadOptions = {}, what = 'read'): Resolved {
  checkOptions(what, options, [...sliceKeys, 'selection'])
  const { selection, ...slice } = options
  const sliced = sliceKeys.some((key) => slice[key] !== undefined && slice[key] !== null)
  if (selection !== undefined && sliced) {
    throw new InvalidValueError(`${what} takes either a range of the first axis or a selection per axis; got both`)
  }
  const axes = selection ?? (sliced ? [slice] : [])
  if (axes.length > shape.length) {
    throw new InvalidValueError(
      `A selection of an array with ${shape.length} axes has at most ${shape.length} entries; got ${axes.length}`,
    )
  }
  if (axes.every((axis) => axis === null)) return { selection: null, shape }
  const resolved = shape.map((length, axis) => resolveAxis(axes[axis] ?? null, length, axis))
  return {
    selection: {
      start: resolved.map(({ start }) => start),
      count: resolved.map(({ count }) => count),
      step: resolved.map(({ step }) => step),
    },
    shape: resolved.filter(({ dropped }) => !dropped).map(({ count }) => count),
  }
}

/** A range of rows as start, count and step. */
export function resolveRows(length: number, slice: Slice = {}): { start: number; count: number; step: number } {
  return resolveAxis(slice, length, 0)
}

function resolveAxis(request: number | Slice | null, length: number, axis: number) {
  if (typeof request === 'number') return { ...resolveIndex(request, length, axis), dropped: true }
  if (request === null) return { start: 0, count: length, step: 1, dropped: false }
  if (typeof request !== 'object') {
    throw new InvalidTypeError(`A selection has an index, a range or null per axis; got ${describe(request)}`)
  }
  checkOptions(`the range of axis ${axis}`, request, sliceKeys)
  const step = integer(request.step ?? 1, 'step')
  if (step < 1) throw new InvalidValueError(`step must be 1 or more; got ${step}`)
  const start = clamp(request.start ?? 0, length, 'start')
  const stop = clamp(request.stop ?? length, length, 'stop')
  return { start, count: Math.max(0, Math.ceil((stop - start) / step)), step, dropped: false }
}

function resolveIndex(index: number, length: number, axis: number) {
  const start = index < 0 ? integer(index, 'an index') + length : integer(index, 'an index')
  if (start < 0 || start >= length) {
    throw new InvalidValueError(`Index ${index} is outside of axis ${axis}, which has ${length} elements`)
  }
  return { start, count: 1, step: 1 }
}

function clamp(position: number, length: number, what: string): number {
  const value = integer(position, what)
  return Math.min(Math.max(value < 0 ? value + length : value, 0), length)
}

function integer(value: number, what: string): number {
  if (!Number.isSafeInteger(value)) throw new InvalidTypeError(`${what} must be an integer; got ${describe(value)}`)
  return value
}
