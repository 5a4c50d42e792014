import { inspect } from 'node:util'

/** A value on one line, short enough to be read. */
export function shown(value: unknown): string {
  const text = inspect(plain(value), { depth: 6, breakLength: Number.POSITIVE_INFINITY, maxArrayLength: 24 })
  return text.length > 600 ? `${text.slice(0, 600)}…` : text
}

/** Bytes as hexadecimal digits. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) {
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    return `${value.length} bytes ${bytes.toString('hex', 0, 96)}`
  }
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
}
