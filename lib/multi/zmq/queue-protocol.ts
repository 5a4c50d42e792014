import { type PackedError, packError } from '../wire/errors.js'
import { type Packable, pack, unpack } from '../wire/pack.js'

/** The wire between senders and their writer: frames of text, and one of packed data. The number is the version. */
const PROTOCOL = 'trajstore-queue/1'

export const DEFAULT_QUEUE_URL = 'tcp://127.0.0.1:7778'

/** Of one message; ZeroMQ closes the connection over a larger one. */
export const MAX_MESSAGE_BYTES = 2 ** 30

/** Sockets at both ends: the other end is asked every 2 s whether it is there, and 10 s of silence close a connection. */
export const SOCKET_OPTIONS = {
  linger: 0,
  heartbeatInterval: 2000,
  heartbeatTimeout: 10_000,
  maxMessageSize: MAX_MESSAGE_BYTES,
} as const

/** So many messages of one sender may be without an answer. */
export const MAX_CREDITS = 64

export interface QueueRequest {
  readonly sender: string
  /** Tells the messages of a sender apart: one that comes again, since its answer was lost, has the same number. */
  readonly number: number
  /** All before this one are answered. */
  readonly oldest: number
  readonly bytes: Uint8Array
}

export type QueueAnswer =
  | { readonly kind: 'answer'; readonly number: number; readonly bytes: Uint8Array }
  | { readonly kind: 'refusal'; readonly number: number; readonly error: PackedError }

type Frames = (string | Buffer)[]

export const formatRequest = ({ sender, number, oldest, bytes }: QueueRequest): Frames => [
  PROTOCOL,
  sender,
  String(number),
  String(oldest),
  asBuffer(bytes),
]

/** Null for everything that is no message of a sender. */
export function parseRequest(frames: readonly Buffer[]): QueueRequest | null {
  const [protocol, sender, number, oldest, bytes, ...more] = frames
  if (String(protocol) !== PROTOCOL || bytes === undefined || more.length > 0) return null
  const request = { sender: String(sender), number: countIn(number), oldest: countIn(oldest), bytes }
  const isSound = request.sender.length <= MAX_ID && request.number >= request.oldest && request.oldest > 0
  return isSound ? request : null
}

const MAX_ID = 200

/** 0 for what is no number of a message. */
const countIn = (frame: Buffer | undefined): number =>
  frame !== undefined && /^[1-9]\d{0,14}$/.test(frame.toString('latin1')) ? Number(frame) : 0

export const formatAnswer = (number: number, bytes: Uint8Array): Frames => [
  PROTOCOL,
  'answer',
  String(number),
  asBuffer(bytes),
]

/** Number 0 when it is not known which message is refused. */
export const formatRefusal = (number: number, error: Error): Frames => [
  PROTOCOL,
  'refusal',
  String(number),
  asBuffer(pack(packError(error) as unknown as Packable)),
]

/** Null for everything that is no answer of a writer. */
export function parseAnswer(frames: readonly Buffer[]): QueueAnswer | null {
  const [protocol, kind, number, bytes, ...more] = frames
  if (String(protocol) !== PROTOCOL || bytes === undefined || more.length > 0) return null
  if (String(kind) === 'answer') return { kind: 'answer', number: countIn(number), bytes }
  if (String(kind) !== 'refusal') return null
  return { kind: 'refusal', number: countIn(number), error: unpack(bytes) as unknown as PackedError }
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
