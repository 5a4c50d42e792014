import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import { type CArray, compressors, type EArray, File, type Table } from '../../lib/h5/index.js'
import { runPython } from '../support/python.js'
import { temporaryFolder } from '../support/temporary.js'

const inFolder = temporaryFolder()

/** Bytes that no compressor makes shorter, or that all do: filters are skipped for chunks of the former. */
function bytes(compressible: boolean, count: number, seed: number): Uint8Array {
  if (compressible) return new Uint8Array(count).fill(seed)
  let state = seed
  return Uint8Array.from({ length: count }, () => {
    state = (state + 0x6d2b79f5) >>> 0
    const mixed = Math.imul(state ^ (state >>> 15), state | 1)
    return (mixed ^ (mixed >>> 7)) & 0xff
  })
}

type Step = readonly [compressible: boolean, start: number, count: number] | 'flush' | 'read'

/** Orders of calls that mix whole and partial chunks, skipped filters and their like. */
const orders: readonly (readonly Step[])[] = [
  [
    [false, 4538, 13582],
    [true, 9073, 9242],
    [true, 13142, 5018],
  ],
  [[false, 0, 4096], 'flush', [true, 0, 4096], [false, 100, 50], 'flush', [false, 0, 4096], [true, 1, 4094]],
  [[false, 0, 20000], [true, 5000, 8000], 'read', [false, 4096, 6000], 'flush', [true, 100, 12000], [false, 0, 5000]],
  [[true, 4096, 1], [false, 4096, 4096], 'read', [true, 4096, 4096], [false, 4097, 4095], 'flush', [false, 4096, 4096]],
]

const filterSets = [
  ...compressors().map((complib) => ({ complib, complevel: 5 })),
  { complib: 'zlib', complevel: 5, shuffle: true, fletcher32: true },
  { complib: 'zlib', complevel: 0 },
]

/** Carries an order out, and gives what must be in the file. */
function carryOut(file: File, order: readonly Step[], filters: object): Uint8Array {
  const model = bytes(false, 20000, 7)
  const array = file.createCArray('/d', { data: model.slice(), chunkshape: [4096], filters })
  for (const [index, step] of order.entries()) {
    if (step === 'flush') file.flush()
    else if (step === 'read') assert.deepEqual(array.readSync().data, model)
    else {
      const [compressible, start, count] = step
      const part = bytes(compressible, count, index + 1)
      array.writeSync(part, { start, stop: start + count })
      model.set(part, start)
    }
  }
  assert.deepEqual(array.readSync().data, model)
  return model
}

describe('parts of chunks are overwritten', () => {
  for (const durability of ['process', 'none'] as const) {
    for (const filters of filterSets) {
      it(`with ${JSON.stringify(filters)}, durability '${durability}'`, () => {
        const written = orders.map((order, number) => {
          const filename = inFolder(`${durability}-${filterSets.indexOf(filters)}-${number}.h5`)
          using file = File.open(filename, 'w', { durability })
          return { filename, model: carryOut(file, order, filters) }
        })
        for (const { filename, model } of written) {
          using file = File.open(filename)
          assert.deepEqual((file.get('/d') as CArray).readSync().data, model)
        }
        const theirs = runPython<string[]>(
          `
import hashlib, json, sys, tables
print(json.dumps([hashlib.md5(tables.open_file(name).root.d.read().tobytes()).hexdigest() for name in json.load(sys.stdin)]))
`,
          written.map(({ filename }) => filename),
        )
        const ours = written.map(({ model }) => createHash('md5').update(model).digest('hex'))
        assert.deepEqual(theirs, ours)
      })
    }
  }
})

it('a chunk whose filters were skipped is cut, and grows again with the fill value', () => {
  for (const rows of [3000, 9000]) {
    const filename = inFolder(`cut-${rows}.h5`)
    const data = bytes(false, rows, 3)
    {
      using file = File.open(filename, 'w')
      const array = file.createEArray('/d', {
        dtype: 'uint8',
        shape: [0],
        chunkshape: [4096],
        filters: { complib: 'zlib', complevel: 9 },
      })
      array.append(data)
      array.writeSync(data.subarray(0, 10), { start: rows - 10, stop: rows })
      array.truncate(rows - 100)
      array.truncate(rows)
    }
    using file = File.open(filename)
    const expected = data.slice()
    expected.fill(0, rows - 100)
    assert.deepEqual((file.get('/d') as EArray).readSync().data, expected)
  }
})

it('some columns of rows are overwritten, the others stay', () => {
  const filename = inFolder('columns.h5')
  const a = Float64Array.from({ length: 5000 }, () => Math.random())
  const b = Int32Array.from({ length: 5000 }, (_, i) => i)
  {
    using file = File.open(filename, 'w')
    const columns = { a: 'float64', b: 'int32' } as const
    const table = file.createTable('/t', { columns, chunkshape: [64], filters: { complib: 'zlib', complevel: 3 } })
    table.append({ a, b })
    for (let row = 0; row < 4990; row += 7) {
      const part = Int32Array.of(-row, row)
      table.write({ b: part }, row, ['b'])
      b.set(part, row)
    }
    assert.deepEqual(table.readSync(), Object.assign(Object.create(null), { a, b }))
  }
  using file = File.open(filename)
  const read = (file.get('/t') as Table).readSync()
  assert.deepEqual([read.a, read.b], [a, b])
})

it('a change waits in memory until it is flushed, also when the handle is closed and the node is copied', () => {
  const filename = inFolder('waits.h5')
  using file = File.open(filename, 'w')
  const filters = { complib: 'zlib', complevel: 1 }
  const array = file.createCArray('/d', { data: new Int32Array(1000), chunkshape: [100], filters })
  array.writeSync(Int32Array.of(1, 2), { start: 50, stop: 52 })
  file.copy('/d', 'copied')
  array.writeSync(Int32Array.of(3), { start: 52, stop: 53 })
  array.close()
  assert.deepEqual(
    [...((file.get('/d') as CArray).readSync({ start: 49, stop: 54 }).data as Int32Array)],
    [0, 1, 2, 3, 0],
  )
  assert.deepEqual(
    [...((file.get('/copied') as CArray).readSync({ start: 49, stop: 54 }).data as Int32Array)],
    [0, 1, 2, 0, 0],
  )
  file.flush()
  file.get('/d').close()
  ;(file.get('/d') as CArray).writeSync(Int32Array.of(9), { start: 0, stop: 1 })
  file.rollback()
  assert.equal((file.get('/d') as CArray).readSync().data[0], 0)
})
