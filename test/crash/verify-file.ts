/**
 * Verifies files in a process of its own, which a broken one may end. Arguments: a file, its seed, the next file …
 * Prints a line for each: its number of steps, or what is wrong.
 */

import { File } from '../../lib/h5/index.js'
import { verify } from './verify.js'

const given = process.argv.slice(2)
for (let at = 0; at < given.length; at += 2) console.log(outcome(given[at]!, Number(given[at + 1])))

function outcome(filename: string, seed: number): string {
  try {
    using file = File.open(filename, 'r', { durability: 'none' })
    return String(verify(file, seed))
  } catch (error) {
    return (error as Error).message.split('\n')[0]!
  }
}
