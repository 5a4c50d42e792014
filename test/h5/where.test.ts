import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { InvalidTypeError, InvalidValueError, UnknownOptionError } from '../../lib/errors.js'
import { File, type Table } from '../../lib/h5/index.js'
import { runPython } from '../support/python.js'
import { temporaryFolder } from '../support/temporary.js'

const path = temporaryFolder()
const seed = Number(process.env.TRAJSTORE_SEED ?? 20261125)

const rowsOf = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ id: i, x: (i * 7) % 10, name: `n${i % 3}`, vec: [i, -i] }))

function newTable(file: File, count: number): Table {
  return file.root.createTable('t', {
    columns: { id: 'int32', x: 'float64', name: '|S4', vec: { base: 'int16', shape: [2] } },
    rows: rowsOf(count),
    chunkshape: [16],
  })
}

suite('searching a table', () => {
  test('gives the rows that hold, across blocks, with the columns asked for', async () => {
    using file = File.open(path('where.h5'), 'w')
    const table = newTable(file, 100)
    assert.deepEqual(await table.whereRows('(x > 7) & (name == "n1")'), [4, 7, 34, 37, 64, 67, 94, 97])
    const found = await table.where('id >= 98')
    assert.deepEqual(Array.from(found.id as Int32Array), [98, 99])
    assert.deepEqual(found.name, ['n2', 'n0'])
    assert.deepEqual((found.vec as { toArray(): unknown }).toArray(), [
      [98, -98],
      [99, -99],
    ])
    const part = await table.where('id < limit', { columns: ['x'], start: 1, step: 2, variables: { limit: 6 } })
    assert.deepEqual(Object.keys(part), ['x'])
    assert.deepEqual(Array.from(part.x as Float64Array), [7, 1, 5])
    assert.deepEqual(await table.whereRows('id < 6', { start: 1, step: 2 }), [1, 3, 5])
    assert.deepEqual(Array.from((await table.where('id < 0')).id as Int32Array), [])
  })

  test('takes a function of columns and row', async () => {
    using file = File.open(path('predicate.h5'), 'w')
    const table = newTable(file, 50)
    assert.deepEqual(await table.whereRows(({ id }, row) => (id as Int32Array)[row]! % 20 === 3), [3, 23, 43])
  })

  test('sees rows that are still buffered', async () => {
    using file = File.open(path('buffered.h5'), 'w')
    const table = newTable(file, 3)
    table.append([{ id: 77, x: 1, name: 'new', vec: [0, 0] }])
    assert.deepEqual(await table.whereRows('id == 77'), [3])
  })

  test('refuses what is no condition', async () => {
    using file = File.open(path('refused.h5'), 'w')
    const table = newTable(file, 3)
    await assert.rejects(table.where('id >'), InvalidValueError)
    await assert.rejects(table.where('vec > 1'), InvalidTypeError)
    await assert.rejects(table.where(5 as never), InvalidTypeError)
    await assert.rejects(table.where('id > 1', { rows: 1 } as never), UnknownOptionError)
    await assert.rejects(table.where('id > 1', { columns: ['no'] }), InvalidValueError)
  })

  test('agrees with filtering all rows', async () => {
    using file = File.open(path('property.h5'), 'w')
    const table = newTable(file, 200)
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: -1, max: 11 }),
        fc.integer({ min: 0, max: 200 }),
        fc.integer({ min: 1, max: 9 }),
        async (limit, start, step) => {
          const expected = rowsOf(200).flatMap(({ id, x }) =>
            id >= start && (id - start) % step === 0 && x < limit ? [id] : [],
          )
          assert.deepEqual(await table.whereRows('x < limit', { start, step, variables: { limit } }), expected)
        },
      ),
      { seed, numRuns: 50 },
    )
  })
})

const make = `
import json, sys, tables, numpy as np
filename = json.load(sys.stdin)
with tables.open_file(filename, 'w') as file:
    class Row(tables.IsDescription):
        a = tables.Int32Col()
        b = tables.Float64Col()
        class inner(tables.IsDescription):
            c = tables.Int32Col()
    table = file.create_table('/', 't', Row)
    for i in range(1000):
        table.row['a'] = i; table.row['b'] = i / 2; table.row['inner/c'] = i
        table.row.append()
    table.flush()
    table.cols.a.create_csindex()
    table.cols.inner.c.create_index()
json.dump(None, sys.stdout)
`
const search = `
import json, sys, tables
filename = json.load(sys.stdin)
with tables.open_file(filename) as file:
    t = file.root.t
    found = [int(n) for n in t.get_where_list('(a >= 998) | (a < 1)')], [int(n) for n in t.get_where_list('a == 5')]
    found += ([int(n) for n in t.get_where_list('inner_c > 5000', {'inner_c': t.cols.inner.c})],)
with tables.open_file(filename, 'a') as file:
    t = file.root.t
    t.reindex_dirty()
    again = [int(n) for n in t.get_where_list('a >= 998')]
json.dump([found, again], sys.stdout)
`

test("PyTables' indexes do not hide rows that were appended, overwritten or removed here", () => {
  const filename = path('indexed.h5')
  runPython(make, filename)
  using file = File.open(filename, 'r+')
  {
    using table = file.get('t') as Table
    table.append([{ a: 2000, b: 0, inner: { c: 6000 } }])
    table.write([{ a: 3000, b: 0, inner: { c: 5 } }], 5)
    table.removeRows(0, 1)
  }
  file.close()
  const [found, again] = runPython<[number[][], number[]]>(search, filename)
  assert.deepEqual(found, [[4, 997, 998, 999], [], [999]])
  assert.deepEqual(again, [4, 997, 998, 999])
})
