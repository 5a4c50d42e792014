import { InvalidTypeError } from '../errors.js'
import { checkOptions, describe, nearest } from '../options.js'
import { type Branch, GroupNode, type LeafClass, LeafNode } from '../tree/index.js'
import { ArrayParameter } from './array-parameter.js'
import { Parameter } from './parameter.js'
import { PickleParameter } from './pickle-parameter.js'
import { PickleResult } from './pickle-result.js'
import { Result } from './result.js'
import { SharedResult } from './shared-result.js'
import { SparseParameter } from './sparse-parameter.js'
import { SparseResult } from './sparse-result.js'
import { groupStandIn, leafStandIn } from './stand-in.js'

const standardLeaves: LeafClass[] = [
  Parameter,
  ArrayParameter,
  SparseParameter,
  PickleParameter,
  Result,
  SparseResult,
  PickleResult,
  SharedResult,
]

/** Makes a class of leaves known to all trajectories made from now on. */
export function registerLeafClass(Class: LeafClass): void {
  if (!standardLeaves.includes(Class)) standardLeaves.push(Class)
}

/** The classes of leaves that are added without one; what is left out stays `Parameter` or `Result`. */
export interface StandardClasses {
  /** Below `parameters`, `derived_parameters` and `config`. */
  readonly parameter?: LeafClass
  readonly result?: LeafClass
  /** Outside of the four branches. */
  readonly leaf?: LeafClass
}

export type NodeClass = LeafClass | (new (name: string, comment?: string) => GroupNode)

/** The classes that nodes of a file may have, by name: the standard ones and those a trajectory was given. */
export class ClassRegistry {
  readonly #leaves = new Map<string, LeafClass>(standardLeaves.map((Class) => [Class.name, Class]))
  readonly #groups = new Map<string, new (name: string, comment?: string) => GroupNode>()

  readonly #standard: Required<StandardClasses>

  /** Standard classes need not be among the own ones too. */
  constructor(own: Iterable<NodeClass> = [], standard: StandardClasses = {}) {
    checkOptions(standard, ['parameter', 'result', 'leaf'], 'standardClasses')
    this.#standard = { parameter: Parameter, result: Result, leaf: Result, ...standard }
    for (const Class of [...own, ...Object.values(this.#standard)]) this.add(Class)
  }

  get standard(): StandardClasses {
    return this.#standard
  }

  /** The class of a leaf that is added to a branch without one. */
  standardFor(branch: Branch | null): LeafClass {
    const { parameter, result, leaf } = this.#standard
    return branch === null ? leaf : branch === 'results' ? result : parameter
  }

  *[Symbol.iterator](): Generator<NodeClass, void, undefined> {
    yield* this.#leaves.values()
    yield* this.#groups.values()
  }

  /** Adds an own class of leaves or groups. Throws `InvalidTypeError` for anything else. */
  add(Class: NodeClass): void {
    const prototype: unknown = typeof Class === 'function' ? Class.prototype : undefined
    if (prototype instanceof LeafNode) this.#leaves.set(Class.name, Class as LeafClass)
    else if (prototype instanceof GroupNode) this.#groups.set(Class.name, Class as new (name: string) => GroupNode)
    else
      throw new InvalidTypeError(
        `An own class of nodes extends a class of leaves or of groups, but got ${typeof Class === 'function' ? `the class ${Class.name}` : describe(Class)}.`,
      )
  }

  leaf(className: string): LeafClass {
    return found(this.#leaves, className, 'leaves')
  }

  /** The class of a leaf that a file has; a plain one stands in for what is not known. */
  leafToLoad(className: string): new (name: string) => LeafNode {
    if (!this.#leaves.has(className)) this.#leaves.set(className, leafStandIn(className))
    return this.leaf(className)
  }

  /** The same of a group. */
  groupToLoad(className: string): new (name: string) => GroupNode {
    if (!this.#groups.has(className)) this.#groups.set(className, groupStandIn(className))
    return this.group(className)
  }

  group(className: string): new (name: string, comment?: string) => GroupNode {
    return found(this.#groups, className, 'groups')
  }
}

function found<C>(classes: ReadonlyMap<string, C>, className: string, what: string): C {
  const Class = classes.get(className)
  if (Class !== undefined) return Class
  const hint = nearest(className, classes.keys())
  throw new InvalidTypeError(
    `There is no class '${className}' of ${what}${hint === undefined ? '' : ` (the nearest is '${hint}')`}: give it to the trajectory as an own class.`,
  )
}
