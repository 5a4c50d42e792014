/** The wire of pypet's lock server: one frame of text, fields joined; a request has always four. */
const SEPARATOR = ':::'

export const DEFAULT_LOCK = '_DEFAULT_'
export const DEFAULT_URL = 'tcp://127.0.0.1:7777'

export interface LockRequest {
  readonly command: string
  readonly lock: string
  readonly client: string
  readonly request: string
}

/** Larger requests are not looked into: four fields fit many times over, and what is remembered of them stays small. */
export const MAX_REQUEST_BYTES = 4 << 10

/** What an answer begins with that a limit of the server is behind: it is no grant, also to a request that comes again. */
export const LIMIT = 'LIMIT_ERROR'

export const isTooLong = (frames: readonly Uint8Array[]): boolean =>
  frames.some((frame) => frame.length > MAX_REQUEST_BYTES)

export const commands = ['PING', 'LOCK', 'UNLOCK', 'RENEW', 'DONE'] as const

/** Clients whose request ids begin so understand tokens: to pypet's a grant must be exactly `GO`. */
export const EXTENDED = '2~'

export const formatRequest = ({ command, lock, client, request }: LockRequest): string =>
  [command, lock, client.replaceAll(SEPARATOR, '-'), request].join(SEPARATOR)

/** Null for everything that is no request. */
export function parseRequest(frames: readonly Uint8Array[]): LockRequest | null {
  const [frame] = frames
  if (frames.length !== 1 || frame === undefined || isTooLong(frames)) return null
  const [command = '', lock = '', client = '', request = '', ...more] = textOf(frame).split(SEPARATOR)
  const isComplete = textOf(frame).split(SEPARATOR).length === 4 && more.length === 0
  return isComplete && (commands as readonly string[]).includes(command) ? { command, lock, client, request } : null
}

/** As much of a request as an answer may repeat. */
export const quoteRequest = (frames: readonly Uint8Array[]): string =>
  textOf((frames[0] ?? new Uint8Array()).subarray(0, 800)).slice(0, 200)

const textOf = (frame: Uint8Array): string => new TextDecoder().decode(frame)

export const reply = (...fields: readonly string[]): string => fields.join(SEPARATOR)

export interface ParsedReply {
  readonly kind: string
  readonly whole: string
  /** Of a refusal: its sentence. */
  readonly reason: string
  /** Of a grant: its number, and milliseconds until it must be renewed. */
  readonly token: number | null
  readonly lease: number | null
}

/** What an answer begins with, and the rest: clients of pypet look at the first field only. */
export function parseReply(frame: Uint8Array): ParsedReply {
  const whole = textOf(frame)
  const [kind = '', reason = '', token, lease] = whole.split(SEPARATOR)
  return { kind, whole, reason, token: token === undefined ? null : Number(token), lease: lease ? Number(lease) : null }
}
