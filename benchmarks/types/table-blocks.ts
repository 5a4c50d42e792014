import { File } from '../../lib/h5/index.js'
import { type Operation, timed } from '../protocol.js'
import { block, columns } from './table.js'

/** Rows of a table in blocks of columns. */
export const tableBlocks: Operation<{ rows: number; blockRows: number }> = async ({ rows, blockRows }, folder) => {
  using file = File.open(`${folder}/table.h5`, 'w')
  const rowsOfBlock = block(blockRows)
  return await timed(() => {
    const table = file.createTable('/table', { columns, expectedRows: rows })
    for (let done = 0; done < rows; done += blockRows) table.append(rowsOfBlock)
    file.flush()
  })
}
