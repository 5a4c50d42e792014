/**
 * Kills writers at random instants and verifies what they leave.
 *
 *   npm run crash -- [--kills N] [--seed S] [--lanes L]
 *
 * Ends with 1 when a file was broken or something acknowledged was lost, and when plain HDF5 came through unharmed:
 * then the test shows nothing.
 */

import { killPlainWriters, killWriters } from './kills.js'
import { inTemporaryFolder, numberOptions } from './options.js'

const { kills, seed, lanes } = numberOptions({ kills: 100, seed: 1, lanes: 2 })
const start = Date.now()
const [journaled, plain] = await inTemporaryFolder(async (folder) => [
  await killWriters({ folder, kills, seed, lanes }),
  await killPlainWriters({ folder, kills: Math.ceil(kills / 10), seed, lanes }),
])

for (const line of journaled.broken) console.log(`  ${line}`)
for (const [name, report] of [
  ['durability process', journaled],
  ['durability none', plain],
] as const) {
  console.log(
    `${name}: ${report.kills} kills of ${report.files} files, ${report.acknowledged} steps acknowledged, ` +
      `${report.broken.length} broken or with losses`,
  )
}
console.log(`seed ${seed}, ${Math.round((Date.now() - start) / 1000)} s`)
if (plain.broken.length === 0) console.log('Plain HDF5 came through unharmed: this test shows nothing.')
process.exit(journaled.broken.length > 0 || plain.broken.length === 0 ? 1 : 0)
