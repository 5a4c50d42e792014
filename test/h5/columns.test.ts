import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Columns, File, type NDArray, type Table } from '../../lib/h5/index.js'
import { runPython } from '../support/python.js'
import { temporaryFolder } from '../support/temporary.js'

const inFolder = temporaryFolder()

/** A table with every type of column that PyTables has. */
const program = `
import tables, numpy as np, json, sys
class D(tables.IsDescription):
    h = tables.Float16Col(); f = tables.Float32Col(); c = tables.ComplexCol(itemsize=16); b = tables.BoolCol()
    e = tables.EnumCol(['red', 'green'], 'green', base='uint8'); t32 = tables.Time32Col(); t64 = tables.Time64Col()
    hv = tables.Float16Col(shape=(2,)); bv = tables.BoolCol(shape=(2,)); tv = tables.Time64Col(shape=(2,))
    u = tables.UInt64Col(); i = tables.Int64Col(); s = tables.StringCol(4); ld = tables.Float128Col()
    class nested(tables.IsDescription):
        h = tables.Float16Col(); b = tables.BoolCol()
with tables.open_file(json.load(sys.stdin), 'w') as file:
    t = file.create_table('/', 't', D, expectedrows=10); r = t.row
    for k in range(3):
        r['h'] = k + 0.5; r['f'] = k + 0.5; r['c'] = complex(k, 1); r['b'] = k == 1; r['e'] = k % 2; r['t32'] = 1000 + k
        r['t64'] = 1000.25 + k; r['hv'] = [k, k + 0.5]; r['bv'] = [True, False]; r['tv'] = [k, 0.5]
        r['u'] = 2**64 - 1 - k; r['i'] = -k; r['s'] = 's%d' % k; r['ld'] = k + 0.5; r['nested/h'] = k + 0.25; r['nested/b'] = True
        r.append()
    t.flush()
with tables.open_file(json.loads(json.dumps(file.filename + '.be')), 'w', ) as other:
    other.create_table('/', 't', np.array([(1.5, 2, 3), (0.25, -3, 4)], [('h', '>f2'), ('n', '>i8'), ('f', '>f4')]), byteorder='big')
json.dump(None, sys.stdout)
`
function theirs(name: string): string {
  const filename = inFolder(name)
  runPython(program, filename)
  return filename
}
const tableOf = (file: File, path = '/t'): Table => file.get(path) as Table
const plain = (column: unknown): unknown =>
  ArrayBuffer.isView(column) ? Array.from(column as Float32Array) : (column as { toArray(): unknown }).toArray()

