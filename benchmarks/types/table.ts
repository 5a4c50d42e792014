/** A row of 73 bytes with 8 columns, as a simulation's log may have. */
export const columns = {
  index: 'int64',
  time: 'float64',
  x: 'float64',
  y: 'float64',
  z: 'float64',
  count: 'int32',
  done: 'bool',
  name: '|S28',
} as const

/** The columns of `rows` rows. */
export const block = (rows: number) => ({
  index: BigInt64Array.from({ length: rows }, (_, i) => BigInt(i)),
  time: Float64Array.from({ length: rows }, (_, i) => i / 10),
  x: Float64Array.from({ length: rows }, (_, i) => i),
  y: Float64Array.from({ length: rows }, (_, i) => i + 1),
  z: Float64Array.from({ length: rows }, (_, i) => i + 2),
  count: Int32Array.from({ length: rows }, (_, i) => i),
  done: Array.from({ length: rows }, (_, i) => i % 2 === 0),
  name: Array.from({ length: rows }, () => 'run_00000001'),
})
