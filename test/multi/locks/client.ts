import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { LockerClient } from '../../../lib/index.js'

// Enters and leaves so many times, says so in the log, and counts without any other protection than the lock.

const [url = '', log = '', counter = '', cycles = '0'] = process.argv.slice(2)
const lock = new LockerClient({ url, replyTimeout: 2222, attempts: 30 })
for (let cycle = 0; cycle < Number(cycles); cycle++) {
  await lock.acquire()
  appendFileSync(log, `in ${process.pid} ${cycle}\n`)
  const count = Number(readFileSync(counter, 'utf8'))
  await new Promise(setImmediate)
  writeFileSync(counter, String(count + 1))
  appendFileSync(log, `out ${process.pid} ${cycle}\n`)
  await lock.release()
}
lock.close()
