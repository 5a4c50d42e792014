import { File, type HArray } from '../../lib/h5/index.js'
import { type Operation, timed } from '../protocol.js'

interface ContiguousParams {
  readonly megabytes: number
}

function write({ megabytes }: ContiguousParams, filename: string): Promise<number> {
  const data = Float64Array.from({ length: 2 ** 17 * megabytes }, (_, i) => i)
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
