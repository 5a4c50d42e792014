import { resolve } from 'node:path'
import { type JournalStatus, native } from './native.js'

/**
 * The journal that lies beside a file; null when there is none, as after every orderly end. Changes nothing.
 * `UnsupportedError` for a journal of another version.
 */
export const journalStatus = (filename: string): JournalStatus | null => native.journalStatus(resolve(filename))
