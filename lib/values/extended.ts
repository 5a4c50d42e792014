/** The nearest double of an x87 extended number (80 bits in 16 bytes, little endian), numpy's longdouble. */
export function extendedToNumber(bytes: Uint8Array, offset: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, 16)
  const mantissa = view.getBigUint64(0, true)
  const head = view.getUint16(8, true)
  const sign = head & 0x8000 ? -1 : 1
  const exponent = head & 0x7fff
  if (exponent === 0x7fff) return (mantissa << 1n) & 0xffffffffffffffffn ? Number.NaN : sign * Number.POSITIVE_INFINITY
  // Two steps: 2 ** (exponent - 16446) alone would underflow to zero too early.
  return (
    sign * Number(mantissa) * 2 ** -63 * 2 ** Math.max(exponent - 16383, -1000) * 2 ** Math.min(exponent - 15383, 0)
  )
}
