import { GroupNode } from '../tree/index.js'
import { Result } from './result.js'

/** Code of the process warning about classes that are not known here. */
export const UNKNOWN_CLASS = 'TRAJSTORE_UNKNOWN_CLASS'

type Empty<N> = new (name: string) => N

/** Leaves of a class that is not known here: all items as they are, and the class's name, under which they are stored. */
export const leafStandIn = (className: string): Empty<Result> => standIn(Result, className, 'leaf')

/** Groups of a class that is not known here. */
export const groupStandIn = (className: string): Empty<GroupNode> => standIn(GroupNode, className, 'group')

/** Told once for each class, however many nodes are of it. */
const told = new Set<string>()

function standIn<N extends object>(Base: Empty<N>, className: string, what: string): Empty<N> {
  if (!told.has(className)) {
    told.add(className)
    const sentence =
      `There is no class '${className}' here: each ${what} of it is loaded as a plain ${Base.name} and keeps the name of ` +
      'its class when it is stored. To load it as its own, give the class to the trajectory (`classes`).'
    process.emitWarning(sentence, { type: 'TrajstoreWarning', code: UNKNOWN_CLASS })
  }
  return classNamed(Base, className)
}

/** A class of a given name that is as `Base`. */
export function classNamed<N extends object>(Base: Empty<N>, className: string): Empty<N> {
  const Class = class extends (Base as Empty<object>) {}
  Object.defineProperty(Class, 'name', { value: className })
  return Class as unknown as Empty<N>
}
