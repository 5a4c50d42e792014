/** What was done to files, in order; see native/vfd/trace.cpp. */
export interface Event {
  readonly kind: Kind
  readonly path: string
  /** Offset of a write, or size. */
  readonly number: number
  readonly data: Uint8Array
}

/** Write, truncate, sync, sync of the folder, create, unlink; and, by the writer, acknowledgement of so many steps. */
export type Kind = 'w' | 't' | 's' | 'd' | 'c' | 'u' | 'a'

const HEAD = 24

/** The event that says that a step was acknowledged. */
export function acknowledgement(steps: number): Buffer {
  const event = Buffer.alloc(HEAD)
  event.write('a', 0, 'latin1')
  event.writeBigUInt64LE(BigInt(steps), 8)
  return event
}

export function parseTrace(bytes: Buffer): Event[] {
  const events: Event[] = []
  for (let at = 0; at < bytes.length; ) {
    const kind = String.fromCharCode(bytes[at]!) as Kind
    const pathBytes = bytes.readUInt32LE(at + 4)
    const number = Number(bytes.readBigUInt64LE(at + 8))
    const dataBytes = Number(bytes.readBigUInt64LE(at + 16))
    at += HEAD
    const path = bytes.toString('utf8', at, at + pathBytes)
    at += pathBytes
    events.push({ kind, path, number, data: bytes.subarray(at, at + dataBytes) })
    at += dataBytes
  }
  return events
}
