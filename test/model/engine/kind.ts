import type { Dice } from './dice.js'

/** What a round consists of is plain data: it can be printed, shortened, and replayed from JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
export type Args = { readonly [key: string]: Json }
export type Step = readonly [operation: string, args: Args]

export interface Round {
  readonly kind: string
  /** What is decided before the first step: durability, a seed file. */
  readonly config: Args
  readonly steps: readonly Step[]
}

/** One public operation: what to call it with, what it does to the library and what it should do. */
export interface Operation<Model, Real, Arguments> {
  readonly name: string
  /** How often it is chosen; 1 when left out. */
  readonly weight?: number
  /** Arguments that make sense now, or do not on purpose; undefined when there is nothing to do it to. */
  readonly generate: (dice: Dice, model: Model) => Arguments | undefined
  /** Changes the model and says what comes back; throws by `refuse` (then nothing is changed) or `skip`. */
  readonly model: (model: Model, args: Arguments) => unknown
  readonly real: (real: Real, args: Arguments) => unknown
}

export interface AnyOperation<Model, Real> {
  readonly name: string
  readonly weight: number
  readonly generate: (dice: Dice, model: Model) => Args | undefined
  readonly model: (model: Model, args: Args) => unknown
  readonly real: (real: Real, args: Args) => unknown
}

/** Arguments are plain data of each operation's own type; the lists of operations need not know it. */
export const operation =
  <Model, Real>() =>
  <Arguments extends object>(definition: Operation<Model, Real, Arguments>): AnyOperation<Model, Real> =>
    ({ weight: 1, ...definition }) as unknown as AnyOperation<Model, Real>

/** What Python is to find in a file. */
export interface Expectation {
  readonly file: string
  /** By path; the readers in `engine/peers.py` know what the entries mean. */
  readonly nodes: Readonly<Record<string, Json>>
}

export interface Kind<Model, Real> {
  readonly name: string
  readonly config: (dice: Dice) => Args
  readonly steps?: readonly [least: number, greatest: number]
  /** How long a round takes, compared with others; 1 when left out. */
  readonly cost?: number
  readonly model: (config: Args) => Model
  /** Files are made in a folder that is there already. */
  readonly real: (config: Args, folder: string) => Real | Promise<Real>
  readonly operations: readonly AnyOperation<Model, Real>[]
  /** After each step: cheap, and must not change what the library holds back. Throws a `Mismatch`. */
  readonly check?: (model: Model, real: Real) => void
  /** Everything compared, closed, reopened, compared again. Throws a `Mismatch`. */
  readonly finish: (model: Model, real: Real) => void | Promise<void>
  /** Lets go of everything after a failure. */
  readonly abandon: (real: Real) => void | Promise<void>
  readonly expectation?: (model: Model, real: Real) => Expectation
}

/** Kinds with their types hidden, for the lists. */
export type AnyKind = Kind<unknown, unknown>

/** A model throws it where the library has to refuse: with an error of one of these classes. */
export class Refusal extends Error {
  readonly errors: readonly string[]

  constructor(errors: readonly string[]) {
    super(`refused by ${errors.join(' or ')}`)
    this.errors = errors
  }
}

/** A model throws it where a shortened sequence has nothing left to do the step to. */
export class Skip extends Error {}

export function refuse(...errors: string[]): never {
  throw new Refusal(errors)
}

export function skip(): never {
  throw new Skip('nothing to do it to')
}

/** The library and the model differ. */
export class Mismatch extends Error {}
