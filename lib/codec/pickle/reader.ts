import { CorruptError } from '../../errors.js'

/** Walks over the bytes of a pickle; reading beyond the end is `CorruptError`. */
export class Reader {
  private readonly bytes: Buffer
  private position = 0

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  take(length: number): Buffer {
    const end = this.position + length
    if (end > this.bytes.length) throw new CorruptError('expected more bytes in a pickle, got its end')
    const taken = this.bytes.subarray(this.position, end)
    this.position = end
    return taken
  }

  /** Up to the next line feed, which is consumed and not given. */
  line(): Buffer {
    const end = this.bytes.indexOf(10, this.position)
    if (end < 0) throw new CorruptError('expected a line feed in a pickle, got its end')
    const line = this.bytes.subarray(this.position, end)
    this.position = end + 1
    return line
  }

  asciiLine(): string {
    return this.line().toString('latin1')
  }

  u8(): number {
    return this.take(1)[0]!
  }

  u16(): number {
    return this.take(2).readUInt16LE()
  }

  i32(): number {
    return this.take(4).readInt32LE()
  }

  u32(): number {
    return this.take(4).readUInt32LE()
  }

  /** A length of eight bytes. */
  u64(): number {
    const length = this.take(8).readBigUInt64LE()
    if (length > BigInt(this.bytes.length)) throw new CorruptError('expected more bytes in a pickle, got its end')
    return Number(length)
  }
}
