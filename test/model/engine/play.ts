import { isDeepStrictEqual } from 'node:util'
import { TrajstoreError } from '../../../lib/errors.js'
import { Dice } from './dice.js'
import { type AnyKind, type AnyOperation, Mismatch, Refusal, type Round, Skip, type Step } from './kind.js'
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

/** The sequence that a seed and a number stand for. Only the model is run. */
export function generateRound(kind: AnyKind, seed: number, number: number, steps?: number): Round {
  const dice = Dice.ofRound(seed, kind.name, number)
  const config = kind.config(dice)
  const model = kind.model(config)
  const [least, greatest] = kind.steps ?? [7, 12]
  const wanted = steps ?? dice.between(least, greatest)
  const made: Step[] = []
  for (let tries = 0; made.length < wanted && tries < wanted * 10; tries++) {
    const chosen = dice.weighted(kind.operations, ({ weight }) => weight)
    const args = chosen.generate(dice, model)
    if (args === undefined) continue
    if (foreseen(chosen, model, args) !== 'skipped') made.push([chosen.name, args])
  }
  return { kind: kind.name, config, steps: made }
}

/** Runs a sequence against library and model in lockstep; undefined when they agree all along. */
export async function playRound(
  kind: AnyKind,
  round: Round,
  folder: string,
  done: (model: unknown, real: unknown) => void = () => {},
): Promise<Failure | undefined> {
  const model = kind.model(round.config)
  let real: unknown
  let at = 0
  try {
    real = await kind.real(round.config, folder)
    for (const [name, args] of round.steps) {
      const chosen = kind.operations.find((known) => known.name === name)
      if (!chosen) throw new Error(`There is no operation '${name}' of ${kind.name}`)
      const expected = foreseen(chosen, model, args)
      if (expected !== 'skipped') {
        compare(await observed(chosen, real, args), expected)
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
