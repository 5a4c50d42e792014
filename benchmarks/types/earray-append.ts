import { File } from '../../lib/h5/index.js'
import { type Operation, timed } from '../protocol.js'

/** Rows of 8 numbers, one by one. */
export const earrayAppend: Operation<{ rows: number }> = async ({ rows }, folder) => {
  using file = File.open(`${folder}/rows.h5`, 'w')
  const row = Float64Array.from({ length: 8 }, (_, i) => i)
  return await timed(() => {
    const array = file.createEArray('/rows', { dtype: 'float64', shape: [0, 8], expectedRows: rows })
    for (let i = 0; i < rows; i++) {
      row[0] = i
      array.append(row)
    }
    file.flush()
  })
}
