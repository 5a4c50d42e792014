import { InvalidTypeError, UnknownOptionError } from './errors.js'

/** Edits needed to turn `a` into `b`. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1))
    }
    row = next
  }
  return row[b.length]!
}

/** The known name that is closest to `name`; undefined if none is known, or none within so many edits. */
export function nearest(name: string, known: Iterable<string>, most = Number.POSITIVE_INFINITY): string | undefined {
  let best: string | undefined
  let fewest = most + 1
  for (const candidate of known) {
    const edits = distance(name.toLowerCase(), candidate.toLowerCase())
    if (edits < fewest) [best, fewest] = [candidate, edits]
  }
  return best
}

/** The known name that `name` is likely to mean: at most every third character differs. */
export const likely = (name: string, known: Iterable<string>): string | undefined =>
  nearest(name, known, Math.ceil(name.length / 3))

/**
 * Checks that `options` is an object with known keys only and gives it back.
 * `what` names the call in the sentence. Throws `UnknownOptionError`, `InvalidTypeError`.
 */
export function checkOptions<T extends object>(options: T, known: readonly string[], what: string): T {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new InvalidTypeError(`${what} expects an options object, but got ${describe(options)}.`)
  }
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) throw unknownOption(key, known, what)
  }
  return options
}

const withArticle = (noun: string): string => `${/^([AEIOaeio]|[Uu]n)/.test(noun) ? 'an' : 'a'} ${noun}`

function unknownOption(option: string, known: readonly string[], what: string): UnknownOptionError {
  const hint = nearest(option, known)
  const nearestKnown = hint === undefined ? '' : `; the nearest known one is '${hint}'`
  return new UnknownOptionError(`${what} has no option '${option}'${nearestKnown}.`, { option, known })
}

/**
 * What `make` gives for the options that `what` passes on to it, as it does not know them itself: an unknown one is told
 * as one of `what`, beside what that knows.
 */
export function passingOptions<T>(make: () => T, known: readonly string[], what: string): T {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof UnknownOptionError)) throw error
    throw unknownOption(error.option, [...known, ...error.known], what)
  }
}

/** What came instead, for a sentence. */
export function describe(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'string') return value.length > 40 ? `'${value.slice(0, 37)}…'` : `'${value}'`
  if (typeof value === 'object') return withArticle(value.constructor?.name ?? 'object without prototype')
  if (typeof value === 'function') return 'a function'
  return String(value)
}
