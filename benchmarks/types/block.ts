import { type EArray, File, type Filters } from '../../lib/h5/index.js'
import { type Operation, timed } from '../protocol.js'
import { BLOCK_ROWS, blocksIn, CHUNK, READ_ROWS, signal } from './signal.js'

interface BlockParams {
  readonly megabytes: number
  readonly complib: string
  readonly complevel: number
}

async function write(params: BlockParams, filename: string): Promise<number> {
  const data = signal(BLOCK_ROWS * 16)
  const filters: Partial<Filters> = { complib: params.complib, complevel: params.complevel }
  using file = File.open(filename, 'w')
  return await timed(() => {
    const array = file.createEArray('/blocks', { dtype: 'float64', shape: [0, 8], chunkshape: CHUNK, filters })
    for (let i = 0; i < blocksIn(params.megabytes); i++) {
      const first = (i % 16) * BLOCK_ROWS * 8
      array.append(data.subarray(first, first + BLOCK_ROWS * 8))
    }
    file.flush()
  })
}

/** Blocks of 64 KB, appended. */
export const blockWrite: Operation<BlockParams> = (params, folder) => write(params, `${folder}/blocks.h5`)

/** The same, read back in blocks of 2 MB. */
export const blockRead: Operation<BlockParams> = async (params, folder) => {
  const filename = `${folder}/blocks.h5`
  await write(params, filename)
  return await timed(() => {
    using file = File.open(filename)
    const array = file.get('/blocks') as EArray
    for (let start = 0; start < array.nrows; start += READ_ROWS) array.readSync({ start, stop: start + READ_ROWS })
  })
}
