import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { loadTrajectory, type Result, type Trajectory } from '../../../lib/index.js'
import { Random } from '../random.js'
import { Racer } from './racer.js'
import { type Answer, type Job, valuesOf } from './worker.js'

export interface RacePlan {
  readonly folder: string
  readonly rounds: number
  readonly seed: number
}

export interface RaceReport {
  rounds: number
  kills: number
  acknowledged: number
  /** One sentence for each trajectory that was acknowledged and does not load as it was. */
  readonly lost: string[]
  /** One sentence for each error that was none of locks. */
  readonly wrong: string[]
}

const RACERS = 8
const MOST_VICTIMS = 3
/** A victim lives at most so long in its round, which is about as long as the round takes. */
const LONGEST_MS = 150

/** Lets processes store into new files, all at once, and kills some of them; then looks for what was acknowledged. */
export async function race({ folder, rounds, seed }: RacePlan): Promise<RaceReport> {
  const report: RaceReport = { rounds: 0, kills: 0, acknowledged: 0, lost: [], wrong: [] }
  const random = new Random(seed)
  let racers = await grid([])
  try {
    while (report.rounds < rounds) {
      const filename = join(folder, `race-${report.rounds++}.hdf5`)
      await playRound(filename, racers, random, report)
      rmSync(filename, { force: true })
      racers = await grid(racers.filter(({ isAlive }) => isAlive))
    }
  } finally {
    await Promise.all(racers.map((racer) => racer.end()))
  }
  return report
}

/** All that are still there, and new ones for the others. */
function grid(racers: readonly Racer[]): Promise<Racer[]> {
  const missing = Array.from({ length: RACERS - racers.length }, () => new Racer())
  return Promise.all([...racers, ...missing].map((racer) => racer.ready()))
}

async function playRound(
  filename: string,
  racers: readonly Racer[],
  random: Random,
  report: RaceReport,
): Promise<void> {
  const jobs = racers.map((_, index): Job => ({ filename, name: `racer${index}`, seed: random.seed() }))
  const victims = Array.from({ length: random.below(MOST_VICTIMS + 1) }, () => ({
    racer: racers[random.below(RACERS)] as Racer,
    after: random.below(LONGEST_MS),
  }))
  const answers = Promise.all(racers.map((racer, index) => racer.store(jobs[index] as Job)))
  await Promise.all(
    victims.map(async ({ racer, after }) => {
      await delay(after)
      racer.kill()
    }),
  )
  report.kills += victims.length
  for (const [index, answer] of (await answers).entries()) await judge(jobs[index] as Job, answer, report)
}

async function judge(job: Job, answer: Answer | null, report: RaceReport): Promise<void> {
  if (answer === null) return
  if ('wrong' in answer) {
    report.wrong.push(`round ${report.rounds}, ${answer.wrong}`)
    return
  }
  report.acknowledged++
  const complaint = await complaintAbout(job)
  if (complaint !== null) report.lost.push(`round ${report.rounds}, ${job.name}: ${complaint}`)
}

async function complaintAbout(job: Job): Promise<string | null> {
  try {
    const traj = (await loadTrajectory(job.filename, { name: job.name, results: 'data' })) as Trajectory
    const data = (traj.get('values') as Result).get('data')
    return isDeepStrictEqual(Array.from(data as Float64Array), Array.from(valuesOf(job))) ? null : 'other values'
  } catch (error) {
    return (error as Error).message
  }
}
