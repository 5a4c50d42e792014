/** IEEE half precision (float16), which JavaScript has no array for: the bits as an unsigned 16-bit integer. */

const scratch = new DataView(new ArrayBuffer(8))

export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const mantissa = bits & 0x3ff
  if (exponent === 0x1f) return mantissa ? Number.NaN : sign * Number.POSITIVE_INFINITY
  if (exponent === 0) return sign * mantissa * 2 ** -24
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15)
}

/** Rounds to the nearest half, ties to even, as IEEE 754 asks. */
export function numberToHalf(value: number): number {
  scratch.setFloat64(0, value)
  const sign = (scratch.getUint16(0) & 0x8000) >>> 0
  const size = Math.abs(value)
  if (Number.isNaN(value)) return sign | 0x7e00
  if (size >= 65520) return sign | 0x7c00
  const exponent = size < 2 ** -14 ? -14 : Math.floor(Math.log2(size))
  // log2 may round up just below a power of two: the mantissa then stays below 1 and the same bits come out.
  const mantissa = roundHalfEven(size * 2 ** (10 - exponent))
  return sign | (size < 2 ** -14 ? mantissa : ((exponent + 15) << 10) + (mantissa - 1024))
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value)
  const rest = value - floor
  if (rest !== 0.5) return Math.round(value)
  return floor % 2 === 0 ? floor : floor + 1
}
