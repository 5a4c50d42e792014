import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

/**
 * Repacks the file that is named as argument, and dies by kill -9 before the step of that number, or after the last one.
 * A step is a call that opens, changes, renames or removes a file. Prints how many there were when it came to its end.
 */

const [filename, last] = [process.argv[2]!, Number(process.argv[3])]
const names = ['openSync', 'closeSync', 'fchownSync', 'fchmodSync', 'fsyncSync', 'renameSync', 'rmSync', 'writeSync']
const calls = fs as unknown as Record<string, (...given: unknown[]) => unknown>

let counts = false
let steps = 0
for (const name of names) {
  const call = calls[name]!
  calls[name] = (...given) => {
    if (counts && steps++ === last) process.kill(process.pid, 'SIGKILL')
    return call(...given)
  }
}
syncBuiltinESMExports()

const { repack } = await import('../../lib/index.js')
counts = true
await repack(filename)
counts = false
console.log(steps)
