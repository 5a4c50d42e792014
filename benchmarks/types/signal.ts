/** A noisy sine and a random walk with 12 fractional bits: compresses as measured signals do. Peers make the same. */
export function signal(rows: number): Float64Array {
  const data = new Float64Array(rows * 8)
  let state = 1
  let walk = 0
  for (let i = 0; i < data.length; i++) {
    state = (state * 48271) % 2147483647
    const noise = state / 2147483647 - 0.5
    walk += noise
    const value = i % 8 < 4 ? 10 * Math.sin(i / 500) + noise : walk
    data[i] = Math.round(value * 4096) / 4096
  }
  return data
}

export const BLOCK_ROWS = 1000
export const READ_ROWS = 16 * 2048
export const CHUNK = [2048, 8]

/** How many blocks of `BLOCK_ROWS` rows of 8 numbers that is. */
export const blocksIn = (megabytes: number): number => Math.round((megabytes * 2 ** 20) / (BLOCK_ROWS * 64))
