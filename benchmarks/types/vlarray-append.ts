import { File } from '../../lib/h5/index.js'
import { type Operation, timed } from '../protocol.js'

/** Rows of 1 to 100 integers, one by one. */
export const vlarrayAppend: Operation<{ rows: number }> = async ({ rows }, folder) => {
  using file = File.open(`${folder}/ragged.h5`, 'w')
  const values = BigInt64Array.from({ length: 100 }, (_, i) => BigInt(i))
  return await timed(() => {
    const array = file.createVLArray('/ragged', { dtype: 'int64', expectedRows: rows })
    for (let i = 0; i < rows; i++) array.append(values.subarray(0, 1 + (i % 100)))
    file.flush()
  })
}
