import { createInterface } from 'node:readline'
import type { Answer, Operation, Params, Request } from './protocol.js'

/** Answers requests on standard input by these operations, until it ends. */
export async function serve(operations: object, adapt: (params: Params) => Params = (params) => params): Promise<void> {
  const known = operations as Readonly<Record<string, Operation<Params>>>
  for await (const line of createInterface({ input: process.stdin })) {
    const { operation, params, folder } = JSON.parse(line) as Request
    console.log(JSON.stringify(await answer(known[operation], operation, adapt(params), folder)))
  }
}

async function answer(
  operation: Operation<Params> | undefined,
  name: string,
  params: Params,
  folder: string,
): Promise<Answer> {
  if (operation === undefined) return { unavailable: `no operation '${name}'` }
  const times = await operation(params, folder)
  return {
    ...(typeof times === 'number' ? { seconds: times } : times),
    peakBytes: process.resourceUsage().maxRSS * 1024,
  }
}
