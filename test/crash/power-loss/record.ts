import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Durability } from '../../../lib/h5/index.js'
import { Writer } from '../start-worker.js'
import { type Event, parseTrace } from './trace.js'

/** Files by the endings that they add to the main file's name. */
export type Pair = ReadonlyMap<string, Buffer>

export const endings = ['', '-wal'] as const

/** A writer's work: the files before it, and all that was done to them. */
export interface Recording {
  readonly before: ReadonlyMap<string, Buffer>
  readonly filename: string
  readonly events: readonly Event[]
}

export interface RecordPlan {
  readonly folder: string
  readonly seed: number
  readonly durability: Durability
  readonly steps: number
  /** Whose fsyncs are left out, to show that it matters. */
  readonly skip?: string | undefined
}

export function readPair(filename: string): Pair {
  const there = endings.filter((ending) => existsSync(filename + ending))
  return new Map(there.map((ending) => [ending, readFileSync(filename + ending)]))
}

export function writePair(filename: string, pair: Pair): void {
  for (const ending of endings) {
    const image = pair.get(ending)
    if (image === undefined) rmSync(filename + ending, { force: true })
    else writeFileSync(filename + ending, image)
  }
}

/** A new file without any steps. */
export async function emptyPair(plan: RecordPlan): Promise<Pair> {
  const filename = join(plan.folder, 'recorded.h5')
  writePair(filename, new Map())
  await new Writer({ filename, seed: plan.seed, durability: plan.durability, steps: 0 }).ended()
  return readPair(filename)
}

/** Lets a writer go on from these files. */
export async function record(plan: RecordPlan, start: Pair): Promise<Recording> {
  const filename = join(plan.folder, 'recorded.h5')
  const trace = join(plan.folder, 'trace')
  writePair(filename, start)
  rmSync(trace, { force: true })
  const { seed, durability, steps, skip } = plan
  const environment = { TRAJSTORE_IO_TRACE: trace, ...(skip === undefined ? {} : { TRAJSTORE_SKIP_SYNC: skip }) }
  await new Writer({ filename, seed, durability, steps, trace }, environment).ended()
  const before = new Map(Array.from(start, ([ending, image]) => [filename + ending, image]))
  return { before, filename, events: parseTrace(readFileSync(trace)) }
}
