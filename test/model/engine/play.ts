import { isDeepStrictEqual } from 'node:util'
import { TrajstoreError } from '../../../lib/errors.js'
import { Dice } from './dice.js'
import { type AnyKind, type AnyOperation, type Args, Mismatch, Refusal, type Round, Skip, type Step } from './kind.js'
import { shown } from './shown.js'

/** A round that failed: where, and why. */
export interface Failure {
  /** Number of the step; the number of steps when it was found at the end. */
  readonly at: number
  readonly message: string
  /** The judge itself stumbled: a shortened sequence that makes no sense, or a mistake in a model. */
  readonly broken?: boolean
}

/** What a model threw that is no answer. */
class BrokenModel extends Error {}

/** A step, with what the model foresees of it. */
interface Move {
  readonly operation: AnyOperation<unknown, unknown>
  readonly args: Step[1]
  readonly expected: Outcome | 'skipped'
}

/** A round that is told by its number. */
export interface Numbered {
  readonly seed: number
  readonly number: number
  readonly steps?: number | undefined
}

/** The sequence that a seed and a number stand for. Only the model is run. */
export function generateRound(kind: AnyKind, seed: number, number: number, steps?: number): Round {
  const { config, model, dice } = beginning(kind, { seed, number })
  const moves = [...generated(kind, dice, model, steps)]
  return { kind: kind.name, config, steps: moves.map(({ operation, args }) => [operation.name, args]) }
}

/** Runs a sequence against library and model in lockstep; undefined when they agree all along. */
export function playRound(kind: AnyKind, round: Round, folder: string, done?: Done): Promise<Failure | undefined> {
  const model = kind.model(round.config)
  return play(kind, round.config, model, given(kind, round, model), folder, done)
}

/** The same, while the sequence is being generated: the model runs only once. */
export function playNumbered(
  kind: AnyKind,
  numbered: Numbered,
  folder: string,
  done?: Done,
): Promise<Failure | undefined> {
  const { config, model, dice } = beginning(kind, numbered)
  return play(kind, config, model, generated(kind, dice, model, numbered.steps), folder, done)
}

type Done = (model: unknown, real: unknown) => void

function beginning(kind: AnyKind, { seed, number }: Numbered): { dice: Dice; config: Args; model: unknown } {
  const dice = Dice.ofRound(seed, kind.name, number)
  const config = kind.config(dice)
  return { dice, config, model: kind.model(config) }
}

function* generated(kind: AnyKind, dice: Dice, model: unknown, steps?: number): Generator<Move> {
  const [least, greatest] = kind.steps ?? [7, 12]
  const wanted = steps ?? dice.between(least, greatest)
  for (let made = 0, tries = 0; made < wanted && tries < wanted * 10; tries++) {
    const operation = dice.weighted(kind.operations, ({ weight }) => weight)
    const args = operation.generate(dice, model)
    if (args === undefined) continue
    const expected = foreseen(operation, model, args)
    if (expected === 'skipped') continue
    made++
    yield { operation, args, expected }
  }
}

function* given(kind: AnyKind, round: Round, model: unknown): Generator<Move> {
  for (const [name, args] of round.steps) {
    const operation = kind.operations.find((known) => known.name === name)
    if (!operation) throw new Error(`There is no operation '${name}' of ${kind.name}`)
    yield { operation, args, expected: foreseen(operation, model, args) }
  }
}

async function play(
  kind: AnyKind,
  config: Args,
  model: unknown,
  moves: Iterable<Move>,
  folder: string,
  done: Done = () => {},
): Promise<Failure | undefined> {
  let real: unknown
  let at = 0
  try {
    real = await kind.real(config, folder)
    for (const { operation, args, expected } of moves) {
      if (expected !== 'skipped') {
        compare(await observed(operation, real, args), expected)
        kind.check?.(model, real)
      }
      at++
    }
    await kind.finish(model, real)
    done(model, real)
    return undefined
  } catch (error) {
    return { at, message: messageOf(error), ...(error instanceof BrokenModel ? { broken: true } : {}) }
  } finally {
    if (real !== undefined) await kind.abandon(real)
  }
}

type Outcome = { readonly value: unknown } | { readonly refused: readonly string[]; readonly by?: Error }

function foreseen(chosen: AnyOperation<unknown, unknown>, model: unknown, args: Step[1]): Outcome | 'skipped' {
  try {
    return { value: chosen.model(model, args) }
  } catch (error) {
    if (error instanceof Skip) return 'skipped'
    if (error instanceof Refusal) return { refused: error.errors }
    throw new BrokenModel(`The model of '${chosen.name}' threw ${error instanceof Error ? error.stack : error}`)
  }
}

async function observed(chosen: AnyOperation<unknown, unknown>, real: unknown, args: Step[1]): Promise<Outcome> {
  try {
    return { value: await chosen.real(real, args) }
  } catch (error) {
    if (error instanceof TrajstoreError) return { refused: [error.name], by: error }
    throw error
  }
}

function compare(actual: Outcome, expected: Outcome): void {
  if ('value' in expected) {
    if (!('value' in actual)) throw new Mismatch(`refused: ${messageOf(actual.by)}`)
    if (!isDeepStrictEqual(actual.value, expected.value)) {
      throw new Mismatch(`gave ${shown(actual.value)}; expected ${shown(expected.value)}`)
    }
    return
  }
  if ('value' in actual) throw new Mismatch(`gave ${shown(actual.value)}; expected ${expected.refused.join(' or ')}`)
  if (!expected.refused.includes(actual.refused[0] as string)) {
    throw new Mismatch(`refused by ${messageOf(actual.by)}; expected ${expected.refused.join(' or ')}`)
  }
}

function messageOf(error: unknown): string {
  if (error instanceof Mismatch) return error.message
  if (error instanceof TrajstoreError) return `${error.name}: ${error.message}`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
