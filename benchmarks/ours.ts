/** Our side: answers requests on standard input, as the peers do. */

import { createInterface } from 'node:readline'
import type { Answer, Operation, Params, Request } from './protocol.js'
import * as operations from './types/index.js'

/** Whether files are written without a journal, whatever the trial says: what others are compared with. */
const isPlain = process.argv.includes('--plain')

const known = operations as unknown as Readonly<Record<string, Operation<Params>>>

for await (const line of createInterface({ input: process.stdin })) {
  const { operation, params, folder } = JSON.parse(line) as Request
  console.log(JSON.stringify(await answer(operation, params, folder)))
}

async function answer(name: string, params: Params, folder: string): Promise<Answer> {
  const operation = known[name]
  if (operation === undefined) return { unavailable: `no operation '${name}'` }
  const seconds = await operation(isPlain ? { ...params, durability: 'none' } : params, folder)
  return { seconds, peakBytes: process.resourceUsage().maxRSS * 1024 }
}
