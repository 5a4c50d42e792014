import { File, type HArray } from '../../lib/h5/index.js'
import { type Operation, timed } from '../protocol.js'

interface ContiguousParams {
  readonly megabytes: number
}

let numbers = new Float64Array(0)

/**
 * Filled once, in a loop: memory that was free for long is slow to be had again, and V8 gives back late what was dropped.
 * Neither is to be measured.
 */
function numbersOf(count: number): Float64Array {
  if (numbers.length === count) return numbers
  numbers = new Float64Array(count)
  for (let i = 0; i < count; i++) numbers[i] = i
  return numbers
}

function write({ megabytes }: ContiguousParams, filename: string): Promise<number> {
  const data = numbersOf(2 ** 17 * megabytes)
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
