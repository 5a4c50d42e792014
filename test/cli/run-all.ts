import { copyFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { run } from './run.js'

/** Runs every command on copies of the files named as arguments; prints a line of JSON for each. */
for (const original of process.argv.slice(2)) {
  const file = join(process.env.TRAJSTORE_SCRATCH ?? '.', basename(original))
  copyFileSync(original, file)
  const names = ['info', 'ls', 'tree', 'dump', 'stat', 'check', 'status', 'runs', 'recover', 'repack']
  const lines = [...names.map((name) => [name, file]), ['show', file, '/'], ['diff', original, file]]
  for (const args of lines) {
    const { code, stderr } = await run(args)
    console.log(JSON.stringify({ file, command: args[0], code, stderr }))
  }
}
