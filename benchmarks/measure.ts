import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Params } from './protocol.js'
import type { Side, Sides } from './side.js'
import type { PeerName, Trial } from './trials.js'

/** What one side needed, over all repetitions. */
export interface Measured {
  readonly name: PeerName | 'ours'
  /** Median; null with the reason when the side cannot do it. */
  readonly seconds: number | null
  /** Median, where the operation tells it. */
  readonly cpu?: number
  readonly unavailable?: string
  readonly peakBytes: number
  /** Of all files that the last repetition left. */
  readonly fileBytes: number
}

/** Memory where there is one, so that figures are not those of the disk. */
export const workFolder = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

export interface Plan {
  readonly params: Params
  readonly repetitions: number
  readonly warmups: number
}

/** Runs all sides of a trial in turns, so that a slow moment of the machine meets them alike. */
export async function measure(trial: Trial, plan: Plan, sides: Sides): Promise<Measured[]> {
  const names: (PeerName | 'ours')[] = ['ours', ...trial.peers]
  const seconds = new Map<string, number[]>(names.map((name) => [name, []]))
  const cpu = new Map<string, number[]>(names.map((name) => [name, []]))
  const reasons = new Map<string, string>()
  const peaks = new Map<string, number>()
  const files = new Map<string, number>()
  for (let round = -plan.warmups; round < plan.repetitions; round++) {
    for (const side of names.map((name) => sides.get(name))) {
      if (reasons.has(side.name)) continue
      const answer = await once(side, trial.operation, plan.params)
      if ('unavailable' in answer) reasons.set(side.name, answer.unavailable)
      else {
        if (round >= 0) {
          seconds.get(side.name)!.push(answer.seconds)
          if (answer.cpu !== undefined) cpu.get(side.name)!.push(answer.cpu)
        }
        peaks.set(side.name, answer.peakBytes)
        files.set(side.name, answer.fileBytes)
      }
    }
  }
  return names.map((name) => ({
    name,
    seconds: reasons.has(name) ? null : median(seconds.get(name)!),
    ...(cpu.get(name)!.length > 0 ? { cpu: median(cpu.get(name)!) } : {}),
    ...(reasons.has(name) ? { unavailable: reasons.get(name)! } : {}),
    peakBytes: peaks.get(name) ?? 0,
    fileBytes: files.get(name) ?? 0,
  }))
}

async function once(side: Side, operation: string, params: Params) {
  const folder = await mkdtemp(join(workFolder, 'trajstore-bench-'))
  try {
    const answer = await side.ask({ operation, params, folder })
    return { ...answer, fileBytes: await bytesIn(folder) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function bytesIn(folder: string): Promise<number> {
  const names = await readdir(folder)
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size))
  return sizes.reduce((sum, size) => sum + size, 0)
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
