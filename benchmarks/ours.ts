/** Our side: answers requests on standard input, as the peers do. */

import { serve } from './serve.js'
import * as operations from './types/index.js'

/** Whether files are written without a journal, whatever the trial says: what others are compared with. */
const isPlain = process.argv.includes('--plain')

/** Whether the first tenth of many is measured, with which the last is compared. */
const isFirst = process.argv.includes('--first')

/** Whether the main process computes the runs, with which workers are compared. */
const isAlone = process.argv.includes('--alone')

await serve(operations, (params) => ({
  ...params,
  ...(isPlain && { durability: 'none' }),
  ...(isFirst && { part: 'first' }),
  ...(isAlone && { workers: 0 }),
}))
