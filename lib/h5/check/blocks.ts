import { LimitError } from '../../errors.js'
import type { NDArray } from '../../values/index.js'
import { CArray, EArray, HArray } from '../array.js'
import type { Dataset } from '../dataset.js'
import type { Node } from '../node.js'
import type { Columns } from '../rows.js'
import { Table } from '../table.js'
import { VLArray } from '../vlarray.js'

/** Part of a dataset's rows. */
export interface Block {
  readonly start: number
  readonly rows: number
  readonly data: NDArray | NDArray[] | Columns
}

const BLOCK_BYTES = 16 * 1024 * 1024

/** The data of a node in blocks of whole rows, so that no more than some megabytes are in memory; none for a group. */
export async function* blocks(node: Node): AsyncGenerator<Block> {
  if (
    !(
      node instanceof Table ||
      node instanceof VLArray ||
      node instanceof HArray ||
      node instanceof CArray ||
      node instanceof EArray
    )
  )
    return
  const { shape, itemsize, nrows } = node
  checkClaim(node)
  if (shape.length === 0) {
    yield { start: 0, rows: 1, data: await node.read() }
    return
  }
  const rowBytes = shape.slice(1).reduce((product, extent) => product * extent, itemsize)
  const most = Math.max(1, Math.floor(BLOCK_BYTES / Math.max(1, rowBytes)))
  for (let start = 0; start < nrows; start += most) {
    const stop = Math.min(start + most, nrows)
    yield { start, rows: stop - start, data: await node.read({ start, stop }) }
  }
}

// As when a dataset is read at once: a damaged file can claim a shape that would take days to walk through.
const CLAIMED_BYTES = 4 * 1024 ** 3
const CLAIMED_RATIO = 1000

function checkClaim({ path, size, itemsize, storageSize, file: { filename } }: Dataset): void {
  const bytes = size * itemsize
  if (bytes <= CLAIMED_BYTES || bytes <= storageSize * CLAIMED_RATIO) return
  throw new LimitError(`'${path}' claims to hold ${bytes} bytes in ${storageSize} stored ones, which is damage`, {
    path,
    filename,
  })
}
