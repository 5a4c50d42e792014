/**
 * Simulates losses of power: what a writer does to its files is recorded; then, for random instants of it, whatever was
 * not synced is dropped, reordered or torn, and the files are recovered and verified.
 *
 *   npm run powerloss -- [--crashes N] [--seed S] [--durability checkpoint|commit] [--skip main|log]
 *
 * `--skip` leaves out the fsyncs of one file: that must break. Without it, that is tried at the end. Ends with 1 when
 * anything was broken or, at 'commit', lost, and when leaving out fsyncs did no harm: then the test shows nothing.
 */

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { inTemporaryFolder, numberOptions, textOption } from './options.js'
import { losePower } from './power-loss/crashes.js'

const { crashes, seed } = numberOptions({ crashes: 500, seed: 1 })
const durability = textOption('durability') ?? 'commit'
const skip = textOption('skip')
if (durability !== 'checkpoint' && durability !== 'commit') {
  throw new Error(`--durability must be checkpoint or commit; got ${durability}`)
}

const start = Date.now()
const report = await inTemporaryFolder((folder) => losePower({ folder, crashes, seed, durability, skip }))
for (const line of report.broken.slice(0, 20)) console.log(`  ${line}`)
console.log(
  `durability ${durability}${skip === undefined ? '' : ` without syncing ${skip}`}: ${report.crashes} losses of power in ` +
    `${report.recordings} recordings (${report.hot} of them from a crash on), ${report.broken.length} broken, ` +
    `${report.losses} without the newest steps`,
)
console.log(`seed ${seed}, ${Math.round((Date.now() - start) / 1000)} s`)
process.exit(report.broken.length > 0 || (skip === undefined && !skippingBreaks()) ? 1 : 0)

/** In a process of its own: broken files can end it. */
function skippingBreaks(): boolean {
  const program = fileURLToPath(import.meta.url)
  const { status, signal, stdout } = spawnSync(
    process.execPath,
    [
      '--import',
      'tsx',
      program,
      '--skip',
      'main',
      '--crashes',
      '200',
      '--durability',
      durability,
      '--seed',
      String(seed),
    ],
    { encoding: 'utf8' },
  )
  console.log(stdout.trimEnd().split('\n').at(-2) ?? `without syncing main: ended by ${signal}`)
  if (status === 0) console.log('Leaving out fsyncs did no harm: this test shows nothing.')
  return status !== 0
}
