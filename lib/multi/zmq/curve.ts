import type { Context, Dealer, Request, SocketOptions, Reply as ZapSocket } from 'zeromq'
import { InvalidTypeError, InvalidValueError } from '../../errors.js'
import { checkOptions, describe } from '../../options.js'
import { loadZeroMq } from './load.js'

/** Keys are texts of 40 characters, as ZeroMQ's `curveKeyPair()` makes them. */
export interface CurveServerKeys {
  readonly publicKey: string
  readonly secretKey: string
  /** Public keys of the clients that may connect; nobody else may. */
  readonly allowed: readonly string[]
}

export interface CurveClientKeys {
  readonly publicKey: string
  readonly secretKey: string
  /** Public key of the server. */
  readonly serverKey: string
}

/** ZeroMQ's alphabet for 4 bytes in 5 characters (RFC 32). */
const Z85 = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#'
const KEY_LENGTH = 40

function checkKey(key: unknown, what: string): void {
  const isKey = typeof key === 'string' && key.length === KEY_LENGTH && [...key].every((one) => Z85.includes(one))
  // A secret key must not show in the sentence.
  if (!isKey) throw new InvalidValueError(`${what} is a key of ${KEY_LENGTH} characters, but got something else.`)
}

/** Throws `InvalidTypeError`, `InvalidValueError`, `UnknownOptionError`. */
export function checkServerKeys(keys: CurveServerKeys): void {
  checkOptions(keys, ['publicKey', 'secretKey', 'allowed'], 'curve of a server')
  checkKey(keys.publicKey, 'curve.publicKey')
  checkKey(keys.secretKey, 'curve.secretKey')
  if (!Array.isArray(keys.allowed)) {
    throw new InvalidTypeError(`curve.allowed is a list of public keys of clients, but got ${describe(keys.allowed)}.`)
  }
  for (const key of keys.allowed) checkKey(key, 'Each item of curve.allowed')
}

/** Throws as `checkServerKeys`. */
export function checkClientKeys(keys: CurveClientKeys): void {
  checkOptions(keys, ['publicKey', 'secretKey', 'serverKey'], 'curve of a client')
  for (const name of ['publicKey', 'secretKey', 'serverKey'] as const) checkKey(keys[name], `curve.${name}`)
}

/** Keys of a client of the server with that public key. */
export async function newClientKeys(serverKey: string): Promise<CurveClientKeys> {
  const { curveKeyPair } = await loadZeroMq()
  return { ...curveKeyPair(), serverKey }
}

/** Socket options of a client. */
export const clientCurve = ({ publicKey, secretKey, serverKey }: CurveClientKeys) => ({
  curvePublicKey: publicKey,
  curveSecretKey: secretKey,
  curveServerKey: serverKey,
})

/** Tells by what event a server does not let the client in. */
export function onRefusal(socket: Request | Dealer, listener: (event: string) => unknown): void {
  for (const event of ['handshake:error:auth', 'handshake:error:protocol'] as const) {
    socket.events.on(event, ({ type }: { type: string }) => listener(type))
  }
}

/** What a socket of a server needs, and how to end it. */
export interface Guarded {
  readonly options: SocketOptions<import('zeromq').Router>
  readonly close: () => void
}

/** Lets in the clients of the list alone: who only knows the server's public key is not let in. */
export async function guard({ publicKey, secretKey, allowed }: CurveServerKeys): Promise<Guarded> {
  const { Context, Reply } = await loadZeroMq()
  // ZeroMQ asks at one address in a context: each server has a context, so that each has a list.
  const context: Context = new Context()
  const asked: ZapSocket = new Reply({ context, linger: 0 })
  await asked.bind('inproc://zeromq.zap.01')
  void answerAll(asked, new Set(allowed))
  const options = {
    context,
    curveServer: true,
    curvePublicKey: publicKey,
    curveSecretKey: secretKey,
    zapDomain: 'trajstore',
  }
  return { options, close: () => asked.close() }
}

/** ZeroMQ's protocol of authentication (RFC 27): its requests come from this process alone. */
async function answerAll(asked: ZapSocket, allowed: ReadonlySet<string>): Promise<void> {
  for await (const [version = '', id = '', , , , mechanism, credentials] of asked) {
    const key = credentials?.length === 32 ? encodeKey(credentials) : ''
    const isAllowed = String(mechanism) === 'CURVE' && allowed.has(key)
    const [status, text] = isAllowed ? ['200', 'OK'] : ['400', 'this key is not on the list']
    await asked.send([version, id, status as string, text as string, isAllowed ? key : '', ''])
  }
}

/** The 32 bytes of a key as text. */
export function encodeKey(bytes: Buffer): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 4) {
    const number = bytes.readUInt32BE(at)
    for (let power = 85 ** 4; power >= 1; power /= 85) text += Z85[Math.floor(number / power) % 85]
  }
  return text
}
