import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { compressors, File, InvalidValueError, setThreads, threads } from '../../lib/h5/index.js'
import { runPython } from '../support/python.js'
import { temporaryFolder } from '../support/temporary.js'

const inFolder = temporaryFolder()
const cores = threads()
after(() => setThreads(cores))

/** Half of it compresses well, half of it not at all, and the last chunk of both axes reaches beyond the edge. */
const shape = [700, 13]
const data = Int32Array.from({ length: 700 * 13 }, (_, i) => (i < 4000 ? i >> 4 : Math.imul(i, 0x9e3779b1)))
const filterSets = compressors().flatMap((complib) =>
  [true, false].map((fletcher32) => ({ complib, complevel: 5, fletcher32, shuffle: fletcher32 })),
)

function write(name: string, count: number): string {
  setThreads(count)
  const filename = inFolder(name)
  using file = File.open(filename, 'w')
  filterSets.forEach((filters, index) => {
    const options = { filters, chunkshape: [64, 8], dtype: 'int32' } as const
    const array = file.createEArray(`/growing${index}`, { ...options, shape: [0, 13] })
    for (let row = 0; row < 700; row += 140) array.append(data.subarray(row * 13, (row + 140) * 13))
    file.createCArray(`/fixed${index}`, { ...options, shape }).writeSync(data.subarray(0, 700 * 13))
  })
  return filename
}

describe('chunks that pass filters', () => {
  for (const count of [1, 4]) {
    it(`are read as they were written, by ${count} thread${count > 1 ? 's' : ''}`, async () => {
      using file = File.open(write(`threads${count}.h5`, count))
      for (const index of filterSets.keys()) {
        for (const name of [`/growing${index}`, `/fixed${index}`]) {
          const array = file.get(name) as ReturnType<File['createCArray']>
          assert.deepEqual(array.readSync().data, data)
          assert.deepEqual((await array.read({ start: 3, stop: 700 })).data, data.subarray(39))
        }
      }
    })
  }

  it('are read by PyTables', () => {
    const sums = runPython<number[]>(
      `
import json, sys, tables
with tables.open_file(json.load(sys.stdin)) as file:
    print(json.dumps([int((node.read().astype("i8") * (node.read() % 7)).sum()) for node in file.root]))
`,
      write('pytables.h5', cores),
    )
    const expected = data.reduce((sum, value) => sum + value * (((value % 7) + 7) % 7), 0)
    assert.deepEqual(new Set(sums), new Set([expected]))
    assert.equal(sums.length, 2 * filterSets.length)
  })
})

it('rows that stay are the same, whatever their chunk takes before and after', () => {
  using file = File.open(inFolder('cut.h5'), 'w')
  for (const [index, complib] of compressors().entries()) {
    for (const length of [1, 2, 3, 4, 5]) {
      // zlib makes no chunk of three such rows shorter than its 12 bytes, so it is left out; of one row and two rows of
      // fill values it makes 12 bytes.
      const filters = { complib, complevel: 5, shuffle: true }
      const options = { dtype: 'int16', shape: [0, 2], chunkshape: [3, 2], filters } as const
      const array = file.createEArray(`/a${index}_${length}`, options)
      const rows = Int16Array.of(0, 52, 0, 37, 0, 22, 1, 91, 2, 36, 3, 66)
      array.append(rows)
      array.flush()
      array.truncate(length)
      assert.deepEqual(array.readSync().data, rows.slice(0, 2 * length), `${complib} ${length}`)
      array.flush()
      array.append(Int16Array.of(7, 8))
      assert.deepEqual(array.readSync().data, Int16Array.of(...rows.slice(0, 2 * length), 7, 8), `${complib} ${length}`)
    }
  }
})

it('the number of threads is a whole number that makes sense', () => {
  setThreads(3)
  assert.equal(threads(), 3)
  for (const wrong of [0, -1, 1.5, 1e6, Number.NaN]) assert.throws(() => setThreads(wrong), InvalidValueError)
  assert.equal(threads(), 3)
})
