import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'

const library = new URL('../../lib/h5/index.ts', import.meta.url).href

/** Runs a program that has `File` and `filename`; gives what it printed. */
export function runWriter(filename: string, body: string, ending = ''): string {
  const program = `
    import { File } from ${JSON.stringify(library)}
    const filename = ${JSON.stringify(filename)}
    ${body}
    ${ending}`
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', program],
    { encoding: 'utf8', cwd: new URL('../..', import.meta.url) },
  )
  assert.equal(signal ?? status, ending === '' ? 0 : 'SIGKILL', stderr)
  return stdout
}

/** Lets a process die by kill -9 at the end of its program. */
export const leaveCrashed = (filename: string, body: string): string =>
  runWriter(filename, body, `process.kill(process.pid, 'SIGKILL')`)

/** A file with `/a` in it, and in its journal alone the commits of `/b` and `/c`; `/d` was never committed. */
export function leaveJournal(filename: string): void {
  leaveCrashed(
    filename,
    `const file = File.open(filename, 'w')
     file.createArray('/a', [1])
     file.flush()
     file.checkpoint()
     for (const name of ['b', 'c']) {
       file.createArray('/' + name, [2])
       file.flush()
     }
     file.createArray('/d', [3])`,
  )
}
