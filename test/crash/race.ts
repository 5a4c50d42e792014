/**
 * Lets eight processes store into one new file at once, and kills some of them.
 *
 *   npm run race -- [--rounds N] [--seed S]
 *
 * Each stores a trajectory of its own and tries again while another one has the file. Ends with 1 when something that
 * was acknowledged is not there, or anything but a LockedError came.
 */

import { inTemporaryFolder, numberOptions } from './options.js'
import { race } from './race/rounds.js'

const { rounds, seed } = numberOptions({ rounds: 20, seed: 1 })
const report = await inTemporaryFolder((folder) => race({ folder, rounds, seed }))

for (const line of [...report.lost, ...report.wrong]) console.log(`  ${line}`)
console.log(
  `${report.rounds} rounds, ${report.kills} kills, ${report.acknowledged} acknowledged, ` +
    `${report.lost.length} lost, ${report.wrong.length} wrong errors`,
)
process.exit(report.lost.length + report.wrong.length > 0 ? 1 : 0)
