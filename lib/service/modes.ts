import { InvalidValueError } from '../errors.js'
import { describe } from '../options.js'

/** What storing does to what is in the file already; pypet's numbers 0 to 3 mean the same. */
export type StoreMode = 'nothing' | 'skip' | 'data' | 'overwrite'
/** How much of a node loading takes; pypet's numbers 0 to 3 mean the same. */
export type LoadMode = 'nothing' | 'skeleton' | 'data' | 'overwrite'

const storeModes: readonly StoreMode[] = ['nothing', 'skip', 'data', 'overwrite']
const loadModes: readonly LoadMode[] = ['nothing', 'skeleton', 'data', 'overwrite']

export const storeMode = (value: unknown): StoreMode => mode(storeModes, value ?? 'data', 'storeData')
export const loadMode = (value: unknown, what = 'loadData'): LoadMode => mode(loadModes, value ?? 'data', what)

function mode<T extends string>(modes: readonly T[], value: unknown, what: string): T {
  const found = typeof value === 'number' ? modes[value] : modes.find((known) => known === value)
  if (found !== undefined) return found
  throw new InvalidValueError(`${what} must be one of ${modes.join(', ')} (or 0 to 3); got ${describe(value)}`)
}

/** The stronger of some modes. */
export const strongest = (modes: readonly LoadMode[]): LoadMode =>
  loadModes[Math.max(0, ...modes.map((one) => loadModes.indexOf(one)))] as LoadMode

/** Names given one by one or as a list; null for none given. */
export function nameList(value: unknown, what: string): string[] | null {
  if (value === undefined || value === null) return null
  const list = typeof value === 'string' ? [value] : value
  if (Array.isArray(list) && list.every((name) => typeof name === 'string')) return list
  throw new InvalidValueError(`${what} must be a name or a list of names; got ${describe(value)}`)
}

/** Depth limits; without one everything. */
export function depthLimit(value: unknown): number {
  if (value === undefined || value === null) return Number.POSITIVE_INFINITY
  if (Number.isInteger(value) && (value as number) >= 0) return value as number
  throw new InvalidValueError(`maxDepth must be an integer of 0 or more; got ${describe(value)}`)
}
