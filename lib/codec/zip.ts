import { constants, crc32, deflateRawSync, inflateRawSync } from 'node:zlib'
import { CorruptError, LimitError } from '../errors.js'

/** Protection against archives made to exhaust the process. */
const maxEntries = 64
const maxTotal = 2 ** 31

const signatures = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50 } as const
const deflated = 8
const stored = 0
/** 1980-01-01, the earliest date that the format knows. */
const date = 0x21

/** Packs files into a ZIP archive, deflated. */
export function zip(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const locals: Buffer[] = []
  const centrals: Buffer[] = []
  let offset = 0
  for (const [name, content] of files) {
    const packed = deflateRawSync(content, { level: constants.Z_DEFAULT_COMPRESSION })
    const fields = entryFields(name, content, packed)
    const local = Buffer.concat([u32(signatures.local), u16(20), fields, u16(0), Buffer.from(name)])
    const central = [
      u32(signatures.central),
      u16(20),
      u16(20),
      fields,
      ...[0, 0, 0, 0].map(u16),
      u32(0),
      u32(offset),
      Buffer.from(name),
    ]
    locals.push(local, packed)
    centrals.push(Buffer.concat(central))
    offset += local.length + packed.length
  }
  const directory = Buffer.concat(centrals)
  const counts = [0, 0, files.size, files.size].map(u16)
  const end = Buffer.concat([u32(signatures.end), ...counts, u32(directory.length), u32(offset), u16(0)])
  return Buffer.concat([...locals, directory, end])
}

/** What local and central headers have in common. */
const entryFields = (name: string, content: Uint8Array, packed: Uint8Array): Buffer =>
  Buffer.concat([
    u16(0),
    u16(deflated),
    u16(0),
    u16(date),
    u32(crc32(content)),
    u32(packed.length),
    u32(content.length),
    u16(Buffer.byteLength(name)),
  ])

const u16 = (value: number): Buffer => Buffer.from([value & 0xff, (value >> 8) & 0xff])
const u32 = (value: number): Buffer =>
  Buffer.from([value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff, (value >>> 24) & 0xff])

/**
 * Unpacks a ZIP archive by its central directory. `CorruptError` for anything but whole deflated or stored files with
 * right sizes and checksums, `LimitError` for too many or too large ones.
 */
export function unzip(archive: Uint8Array): Map<string, Uint8Array> {
  const file = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength)
  const end = findEnd(file)
  const count = file.readUInt16LE(end + 10)
  if (count > maxEntries) throw new LimitError(`expected at most ${maxEntries} files in an archive, got ${count}`)
  const files = new Map<string, Uint8Array>()
  let at = file.readUInt32LE(end + 16)
  let total = 0
  for (let i = 0; i < count; i += 1) {
    const entry = readEntry(file, at)
    total += entry.size
    if (total > maxTotal) throw new LimitError(`expected at most ${maxTotal} bytes in an archive, got more`)
    files.set(entry.name, readContent(file, entry))
    at = entry.next
  }
  return files
}

const endSize = 22

function findEnd(file: Buffer): number {
  for (let at = file.length - endSize; at >= Math.max(0, file.length - endSize - 0xffff); at -= 1) {
    if (file.readUInt32LE(at) === signatures.end) return at
  }
  throw new CorruptError('expected a ZIP archive, got other bytes')
}

interface Entry {
  readonly name: string
  readonly method: number
  readonly checksum: number
  readonly packedSize: number
  readonly size: number
  readonly offset: number
  readonly next: number
}

const centralSize = 46

function readEntry(file: Buffer, at: number): Entry {
  if (at + centralSize > file.length || file.readUInt32LE(at) !== signatures.central) throw damaged()
  const [nameSize, extraSize, commentSize] = [28, 30, 32].map((field) => file.readUInt16LE(at + field)) as [
    number,
    number,
    number,
  ]
  const [checksum, packedSize, size, offset] = [16, 20, 24, 42].map((field) => file.readUInt32LE(at + field)) as [
    number,
    number,
    number,
    number,
  ]
  const name = file.subarray(at + centralSize, at + centralSize + nameSize).toString('utf8')
  const next = at + centralSize + nameSize + extraSize + commentSize
  return { name, method: file.readUInt16LE(at + 10), checksum, packedSize, size, offset, next }
}

const localSize = 30

function readContent(file: Buffer, { method, checksum, packedSize, size, offset }: Entry): Uint8Array {
  if (offset + localSize > file.length || file.readUInt32LE(offset) !== signatures.local) throw damaged()
  const start = offset + localSize + file.readUInt16LE(offset + 26) + file.readUInt16LE(offset + 28)
  const packed = file.subarray(start, start + packedSize)
  if (packed.length !== packedSize) throw damaged()
  const content = method === stored ? Buffer.from(packed) : method === deflated ? inflate(packed, size) : null
  if (content?.length !== size || crc32(content) !== checksum) throw damaged()
  return content
}

/** Never more than the size that was promised. */
function inflate(packed: Buffer, size: number): Buffer {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, size) })
  } catch (error) {
    throw new CorruptError('expected whole files in an archive, got damaged ones', { cause: error })
  }
}

const damaged = (): CorruptError => new CorruptError('expected whole files in an archive, got damaged ones')
