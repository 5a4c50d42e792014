import { once } from 'node:events'
import { connect } from 'node:net'
import { fc } from '../support/property.js'

/** What begins as ZeroMQ does, and goes on otherwise. */
const GREETING = Buffer.from([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3])

/** Sends bytes of all kinds to a port, over connections that end when all is sent. */
export async function sendNoise(url: string): Promise<void> {
  const { hostname, port } = new URL(url)
  const noise = fc.uint8Array({ minLength: 1, maxLength: 200 }).map(Buffer.from)
  const property = fc.asyncProperty(fc.boolean(), noise, async (greets, bytes) => {
    const socket = connect({ host: hostname, port: Number(port) })
    // The other end may hang up at any time.
    socket.on('error', () => {})
    socket.resume()
    socket.end(greets ? Buffer.concat([GREETING, bytes]) : bytes)
    if (!socket.closed) await once(socket, 'close', { signal: AbortSignal.timeout(30_000) })
  })
  await fc.assert(property, { numRuns: 50 })
}
