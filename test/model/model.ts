import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inTemporaryFolder, numberOptions, textOption } from '../crash/options.js'
import { judge, verdict } from './engine/judge.js'
import type { Round } from './engine/kind.js'
import { Player } from './engine/player.js'
import { report } from './engine/report.js'
import { kinds } from './kinds/index.js'

/**
 * Random sequences of all public operations, compared with a plain model in memory.
 *
 *   npm run model -- [--rounds 2000] [--seed 1] [--first 0] [--kind array,table] [--steps 12] [--sample 50]
 *   npm run model -- --replay failure.json
 */

const replayed = textOption('replay')
process.exitCode = await inTemporaryFolder((folder) => (replayed ? replay(replayed, folder) : play(folder)))

async function play(folder: string): Promise<number> {
  const options = numberOptions({ rounds: 2000, seed: 1, first: 0, steps: 0, sample: 50, processes: 2 })
  const { rounds, seed, first, steps, sample, processes } = options
  const names = textOption('kind')?.split(',') ?? kinds.map(({ name }) => name)
  const start = performance.now()
  const found = await judge({
    kinds: names,
    rounds,
    seed,
    first,
    steps: steps || undefined,
    folder,
    processes,
    sample: Math.max(1, sample),
    onFinding: (finding) => console.log(`${report(finding)}\n`),
    onKind: (kind, seconds) =>
      console.log(`${kind}: ${rounds} rounds, ${Math.round(rounds / seconds)} a second of computing`),
  })
  console.log(`${((performance.now() - start) / 1000).toFixed(1)} s in ${processes} processes`)
  console.log(found === 0 ? `seed ${seed}: library and model agree` : `seed ${seed}: ${found} findings`)
  return found === 0 ? 0 : 1
}

async function replay(file: string, folder: string): Promise<number> {
  const round = JSON.parse(readFileSync(file, 'utf8')) as Round
  const player = new Player()
  const message = await verdict(player, round, join(folder, 'replay'))
  await player.close()
  console.log(
    message === undefined
      ? 'library and model agree'
      : report({ kind: round.kind, seed: 0, round: 0, shortest: round, message }),
  )
  return message === undefined ? 0 : 1
}
