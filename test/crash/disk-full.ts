/**
 * Lets a writer meet a full disk, on a small file system and by a limit of file sizes: a typed error, all that was
 * committed readable, and work that goes on when there is space again.
 *
 *   npm run diskfull -- [--seed S] [--megabytes M]
 */

import { fillDisks } from './full-disks.js'
import { inTemporaryFolder, numberOptions } from './options.js'

const { seed, megabytes } = numberOptions({ seed: 1, megabytes: 6 })
const durabilities = ['process', 'checkpoint', 'commit'] as const
const { lines, broken } = await inTemporaryFolder(async (folder) =>
  fillDisks({ folder, seed, megabytes, durabilities }),
)
for (const line of lines) console.log(line)
for (const line of broken) console.log(`BROKEN  ${line}`)
console.log(`seed ${seed}, ${lines.length} combinations without fault, ${broken.length} with`)
process.exit(broken.length > 0 ? 1 : 0)
