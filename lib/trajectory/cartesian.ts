import { types } from 'node:util'
import { InvalidTypeError, InvalidValueError } from '../errors.js'
import { Parameter } from '../leaf/index.js'
import { describe } from '../options.js'
import { equalValues, reprValue, toPlain, type Value } from '../values/index.js'
import type { Ranges } from './explore.js'

/** The same names, with a list for each. */
export type Product<R extends Ranges> =
  R extends Readonly<Record<string, Iterable<unknown>>>
    ? { [Name in keyof R]: (R[Name] extends Iterable<infer Item> ? Item : never)[] }
    : Record<string, unknown[]>

/**
 * All combinations of the values, as one range for each name; the values of later names vary fastest. Names grouped by
 * `order` (`['a', ['b', 'c']]`) vary together. Throws `InvalidValueError` for groups of unequal lengths or unknown names.
 */
export function cartesianProduct<R extends Ranges>(
  ranges: R,
  order?: readonly (string | readonly string[])[],
): Product<R> {
  const entries = types.isMap(ranges) ? [...ranges] : Object.entries(ranges)
  const values: ReadonlyMap<string, unknown[]> = new Map(
    entries.map(([name, range]): [string, unknown[]] => [name, [...range]]),
  )
  const groups = groupsOf(values, order ?? [...values.keys()])
  const total = groups.reduce((product, { length }) => product * length, 1)
  const product: Record<string, unknown[]> = {}
  let stride = total
  for (const { names, length } of groups) {
    stride = length === 0 ? 0 : stride / length
    for (const name of names) {
      const range = values.get(name)!
      product[name] = Array.from({ length: total }, (_, i) => range[Math.floor(i / stride) % length])
    }
  }
  return product as Product<R>
}

interface Group {
  readonly names: readonly string[]
  readonly length: number
}

function groupsOf(values: ReadonlyMap<string, unknown[]>, order: readonly (string | readonly string[])[]): Group[] {
  const groups = order.map((entry) => (typeof entry === 'string' ? [entry] : entry))
  const named = groups.flat()
  const odd = [
    ...named.filter((name) => !values.has(name)).map((name) => `'${name}' has no values`),
    ...[...values.keys()].filter((name) => !named.includes(name)).map((name) => `'${name}' is left out`),
    ...named.filter((name, i) => named.indexOf(name) < i).map((name) => `'${name}' comes twice`),
  ]
  if (odd.length > 0) throw new InvalidValueError(`The order names each range once, but ${odd.join(', ')}.`)
  return groups.map((names) => {
    const lengths = names.map((name) => values.get(name)!.length)
    if (lengths.some((length) => length !== lengths[0])) {
      throw new InvalidValueError(`Grouped ranges have one length, but ${names.join(', ')} have ${lengths.join(', ')}.`)
    }
    return { names, length: lengths[0] ?? 1 }
  })
}

/** The distinct points among the ranges of some parameters, each with the runs that have it, in order of appearance. */
export function findUniquePoints(parameters: readonly Parameter[]): { point: unknown[]; runs: number[] }[] {
  const other = parameters.find((parameter) => !(parameter instanceof Parameter))
  if (other !== undefined) throw new InvalidTypeError(`Points are made of parameters, but got ${describe(other)}.`)
  const length = Math.max(0, ...parameters.map((parameter) => (parameter.isExplored ? parameter.length : 0)))
  const points: { values: Value[]; runs: number[] }[] = []
  const buckets = new Map<string, { values: Value[]; runs: number[] }[]>()
  for (let run = 0; run < length; run++) {
    const values = parameters.map((parameter) => parameter.typedAt(run))
    const key = values.map(reprValue).join('\0')
    const bucket = buckets.get(key) ?? []
    const known = bucket.find((point) => point.values.every((value, i) => equalValues(value, values[i]!)))
    if (known !== undefined) {
      known.runs.push(run)
      continue
    }
    const point = { values, runs: [run] }
    points.push(point)
    buckets.set(key, [...bucket, point])
  }
  return points.map(({ values, runs }) => ({ point: values.map(toPlain), runs }))
}
