import { File, type HArray } from '../../lib/h5/index.js'
import { type Operation, timed } from '../protocol.js'

interface ContiguousParams {
  readonly megabytes: number
}

/** In a loop: memory that was free for long is slow to be had again, which is not to be measured. */
function numbers(count: number): Float64Array {
  const data = new Float64Array(count)
  for (let i = 0; i < count; i++) data[i] = i
  return data
}

function write({ megabytes }: ContiguousParams, filename: string): Promise<number> {
  const data = numbers(2 ** 17 * megabytes)
  return timed(() => {
    using file = File.open(filename, 'w')
    file.createArray('/array', data)
    file.flush()
  })
}

/** One large array without chunks. */
export const contiguousWrite: Operation<ContiguousParams> = (params, folder) => write(params, `${folder}/array.h5`)

/** The same, read back at once. */
export const contiguousRead: Operation<ContiguousParams> = async (params, folder) => {
  const filename = `${folder}/array.h5`
  await write(params, filename)
  return timed(async () => {
    using file = File.open(filename)
    await (file.get('/array') as HArray).read()
  })
}
