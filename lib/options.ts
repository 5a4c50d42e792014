import { InvalidTypeError, UnknownOptionError } from './errors.js'

/**
 * Refuses options that nobody knows: `UnknownOptionError` names the key and the nearest known one.
 * `what` is the call or object that the options are for.
 */
export function checkOptions(what: string, options: unknown, known: readonly string[]): void {
  if (options === undefined) return
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new InvalidTypeError(`The options of ${what} must be an object; got ${describe(options)}`)
  }
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue
    const nearest = nearestName(key, known)
    const hint = nearest ? `did you mean '${nearest}'?` : `known options: ${known.join(', ') || 'none'}`
    throw new UnknownOptionError(`'${key}' is no option of ${what}; ${hint}`)
  }
}

/** The known name closest to a misspelt one, if any is close. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
  const best = ranked[0]
  return best && best.distance <= Math.max(2, Math.floor(name.length / 3)) ? best.candidate : undefined
}

/** Levenshtein's distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}

/** What came instead, for a sentence. */
export function describe(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'string') return value.length > 40 ? `'${value.slice(0, 37)}…'` : `'${value}'`
  if (typeof value === 'object') return `a ${value.constructor?.name ?? 'object without prototype'}`
  if (typeof value === 'function') return 'a function'
  return String(value)
}
