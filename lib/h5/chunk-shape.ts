import { product } from './dtype.js'

/**
 * PyTables' choice of chunk shapes (its `idxutils`/`leaf` heuristics, as FORMAT 2.5 of the file format document has
 * them): about 64 KiB a chunk below 10 MB of expected data, then more by powers of two.
 */

/** Bytes of a chunk for a dataset that is expected to hold `expectedBytes`. */
export function chunkBytes(expectedBytes: number): number {
  const megabytes = Math.min(Math.max(expectedBytes / 2 ** 20, 1), 1e7)
  return 65536 * 2 ** Math.floor(Math.log10(megabytes))
}

/** Rows of a chunk of a table or, by the size of one base element, of a ragged array. */
export function rowsPerChunk(expectedRows: number, rowsize: number): number {
  return Math.max(1, Math.floor(chunkBytes(expectedRows * rowsize) / rowsize))
}

/** Chunk shape of a CArray or EArray; dimension 0 of `shape` counts as 1 while the rest is fitted. */
export function chunkShape(shape: readonly number[], expectedRows: number, itemsize: number): number[] {
  const rowsize = itemsize * product(shape.slice(1))
  const budget = Math.max(1, Math.floor(chunkBytes(expectedRows * rowsize) / itemsize))
  const chunk = shape.map((length, axis) => (axis === 0 ? 1 : Math.max(1, length)))
  for (let axis = 0; axis < chunk.length; axis++) {
    chunk[axis] = 1
    const rest = product(chunk)
    if (rest <= budget) {
      chunk[axis] = Math.floor(budget / rest)
      return chunk
    }
  }
  chunk[chunk.length - 1] = budget
  return chunk
}
