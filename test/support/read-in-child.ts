import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** What `read-all.ts` says of a file: values read, errors by code, seconds of CPU, MiB of memory, objects left open. */
export interface Reading {
  readonly filename: string
  readonly values: number
  readonly codes: Readonly<Record<string, number>>
  readonly seconds: number
  readonly memory: number
  readonly open: number
}

export type Outcome = Reading | { readonly filename: string; readonly died: string }

const program = fileURLToPath(new URL('read-all.ts', import.meta.url))

/**
 * Reads everything of hostile files in another process, which they may end. The files are read by one process; only
 * when it dies or hangs each of them gets its own, and the result names those that did it.
 */
export function readInChild(filenames: readonly string[]): Outcome[] {
  const together = run(filenames)
  if (together.died === undefined) return together.readings
  return filenames.flatMap((filename): Outcome[] => {
    const { readings, died } = run([filename])
    return died === undefined ? readings : [{ filename, died }]
  })
}

function run(filenames: readonly string[]): { readings: Reading[]; died?: string } {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', program, ...filenames], {
    encoding: 'utf8',
    timeout: 60_000,
    killSignal: 'SIGKILL',
  })
  const readings = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Reading)
  return status === 0 ? { readings } : { readings, died: `${signal ?? status}: ${stderr.slice(-500)}` }
}
