/** Our side: answers requests on standard input, as the peers do. */

import { serve } from './serve.js'
import * as operations from './types/index.js'

/** Whether files are written without a journal, whatever the trial says: what others are compared with. */
const isPlain = process.argv.includes('--plain')

await serve(operations, (params) => (isPlain ? { ...params, durability: 'none' } : params))