describe('columns of any type', () => {
  it('are values, not the bits of them', async () => {
    const filename = theirs('values.h5')
    using file = File.open(filename)
    const table = tableOf(file)
    assert.deepEqual(plain(table.column('h')), [0.5, 1.5, 2.5])
    assert.deepEqual(table.column('t64'), Float64Array.of(1000.25, 1001.25, 1002.25))
    assert.deepEqual(plain(table.column('hv')), [
      [0, 0.5],
      [1, 1.5],
      [2, 2.5],
    ])
    assert.deepEqual(plain((table.column('nested') as Columns).h), [0.25, 1.25, 2.25])
    assert.deepEqual(plain(table.column('ld')), [0.5, 1.5, 2.5])
    assert.equal([...table.records({ stop: 1 })][0]?.h, 0.5)
    using big = File.open(`${filename}.be`)
    assert.deepEqual(plain(tableOf(big).column('h')), [1.5, 0.25])
    assert.deepEqual(tableOf(big).column('n'), BigInt64Array.of(2n, -3n))
    assert.deepEqual(await tableOf(big).whereRows('(h > 1) & (n == 2)'), [0])
  })

  it('are compared as values', async () => {
    using file = File.open(theirs('where.h5'))
    const table = tableOf(file)
    const conditions: Readonly<Record<string, number[]>> = {
      'h > 1': [1, 2],
      'h == 0.5': [0],
      'nested.h > 2': [2],
      'ld > 1': [1, 2],
      't64 > 1001': [1, 2],
      't32 == 1001': [1],
      'e == 1': [1],
      'b == True': [1],
      'u > 18446744073709551613': [0, 1],
      'i < 0': [1, 2],
    }
    for (const [condition, rows] of Object.entries(conditions))
      assert.deepEqual(await table.whereRows(condition), rows, condition)
    assert.deepEqual(await table.whereRows((columns, row) => Number((columns.h as NDArray).get(row)) > 1), [1, 2])
  })

  it('are taken back as they came, as columns and as records', () => {
    using file = File.open(theirs('own.h5'), 'r+')
    const table = tableOf(file)
    const before = table.readSync()
    table.append(before)
    assert.deepEqual(table.readSync({ start: 3 }), before)
    table.write({ h: Float32Array.of(0.5) }, 0, ['h'])
    table.write({ h: Float64Array.of(1.5) }, 1, ['h'])
    const names = ['h', 'f', 'b', 'e', 'u', 't32', 't64', 'hv', 'bv', 'c', 's']
    const columns = names.map((name) => [name, table.rowType.fields.find(([known]) => known === name)![1]] as const)
    const copy = file.createTable('/copy', { columns: { fields: columns } })
    const records = [...table.records()].map((record) => Object.fromEntries(names.map((name) => [name, record[name]])))
    copy.append(records)
    assert.deepEqual(copy.readSync(), table.readSync({ columns: names }))
  })
})

describe('what does not fit a column', () => {
  const cases: readonly (readonly [type: string, given: unknown])[] = [
    ['float16', Uint16Array.of(15360)],
    ['bool', Uint8Array.of(2)],
    ['bool', [2]],
    ['time32', [1.5]],
    ['time32', [2 ** 31]],
    ['time32', [Number.NaN]],
    ['time32', Float64Array.of(2 ** 40)],
    ['time32', BigInt64Array.of(1n)],
    ['time64', [Number.POSITIVE_INFINITY]],
    ['time64', [2 ** 40]],
    ['time64', BigInt64Array.of(1n)],
    ['time64', Uint8Array.of(1)],
  ]
  for (const [type, given] of cases) {
    it(`is refused: ${JSON.stringify(given, (_, item) => (typeof item === 'bigint' ? `${item}n` : item))} as ${type}`, () => {
      using file = File.open(inFolder('refused.h5'), 'w')
      const table = file.createTable('/t', { columns: { x: type } })
      assert.throws(() => table.append({ x: given as never }), { code: /^ERR_INVALID_(TYPE|VALUE)$/ })
      assert.equal(table.nrows, 0)
    })
  }
})

describe('names of columns', () => {
  it('of any kind stand between backticks in a condition', async () => {
    using file = File.open(inFolder('names.h5'), 'w')
    const table = file.createTable('/t', {
      columns: { 'a b': 'int32', 'c.d': 'int32', 'e`f': 'int32', and: 'int32', outer: { fields: [['x y', 'int32']] } },
      rows: [0, 1, 2].map((k) => ({ 'a b': k, 'c.d': k, 'e`f': k, and: k, outer: { 'x y': k } })),
    })
    const conditions: Readonly<Record<string, number[]>> = {
      '`a b` > 0': [1, 2],
      '`c.d` == 1': [1],
      'c.d == 1': [1],
      '`e``f` < 1': [0],
      '`and` == 2': [2],
      'outer.`x y` >= 1': [1, 2],
      '`a b` == `c.d`': [0, 1, 2],
    }
    for (const [condition, rows] of Object.entries(conditions))
      assert.deepEqual(await table.whereRows(condition), rows, condition)
    await assert.rejects(table.whereRows('a > 1'), { code: 'ERR_INVALID_VALUE', message: /there are `a b`, `c.d`/ })
    await assert.rejects(table.whereRows('`a b > 1'), { code: 'ERR_INVALID_VALUE' })
  })
})
