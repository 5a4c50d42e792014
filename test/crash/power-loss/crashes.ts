import { join } from 'node:path'
import { type Durability, File } from '../../../lib/h5/index.js'
import { complaintsOfOthers } from '../other-readers.js'
import { Random } from '../random.js'
import { verify } from '../verify.js'
import { Disk } from './disk.js'
import { emptyPair, endings, type Pair, type Recording, record, writePair } from './record.js'

export interface PowerPlan {
  readonly folder: string
  readonly crashes: number
  readonly seed: number
  readonly durability: Durability
  readonly skip?: string | undefined
}

export interface PowerReport {
  crashes: number
  recordings: number
  /** Recordings that began with what a crash had left: so recovery itself was interrupted. */
  hot: number
  /** Crashes that took acknowledged steps. */
  losses: number
  readonly broken: string[]
}

const CRASHES_PER_RECORDING = 100
const STEPS = 60
/** So many recordings in a row go on from a crash of the one before. */
const ROUNDS_PER_FILE = 4
const WALK_EVERY = 250

/** A crash with what it left, and the number of steps that were there afterwards. */
interface Crashed {
  readonly pair: Pair
  readonly steps: number
}

/** Records writers and lets the power fail at random instants of what they did. */
export async function losePower(plan: PowerPlan): Promise<PowerReport> {
  const report: PowerReport = { crashes: 0, recordings: 0, hot: 0, losses: 0, broken: [] }
  const random = new Random(plan.seed)
  while (report.crashes < plan.crashes) {
    const recordPlan = { ...plan, seed: random.seed(), steps: STEPS }
    let start: Crashed | null = { pair: await emptyPair(recordPlan), steps: 0 }
    for (let round = 0; round < ROUNDS_PER_FILE && start !== null && report.crashes < plan.crashes; round++) {
      report.recordings++
      if (round > 0) report.hot++
      const recording = await record(recordPlan, start.pair)
      const crashes = Math.min(CRASHES_PER_RECORDING, plan.crashes - report.crashes)
      start = crashMany({ ...plan, seed: recordPlan.seed }, recording, { crashes, before: start.steps, random, report })
    }
  }
  return report
}

interface Session {
  readonly crashes: number
  /** Steps that were there before it. */
  readonly before: number
  readonly random: Random
  readonly report: PowerReport
}

/** Gives one of the crashes, to go on from; null when none left a whole file. */
function crashMany(plan: PowerPlan, { before, filename, events }: Recording, session: Session): Crashed | null {
  const { crashes, random, report } = session
  const instants = Array.from({ length: crashes }, () => random.below(events.length + 1)).sort((a, b) => a - b)
  const disk = new Disk(before)
  let acknowledged = session.before
  let done = 0
  let kept: Crashed | null = null
  for (const [index, instant] of instants.entries()) {
    for (; done < instant; done++) {
      const event = events[done]!
      if (event.kind === 'a') acknowledged = event.number
      else disk.apply(event)
    }
    const left = disk.crash(random)
    const pair = new Map(
      endings.flatMap((ending) => {
        const image = left.get(filename + ending)
        return image === undefined ? [] : [[ending, image] as const]
      }),
    )
    const steps = lookAt(plan, pair, acknowledged, report)
    if (steps !== null && (kept === null || random.below(index + 1) === 0)) kept = { pair, steps }
  }
  return kept
}

/** Recovers what a crash has left and verifies it; gives the number of its steps, null when it is broken. */
function lookAt(plan: PowerPlan, pair: Pair, acknowledged: number, report: PowerReport): number | null {
  const filename = join(plan.folder, 'crashed.h5')
  writePair(filename, pair)
  report.crashes++
  try {
    const seen = stepsOf(filename, 'r', plan)
    const steps = stepsOf(filename, 'r+', plan)
    if (seen !== steps) throw new Error(`a reader saw ${seen} steps, recovery found ${steps}`)
    if (steps < acknowledged) report.losses++
    if (steps < acknowledged && plan.durability === 'commit') {
      throw new Error(`step ${acknowledged} was acknowledged, ${steps} are there`)
    }
    if (steps > acknowledged + 1) throw new Error(`only ${acknowledged} were acknowledged, ${steps} are there`)
    if (report.crashes % WALK_EVERY === 1) report.broken.push(...complaintsOfOthers([filename]))
    return steps
  } catch (error) {
    report.broken.push(`crash ${report.crashes}: ${(error as Error).message.split('\n')[0]}`)
    return null
  }
}

function stepsOf(filename: string, mode: 'r' | 'r+', { durability, seed }: PowerPlan): number {
  using file = File.open(filename, mode, { durability })
  return verify(file, seed)
}
