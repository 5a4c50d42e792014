import { InvalidTypeError, InvalidValueError, NotFoundError } from '../errors.js'
import { describe } from '../options.js'
import { checkNodeName, NO_RUN, parseRunName, runName, runSetName } from './naming.js'

/** Equivalent names that stand for a name which depends on the run; index -1 is outside of any run. */
export interface Wildcard {
  readonly names: readonly string[]
  readonly translate: (runIndex: number) => string
}

const RUN: Wildcard = { names: ['$', 'crun'], translate: runName }
const RUN_SET: Wildcard = { names: ['$set', 'crunset'], translate: runSetName }

const sameNames = (a: Wildcard, b: Wildcard) =>
  a.names.length === b.names.length && a.names.every((name) => b.names.includes(name))

/** The wildcards of one trajectory: `$` (current run) and `$set` (its run set), replaced or joined by own ones. */
export class Wildcards {
  readonly all: readonly Wildcard[]
  readonly #byName = new Map<string, Wildcard>()
  readonly #run: Wildcard
  /** From own run names back to their indices, filled up to `#known`. */
  readonly #indices = new Map<string, number>()
  #known = 0

  constructor(own: readonly Wildcard[] = []) {
    const replaced = [RUN, RUN_SET].map((standard) => own.find((other) => sameNames(standard, other)) ?? standard)
    this.all = [...new Set([...replaced, ...own])]
    this.#run = replaced[0]!
    for (const wildcard of this.all) this.#register(wildcard)
  }

  #register(wildcard: Wildcard): void {
    if (!Array.isArray(wildcard.names) || wildcard.names.length === 0 || typeof wildcard.translate !== 'function') {
      throw new InvalidTypeError(
        `A wildcard has names and a function that translates them, but got ${describe(wildcard.names)} and ${describe(wildcard.translate)}.`,
      )
    }
    for (const name of wildcard.names) {
      if (this.#byName.has(name)) throw new InvalidValueError(`The wildcard '${name}' is defined twice.`)
      this.#byName.set(name, wildcard)
    }
  }

  has(name: string): boolean {
    return this.#byName.has(name)
  }

  /** What the wildcard means in a run; `NotFoundError` for a name that is none. */
  translate(name: string, runIndex: number): string {
    const wildcard = this.#byName.get(name)
    if (wildcard === undefined) throw new NotFoundError(`'${name}' is no wildcard.`)
    return translated(wildcard, runIndex)
  }

  runName(index: number): string {
    return this.#run === RUN ? runName(index) : translated(this.#run, index)
  }

  /** The index that a name stands for among `length` runs, -1 for the dummy, null for a name that is no run's. */
  runIndex(name: string, length: number): number | null {
    if (this.#run === RUN) return parseRunName(name)
    if (name === translated(this.#run, NO_RUN)) return NO_RUN
    for (; this.#known < length; this.#known++) this.#learn(this.#known)
    return this.#indices.get(name) ?? null
  }

  #learn(index: number): void {
    const name = translated(this.#run, index)
    if (this.#indices.has(name)) {
      throw new InvalidValueError(`The wildcard '${this.#run.names[0]}' gives '${name}' for more than one run.`)
    }
    this.#indices.set(name, index)
  }
}

function translated(wildcard: Wildcard, runIndex: number): string {
  const name = wildcard.translate(runIndex)
  if (wildcard === RUN || wildcard === RUN_SET) return name
  checkNodeName(name)
  if (runIndex >= 0 && name === wildcard.translate(NO_RUN)) {
    throw new InvalidValueError(
      `The wildcard '${wildcard.names[0]}' gives '${name}' for run ${runIndex} and for no run alike.`,
    )
  }
  return name
}
