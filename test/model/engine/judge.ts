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
  /** Seconds of computing, without those of starting processes. */
  readonly onKind?: (kind: string, seconds: number) => void
}

const ROUNDS_OF_A_COMMAND = 100
/** So long a process is kept: to start one takes as long as many rounds. */
const COMMANDS_OF_A_CHILD = 6
const FILES_OF_A_PYTHON = 150
/** A sequence of large blocks is not shortened for ever. */
const SHORTENING_MS = 60_000
/** Of one kind; after that it is known to be broken. */
const FINDINGS_OF_A_KIND = 5

/** Plays all rounds of all kinds, those first that take longest; the number of findings. */
export async function judge(plan: Plan): Promise<number> {
  const kinds = plan.kinds.map((name) => new KindJudge(plan, name)).sort((a, b) => b.cost - a.cost)
  const queue = kinds.flatMap((kind) => kind.commands())
  const peers = new Peers()
  const worker = (number: number): Promise<void> => new Worker(plan, number, queue, peers).work()
  await Promise.all(Array.from({ length: plan.processes }, (_, number) => worker(number)))
  await peers.ask()
  return kinds.reduce((total, { found }) => total + found, 0)
}

/** Some rounds of a kind, which one process plays at a stretch. */
interface Rounds {
  readonly kind: KindJudge
  readonly from: number
  readonly to: number
}

/** Keeps one process busy. */
class Worker {
  readonly #plan: Plan
  readonly #queue: Rounds[]
  readonly #peers: Peers
  readonly #progress: string
  readonly #player = new Player()

  constructor(plan: Plan, number: number, queue: Rounds[], peers: Peers) {
    this.#plan = plan
    this.#queue = queue
    this.#peers = peers
    this.#progress = join(plan.folder, `progress-${number}`)
  }

  async work(): Promise<void> {
    for (let rounds = this.#queue.shift(); rounds; rounds = this.#queue.shift()) {
      if (rounds.kind.isBroken) continue
      await this.#play(rounds)
      if (this.#player.commands >= COMMANDS_OF_A_CHILD) await this.#player.close()
      if (this.#peers.waiting >= FILES_OF_A_PYTHON) await this.#peers.ask()
    }
    await this.#player.close()
  }

  /** Goes on after a round that a process died of. */
  async #play({ kind, from, to }: Rounds): Promise<void> {
    const { seed, steps, folder, sample } = this.#plan
    const progress = this.#progress
    const command = { kind: kind.name, seed, from, to, ...(steps ? { steps } : {}), folder, progress, sample }
    rmSync(progress, { force: true })
    const answer = await this.#player.ask(command)
    if (!('died' in answer)) {
      for (const { round, expectation } of answer.kept) this.#peers.add({ kind, round, expectation })
      for (const { round, failure } of answer.failures) await kind.fails(round, failure.message)
      kind.took(answer.seconds, to - from)
      return
    }
    // Without it the process has not even begun.
    if (!existsSync(progress)) throw new Error(`A process that was to play rounds died: ${answer.died}`)
    const killer = Number(readFileSync(progress, 'utf8'))
    for (let round = from; round <= killer; round++) {
      rmSync(join(folder, `${kind.name}-${round}`), { recursive: true, force: true })
    }
    await kind.fails(killer, `the process died: ${answer.died}`)
    // What was found before the death is found again, but not reported twice.
    if (killer > from) await this.#play({ kind, from, to: killer })
    if (killer + 1 < to) await this.#play({ kind, from: killer + 1, to })
  }
}

/** A file that Python is to read. */
interface Kept {
  readonly kind: KindJudge
  readonly round: number
  readonly expectation: Expectation
}

/** Files of all kinds, so that Python is started seldom. */
class Peers {
  #kept: Kept[] = []

  get waiting(): number {
    return this.#kept.length
  }

  add(kept: Kept): void {
    this.#kept.push(kept)
  }

  async ask(): Promise<void> {
    const kept = this.#kept
    this.#kept = []
    const disagreements = await askPeers(kept.map(({ expectation }) => expectation))
    for (const { file, message } of disagreements) {
      const asked = kept.find(({ expectation }) => expectation.file === file)
      await asked?.kind.fails(asked.round, `Python: ${message}`)
    }
    for (const { expectation } of kept) rmSync(dirname(expectation.file), { recursive: true, force: true })
  }
}

/** What is known of a kind: its findings, and how long it took. */
class KindJudge {
  readonly name: string
  readonly #plan: Plan
  readonly #seen = new Set<string>()
  #seconds = 0
  #left: number

  constructor(plan: Plan, name: string) {
    this.#plan = plan
    this.name = name
    this.#left = plan.rounds
  }

  get cost(): number {
    return kindNamed(this.name).cost ?? 1
  }

  get found(): number {
    return this.#seen.size
  }

  get isBroken(): boolean {
    return this.#seen.size >= FINDINGS_OF_A_KIND
  }

  commands(): Rounds[] {
    const { first, rounds } = this.#plan
    const count = Math.ceil(rounds / ROUNDS_OF_A_COMMAND)
    return Array.from({ length: count }, (_, index) => {
      const from = first + index * ROUNDS_OF_A_COMMAND
      return { kind: this, from, to: Math.min(from + ROUNDS_OF_A_COMMAND, first + rounds) }
    })
  }

  took(seconds: number, rounds: number): void {
    this.#seconds += seconds
    this.#left -= rounds
    if (this.#left === 0 && !this.isBroken) this.#plan.onKind?.(this.name, this.#seconds)
  }

  async fails(round: number, message: string): Promise<void> {
    const cause = signature(message)
    if (this.#seen.has(cause) || this.isBroken) return
    this.#seen.add(cause)
    const { seed, steps, folder } = this.#plan
    const full = generateRound(kindNamed(this.name), seed, round, steps)
    const shortest = await shortestOf(full, join(folder, `shrink-${this.name}-${round}`))
    const told = shortest.message ?? `${message} (not alone, but after the rounds before it)`
    this.#plan.onFinding({ kind: this.name, seed, round, message: told, shortest: shortest.round })
  }
}

/** The shortest sequence that fails in the same manner, and how it fails; the whole one when it does not fail alone. */
export async function shortestOf(round: Round, folder: string): Promise<{ round: Round; message?: string }> {
  const player = new Player()
  try {
    const first = await verdict(player, round, folder)
    if (first === undefined) return { round }
    const end = performance.now() + SHORTENING_MS
    const shortest = await shrink(round, async (candidate) => {
      if (performance.now() > end) return false
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
