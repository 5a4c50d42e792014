import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { modes, play, type Round, RUNS, undisturbed, victims } from './chaos/round.js'

// npm run chaos -- --rounds N --seed S [--from R]: kills processes of experiments at random instants, and compares what is left
// after resuming with an undisturbed experiment. With --from the rounds before that one are left out, to repeat a round.

const { values } = parseArgs({
  options: { rounds: { type: 'string' }, seed: { type: 'string' }, from: { type: 'string' } },
})
const rounds = Number(values.rounds ?? 5)
const seed = Number(values.seed ?? 1)
const from = Number(values.from ?? 1)
if (!Number.isInteger(rounds) || rounds < 1 || !Number.isInteger(seed) || !Number.isInteger(from)) {
  console.error('Usage: npm run chaos -- --rounds N --seed S [--from R], with integers.')
  process.exit(2)
}

/** The same numbers for the same seed (mulberry32). */
function randomFrom(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const random = randomFrom(seed)
const oneOf = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
const folder = mkdtempSync(join(tmpdir(), 'trajstore-chaos-'))
const freshFolder = (name: string): string => {
  const path = join(folder, name)
  mkdirSync(path)
  return path
}

try {
  const expected = await undisturbed(freshFolder('undisturbed'))
  for (let number = 1; number <= rounds; number++) {
    const afterLines = Math.floor(random() * RUNS * 2)
    const round: Round = { mode: oneOf(modes), victim: oneOf(victims), afterLines, folder: freshFolder(String(number)) }
    if (number < from) continue
    await play(round, expected)
    console.log(`round ${number}: ${round.victim} killed after ${afterLines} lines in mode '${round.mode}': same file`)
  }
  console.log(`${rounds} rounds with seed ${seed}: all files are equal`)
} finally {
  rmSync(folder, { recursive: true })
}
