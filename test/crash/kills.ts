import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Durability, File } from '../../lib/h5/index.js'
import { complaintsOfOthers } from './other-readers.js'
import { Random } from './random.js'
import { Writer } from './start-worker.js'
import { verify } from './verify.js'

export interface KillPlan {
  readonly folder: string
  readonly kills: number
  readonly seed: number
  /** How many writers at a time. */
  readonly lanes: number
}

export interface KillReport {
  kills: number
  files: number
  acknowledged: number
  /** One sentence for each file that was broken or lacked something. */
  readonly broken: string[]
}

/** A writer runs at most so long before it is killed. */
const LONGEST_MS = 400
const MOST_CRASHES = 5
const MOST_PLAIN_KILLS = 100
/** So many files at a time go to PyTables, which takes long to start. */
const BATCH = 10

/** Kills writers at random instants and verifies everything that they had acknowledged. */
export async function killWriters(plan: KillPlan): Promise<KillReport> {
  const report: KillReport = { kills: 0, files: 0, acknowledged: 0, broken: [] }
  const finished: string[] = []
  const showOthers = () => {
    report.broken.push(...complaintsOfOthers(finished))
    for (const name of finished.splice(0)) rmSync(name)
  }
  let begun = 0
  await inLanes(plan.lanes, async (lane) => {
    const random = new Random(plan.seed * 31 + lane)
    while (begun < plan.kills) {
      const filename = join(plan.folder, `kill-${report.files++}.h5`)
      const seed = random.seed()
      const crashes = Math.min(1 + random.below(MOST_CRASHES), plan.kills - begun)
      begun += crashes
      for (let crash = 0; crash < crashes; crash++) await killOne(filename, seed, random, report)
      finished.push(filename)
      if (finished.length >= BATCH) showOthers()
    }
  })
  showOthers()
  return report
}

async function inLanes(lanes: number, work: (lane: number) => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: lanes }, (_, lane) => work(lane)))
}

async function killOne(filename: string, seed: number, random: Random, report: KillReport): Promise<void> {
  const acknowledged = await writeAndKill(filename, seed, 'process', random)
  report.kills++
  report.acknowledged += Math.max(0, acknowledged)
  try {
    // First without changing anything, then by recovery, then by plain HDF5.
    for (const [mode, durability] of [
      ['r', 'process'],
      ['r+', 'process'],
      ['r', 'none'],
    ] as const) {
      using file = File.open(filename, mode, { durability })
      const steps = verify(file, seed)
      if (steps < acknowledged) throw new Error(`step ${acknowledged} was acknowledged, ${steps} are there`)
      if (steps > acknowledged + 1) throw new Error(`only ${acknowledged} were acknowledged, ${steps} are there`)
    }
  } catch (error) {
    report.broken.push(`${filename} (seed ${seed}): ${(error as Error).message}`)
  }
}

/** Gives the number of steps that were acknowledged. */
async function writeAndKill(filename: string, seed: number, durability: Durability, random: Random): Promise<number> {
  const writer = new Writer({ filename, seed, durability })
  await writer.started()
  await delay(random.below(LONGEST_MS))
  await writer.kill()
  if (writer.child.signalCode !== 'SIGKILL') throw new Error(`the writer failed: ${writer.errors}`)
  return writer.acknowledged
}

interface PlainFile {
  readonly filename: string
  readonly seed: number
  readonly acknowledged: number
}

/** The same with plain HDF5, at least until a file breaks: that shows that this test can fail. */
export async function killPlainWriters({ folder, kills, seed, lanes }: KillPlan): Promise<KillReport> {
  const report: KillReport = { kills: 0, files: 0, acknowledged: 0, broken: [] }
  const finished: PlainFile[] = []
  const look = () => {
    report.broken.push(...complaintsOf(finished))
    for (const { filename } of finished.splice(0)) rmSync(filename, { force: true })
  }
  const goesOn = () => report.kills < kills || (report.broken.length === 0 && report.kills < MOST_PLAIN_KILLS)
  await inLanes(lanes, async (lane) => {
    const random = new Random(seed * 37 + lane)
    while (goesOn()) {
      const filename = join(folder, `plain-${report.files++}.h5`)
      report.kills++
      const fileSeed = random.seed()
      const acknowledged = await writeAndKill(filename, fileSeed, 'none', random)
      report.acknowledged += Math.max(0, acknowledged)
      finished.push({ filename, seed: fileSeed, acknowledged })
      if (finished.length >= BATCH) look()
    }
  })
  look()
  return report
}

/** A broken file can end the process that reads it: then those behind it get another one. */
function complaintsOf(files: readonly PlainFile[]): string[] {
  if (files.length === 0) return []
  const program = fileURLToPath(new URL('verify-file.ts', import.meta.url))
  const { signal, stdout } = spawnSync(
    process.execPath,
    ['--import', 'tsx', program, ...files.flatMap(({ filename, seed }) => [filename, String(seed)])],
    { encoding: 'utf8', timeout: 60_000, killSignal: 'SIGKILL' },
  )
  const outcomes = stdout.split('\n').filter((line) => line !== '')
  const complaints = outcomes.flatMap((outcome, index) => {
    const { acknowledged } = files[index]!
    if (/\D/.test(outcome)) return [outcome]
    return Number(outcome) < acknowledged ? [`step ${acknowledged} was acknowledged, ${outcome} are there`] : []
  })
  if (outcomes.length === files.length) return complaints
  return [...complaints, `its reader died: ${signal}`, ...complaintsOf(files.slice(outcomes.length + 1))]
}
