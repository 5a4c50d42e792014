import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { CorruptError } from '../../errors.js'
import type { TableState } from './lock-table.js'

/** The locks that are held, for a server that is started again. `CorruptError` for a file that is none of these. */
export function readState(filename: string): TableState | null {
  if (!existsSync(filename)) return null
  try {
    const state = JSON.parse(readFileSync(filename, 'utf8')) as TableState
    if (Number.isSafeInteger(state.lastToken) && Array.isArray(state.held)) return state
  } catch (cause) {
    throw new CorruptError(`'${filename}' is no state of a lock server.`, { filename, cause })
  }
  throw new CorruptError(`'${filename}' is no state of a lock server.`, { filename })
}

/** On disk before it returns: a lock that was given away stays so. */
export function writeState(filename: string, state: TableState): void {
  const temporary = `${filename}.new`
  const descriptor = openSync(temporary, 'w')
  try {
    writeSync(descriptor, JSON.stringify(state))
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  renameSync(temporary, filename)
}
