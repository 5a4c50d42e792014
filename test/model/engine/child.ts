import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { kindNamed } from '../kinds/index.js'
import type { Expectation, Round } from './kind.js'
import { type Failure, playNumbered, playRound } from './play.js'

/** The process in which rounds run: it may die of one. Commands come as lines of JSON, answers go back as such. */

export type Command =
  | { readonly play: Round; readonly folder: string }
  | {
      readonly kind: string
      readonly seed: number
      readonly from: number
      readonly to: number
      readonly steps?: number
      readonly folder: string
      /** A file that says which round is under way. */
      readonly progress: string
      /** One file in so many is kept for Python. */
      readonly sample: number
    }

export interface Answer {
  readonly failures: readonly { readonly round: number; readonly failure: Failure }[]
  /** Files that Python is to read. */
  readonly kept: readonly { readonly round: number; readonly expectation: Expectation }[]
  /** Seconds of computing, of all threads: other processes of the machine do not matter to them. */
  readonly seconds: number
}

async function answer(command: Command): Promise<Answer> {
  return 'play' in command ? playOne(command.play, command.folder) : playMany(command)
}

async function playOne(round: Round, folder: string): Promise<Answer> {
  const kept: Expectation[] = []
  const kind = kindNamed(round.kind)
  rmSync(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const failure = await playRound(kind, round, folder, (model, real) => {
    if (kind.expectation) kept.push(kind.expectation(model, real))
  })
  return {
    failures: failure ? [{ round: 0, failure }] : [],
    kept: kept.map((expectation) => ({ round: 0, expectation })),
    seconds: 0,
  }
}

async function playMany(command: Exclude<Command, { play: Round }>): Promise<Answer> {
  const { seed, from, to, sample, steps } = command
  const kind = kindNamed(command.kind)
  const start = process.cpuUsage()
  const progress = openSync(command.progress, 'w')
  const failures: { round: number; failure: Failure }[] = []
  const kept: { round: number; expectation: Expectation }[] = []
  for (let round = from; round < to; round++) {
    writeSync(progress, String(round).padEnd(12), 0)
    const folder = join(command.folder, `${kind.name}-${round}`)
    await mkdir(folder)
    const before = kept.length
    const failure = await playNumbered(kind, { seed, number: round, steps }, folder, (model, real) => {
      if (kind.expectation && round % sample === 0) kept.push({ round, expectation: kind.expectation(model, real) })
    })
    if (failure) failures.push({ round, failure })
    if (kept.length === before) rmSync(folder, { recursive: true, force: true })
  }
  closeSync(progress)
  const { user, system } = process.cpuUsage(start)
  return { failures, kept, seconds: (user + system) / 1e6 }
}

for await (const line of createInterface({ input: process.stdin })) {
  // At once and whole: the process may die of what comes next.
  const bytes = Buffer.from(`${JSON.stringify(await answer(JSON.parse(line) as Command))}\n`)
  for (let written = 0; written < bytes.length; ) written += writeSync(3, bytes, written)
}
