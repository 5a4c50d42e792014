import { type EArray, File, type Filters } from '../../lib/h5/index.js'
import { type Operation, timed } from '../protocol.js'

interface BlockParams {
  readonly megabytes: number
  readonly complib: string
  readonly complevel: number
}

const ROWS = 1000
const CHUNK = [2048, 8]
const READ_ROWS = 16 * 2048

/** A noisy sine and a random walk with 12 fractional bits: compresses as measured signals do. Peers make the same. */
function signal(rows: number): Float64Array {
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

const blocks = ({ megabytes }: BlockParams): number => Math.round((megabytes * 2 ** 20) / (ROWS * 64))

async function write(params: BlockParams, filename: string): Promise<number> {
  const data = signal(ROWS * 16)
  const filters: Partial<Filters> = { complib: params.complib, complevel: params.complevel }
  using file = File.open(filename, 'w')
  return await timed(() => {
    const array = file.createEArray('/blocks', { dtype: 'float64', shape: [0, 8], chunkshape: CHUNK, filters })
    for (let i = 0; i < blocks(params); i++) {
      const first = (i % 16) * ROWS * 8
      array.append(data.subarray(first, first + ROWS * 8))
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
