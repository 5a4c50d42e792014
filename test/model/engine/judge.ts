import { existsSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { kindNamed } from '../kinds/index.js'
import type { Answer, Command } from './child.js'
import type { Expectation, Round } from './kind.js'
import { askPeers } from './peers.js'
import { generateRound } from './play.js'
import { type Death, Player } from './player.js'
import { type Finding, signature } from './report.js'
import { shrink } from './shrink.js'

export interface Plan {
  readonly kinds: readonly string[]
  readonly rounds: number
  readonly seed: number
  readonly first: number
  readonly steps: number | undefined
  readonly folder: string
  readonly processes: number
  /** One file in so many is read by Python. */
  readonly sample: number
  readonly onFinding: (finding: Finding) => void
  readonly onKind?: (kind: string, seconds: number) => void
}

const ROUNDS_OF_A_COMMAND = 50
const COMMANDS_OF_A_CHILD = 10
const FILES_OF_A_PYTHON = 100
/** Of one kind; after that it is known to be broken. */
const FINDINGS_OF_A_KIND = 5

/** Plays all rounds of all kinds; the number of findings. */
export async function judge(plan: Plan): Promise<number> {
  const findings: Finding[] = []
  for (const kind of plan.kinds) {
    const start = performance.now()
    findings.push(...(await new KindJudge(plan, kind).run()))
    plan.onKind?.(kind, (performance.now() - start) / 1000)
  }
  return findings.length
}

class KindJudge {
  readonly #plan: Plan
  readonly #kind: string
  readonly #findings: Finding[] = []
  readonly #seen = new Set<string>()
  #kept: { round: number; expectation: Expectation }[] = []
  #next: number

  constructor(plan: Plan, kind: string) {
    this.#plan = plan
    this.#kind = kind
    this.#next = plan.first
  }

  async run(): Promise<Finding[]> {
    const { processes } = this.#plan
    await Promise.all(Array.from({ length: processes }, (_, worker) => this.#work(worker)))
    await this.#askPeers()
    return this.#findings
  }

  async #work(worker: number): Promise<void> {
    const { first, rounds } = this.#plan
    const player = new Player()
    while (this.#next < first + rounds && this.#findings.length < FINDINGS_OF_A_KIND) {
      const from = this.#next
      this.#next = Math.min(from + ROUNDS_OF_A_COMMAND, first + rounds)
      await this.#playFrom(player, worker, from, this.#next)
      if (player.commands >= COMMANDS_OF_A_CHILD) await player.close()
      if (this.#kept.length >= FILES_OF_A_PYTHON) await this.#askPeers()
    }
    await player.close()
  }

  /** Goes on after a round that a process died of. */
  async #playFrom(player: Player, worker: number, from: number, to: number): Promise<void> {
    const { seed, steps, folder, sample } = this.#plan
    const progress = join(folder, `progress-${worker}`)
    const command = { kind: this.#kind, seed, from, to, ...(steps ? { steps } : {}), folder, progress, sample }
    const answer = await player.ask(command)
    if (!('died' in answer)) return this.#take(worker, answer)
    // Without it the process has not even begun.
    if (!existsSync(progress)) throw new Error(`A process that was to play rounds died: ${answer.died}`)
    const killer = Number(readFileSync(progress, 'utf8'))
    rmSync(join(folder, `${this.#kind}-${killer}`), { recursive: true, force: true })
    await this.#found(worker, killer, `the process died: ${answer.died}`)
    // What was found before the death is found again, but not reported twice.
    if (killer > from) await this.#playFrom(player, worker, from, killer)
    if (killer + 1 < to) await this.#playFrom(player, worker, killer + 1, to)
  }

  async #take(worker: number, { failures, kept }: Answer): Promise<void> {
    this.#kept.push(...kept)
    for (const { round, failure } of failures) await this.#found(worker, round, failure.message)
  }

  async #askPeers(): Promise<void> {
    const kept = this.#kept
    this.#kept = []
    const disagreements = await askPeers(kept.map(({ expectation }) => expectation))
    for (const { file, message } of disagreements) {
      const round = kept.find(({ expectation }) => expectation.file === file)?.round ?? -1
      await this.#found(0, round, `Python: ${message}`)
    }
    for (const { expectation } of kept) rmSync(dirname(expectation.file), { recursive: true, force: true })
  }

  async #found(worker: number, round: number, message: string): Promise<void> {
    const cause = signature(message)
    if (this.#seen.has(cause) || this.#findings.length >= FINDINGS_OF_A_KIND) return
    this.#seen.add(cause)
    const { seed, steps, folder } = this.#plan
    const full = generateRound(kindNamed(this.#kind), seed, round, steps)
    const shortest = await shortestOf(full, join(folder, `shrink-${worker}`))
    const told = shortest.message ?? `${message} (not alone, but after the rounds before it)`
    const finding = { kind: this.#kind, seed, round, message: told, shortest: shortest.round }
    this.#findings.push(finding)
    this.#plan.onFinding(finding)
  }
}

/** The shortest sequence that fails in the same manner, and how it fails; the whole one when it does not fail alone. */
export async function shortestOf(round: Round, folder: string): Promise<{ round: Round; message?: string }> {
  const player = new Player()
  try {
    const first = await verdict(player, round, folder)
    if (first === undefined) return { round }
    const shortest = await shrink(round, async (candidate) => {
      const message = await verdict(player, candidate, folder)
      return message !== undefined && signature(message) === signature(first)
    })
    return { round: shortest, message: (await verdict(player, shortest, folder)) ?? first }
  } finally {
    await player.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What is wrong with a sequence, played in a process of its own. */
export async function verdict(player: Player, round: Round, folder: string): Promise<string | undefined> {
  const answer: Answer | Death = await player.ask({ play: round, folder } satisfies Command)
  if ('died' in answer) return `the process died: ${answer.died}`
  const [failed] = answer.failures
  if (failed) return failed.failure.broken ? undefined : failed.failure.message
  const [disagreement] = await askPeers(answer.kept.map(({ expectation }) => expectation))
  return disagreement && `Python: ${disagreement.message}`
}
