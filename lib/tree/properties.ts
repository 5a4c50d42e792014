import { InvalidTypeError } from '../errors.js'
import { checkOptions, describe } from '../options.js'

/** How a tree is looked up and added to unless a call says otherwise. */
export interface Properties {
  /** Natural naming gives plain values where a leaf has one. */
  readonly fastAccess: boolean
  /** Parts of a path may be left out. */
  readonly shortcuts: boolean
  /** How far below the start a lookup goes. */
  readonly maxDepth: number
  /** Iterating over a group gives everything below, not children only. */
  readonly iterRecursive: boolean
  /** Links are followed. */
  readonly withLinks: boolean
  /** In a run, results and derived parameters go below the run's group. */
  readonly autoRunPrepend: boolean
  /** Adding a node that exists gives that one instead of an error. */
  readonly noClobber: boolean
}

export const DEFAULT_PROPERTIES: Properties = {
  fastAccess: true,
  shortcuts: true,
  maxDepth: Number.POSITIVE_INFINITY,
  iterRecursive: false,
  withLinks: true,
  autoRunPrepend: true,
  noClobber: false,
}

/** Properties with some replaced. Throws `UnknownOptionError`, `InvalidTypeError`. */
export function withProperties(current: Properties, changes: Partial<Properties>): Properties {
  checkOptions(changes, Object.keys(DEFAULT_PROPERTIES), 'setProperties')
  for (const [name, value] of Object.entries(changes)) {
    const wanted = typeof DEFAULT_PROPERTIES[name as keyof Properties]
    if (typeof value !== wanted) {
      throw new InvalidTypeError(`The property ${name} is a ${wanted}, but got ${describe(value)}.`)
    }
  }
  return { ...current, ...changes }
}
