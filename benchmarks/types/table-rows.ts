import { File } from '../../lib/h5/index.js'
import { type Operation, timed } from '../protocol.js'
import { columns } from './table.js'

/** Rows of a table, one by one, each an object. */
export const tableRows: Operation<{ rows: number }> = async ({ rows }, folder) => {
  using file = File.open(`${folder}/table.h5`, 'w')
  return await timed(() => {
    const table = file.createTable('/table', { columns, expectedRows: rows })
    for (let i = 0; i < rows; i++) {
      const row = {
        index: i,
        time: i / 10,
        x: i,
        y: i + 1,
        z: i + 2,
        count: i,
        done: i % 2 === 0,
        name: 'run_00000001',
      }
      table.append([row])
    }
    file.flush()
  })
}
