import { UnsupportedError } from '../../errors.js'

/** ZeroMQ is loaded when it is used: everything else works without it. `UnsupportedError` when it is not installed. */
export async function loadZeroMq(): Promise<typeof import('zeromq')> {
  try {
    return await import('zeromq')
  } catch (cause) {
    throw new UnsupportedError("Locks and queues over the network need ZeroMQ: run 'npm install zeromq'.", { cause })
  }
}
