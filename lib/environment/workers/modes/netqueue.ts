import {
  type CurveServerKeys,
  NetQueueStorageServiceSender,
  NetQueueStorageServiceWriter,
  newClientKeys,
} from '../../../multi/index.js'
import { FREE_URL, idle, type Mode, type ServerAccess, type User } from './mode.js'

/** The call by which a worker says which sender is its own. */
const SENDER = 'sender'

/** As 'queue', over ZeroMQ: processes of other hosts can send to the writer, too. */
export const netqueue: Mode = {
  sharesFile: false,
  inWorker: async (peer, { access, timeout }) => {
    const { url, curve } = access as ServerAccess
    const sender = new NetQueueStorageServiceSender({ url, timeout, ...(curve === undefined ? {} : { curve }) })
    await peer.call(SENDER, sender.id, { timeout, what: 'the main process to know its sender' })
    return sender
  },
  inMain: async (service, { url = FREE_URL, curve, insecure }) => {
    const keys = await withOwnWorkers(curve as CurveServerKeys | undefined)
    const server = keys === null ? {} : { curve: keys.server }
    const writer = await new NetQueueStorageServiceWriter(service, { url, insecure, ...server }).start()
    const senders = new Map<User, string>()
    return {
      ...idle,
      access: { url: fromHere(writer.url), curve: keys?.client },
      calls: (user) => ({ [SENDER]: (id: string) => void senders.set(user, id) }),
      forget: (user) => {
        const sender = senders.get(user)
        return sender === undefined ? undefined : writer.forget(sender)
      },
      close: () => writer.close(),
    }
  },
}

/** Our own workers have keys for this time only, beside those on the list. */
async function withOwnWorkers(curve: CurveServerKeys | undefined) {
  if (curve === undefined) return null
  const client = await newClientKeys(curve.publicKey)
  return { client, server: { ...curve, allowed: [...curve.allowed, client.publicKey] } }
}

/** One that listens to all addresses is reached at that of this machine. */
const fromHere = (url: string): string => url.replace(/^tcp:\/\/(0\.0\.0\.0|\*|\[::\]):/, 'tcp://127.0.0.1:')
