import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { File, type HArray, type Table, type TypedValue } from '../../lib/h5/index.js'
import { runPython } from '../support/python.js'
import { temporaryFolder } from '../support/temporary.js'

const inFolder = temporaryFolder()

/** Masks of detectors by h5py, and booleans by PyTables. */
const program = `
import h5py, numpy as np, json, sys, tables
from h5py import h5t, h5s, h5d, h5a
name = json.load(sys.stdin)
with tables.open_file(name, 'w') as file:
    file.create_array('/', 'flags', np.array([True, False])).attrs.flag = np.bool_(True)
    file.create_table('/', 'table', np.array([(True, 1)], [('b', '?'), ('n', 'i4')]))
    file.root._v_attrs.flag = np.bool_(False)
with h5py.File(name, 'r+') as f:
    g = f.create_group('masks')
    def put(name, tid, v):
        h5d.create(g.id, name.encode(), tid, h5s.create_simple(v.shape)).write(h5s.ALL, h5s.ALL, v, mtype=tid)
    put('b8', h5t.STD_B8LE, np.array([0, 1, 2, 255], 'u1'))
    put('b16', h5t.STD_B16LE, np.array([0, 1, 0x1234], '<u2'))
    put('b32be', h5t.STD_B32BE, np.array([0, 1, 0xfcfdfeff], '>u4'))
    put('b64', h5t.STD_B64LE, np.array([2**64 - 1], 'u8'))
    for n, t, v in (('mask8', h5t.STD_B8LE, np.array(0b1010, 'u1')), ('zero8', h5t.STD_B8LE, np.array(0, 'u1')), ('list8', h5t.STD_B8LE, np.array([1, 4], 'u1')), ('mask16', h5t.STD_B16BE, np.array(0x1234, '>u2'))):
        h5a.create(g.id, n.encode(), t, h5s.create_simple(v.shape) if v.shape else h5s.create(h5s.SCALAR)).write(v, mtype=t)
    for n, t, w in (('rec', h5t.STD_B8LE, 'u1'), ('rec16', h5t.STD_B16LE, 'u2')):
        c = h5t.create(h5t.COMPOUND, 8); c.insert(b'm', 0, t); c.insert(b'n', 4, h5t.STD_I32LE)
        rows = np.array([(6, 1), (255, 2)], np.dtype({'names': ['m', 'n'], 'formats': [w, 'i4'], 'offsets': [0, 4], 'itemsize': 8}))
        h5d.create(g.id, n.encode(), c, h5s.create_simple((2,))).write(h5s.ALL, h5s.ALL, rows, mtype=c)
json.dump(None, sys.stdout)
`
function masks(name: string): string {
  const filename = inFolder(name)
  runPython(program, filename)
  return filename
}
const arrayAt = (file: File, path: string): HArray => file.get(path) as HArray

describe('bit fields', () => {
  it('are unsigned integers', async () => {
    using file = File.open(masks('read.h5'))
    const expected: Readonly<Record<string, readonly [dtype: string, values: unknown[]]>> = {
      b8: ['|B1', [0, 1, 2, 255]],
      b16: ['<B2', [0, 1, 0x1234]],
      b32be: ['>B4', [0, 1, 0xfcfdfeff]],
      b64: ['<B8', [2n ** 64n - 1n]],
    }
    for (const [name, [dtype, values]] of Object.entries(expected)) {
      const array = arrayAt(file, `/masks/${name}`)
      assert.equal(array.dtype, dtype)
      assert.deepEqual(array.readSync().toArray(), values)
    }
    const { attributes } = file.get('/masks')
    assert.deepEqual(attributes.get('mask8'), { dtype: '|B1', shape: [], data: Uint8Array.of(10) })
    assert.deepEqual(attributes.get('zero8'), { dtype: '|B1', shape: [], data: Uint8Array.of(0) })
    assert.deepEqual(attributes.get('list8'), { dtype: '|B1', shape: [2], data: Uint8Array.of(1, 4) })
    assert.deepEqual(attributes.get('mask16'), { dtype: '>B2', shape: [], data: Uint8Array.of(0x34, 0x12) })
    for (const name of ['rec', 'rec16']) {
      const table = file.get(`/masks/${name}`) as Table
      assert.deepEqual(Array.from(table.column('m') as Uint8Array), [6, 255])
      assert.deepEqual(await table.whereRows('m > 6'), [1])
    }
    const listed = await file.root.read({ names: [] })
    assert.deepEqual(listed, [])
    const children = file.root.list({ attributes: true, datasets: true }).find(({ name }) => name === 'masks')
    assert.deepEqual(new Map(children?.attributes).get('zero8'), { dtype: '|B1', shape: [], data: Uint8Array.of(0) })
  })

  it('are written back as what they were', () => {
    const filename = masks('write.h5')
    {
      using file = File.open(filename, 'r+')
      arrayAt(file, '/masks/b8').writeSync([7, 0, 255, 1])
      arrayAt(file, '/masks/b32be').writeSync(arrayAt(file, '/masks/b32be').readSync())
      arrayAt(file, '/masks/b16').writeSync(Uint16Array.of(1, 2, 3))
      const table = file.get('/masks/rec16') as Table
      table.write(table.readSync())
      assert.throws(() => arrayAt(file, '/masks/b8').writeSync([256, 0, 0, 0]), { code: 'ERR_INVALID_VALUE' })
      const { attributes } = file.get('/masks')
      attributes
        .set('copy16', attributes.get('mask16') as TypedValue)
        .set('copy8', attributes.get('mask8') as TypedValue)
    }
    const found = runPython(
      `
import h5py, json, sys
with h5py.File(json.load(sys.stdin)) as f:
    g = f['masks']
    kind = lambda t: [t.get_class() == h5py.h5t.BITFIELD, t.get_size(), t.get_order()]
    json.dump([[g[n][:].tolist(), kind(g[n].id.get_type())] for n in ('b8', 'b16', 'b32be')] + [g['rec16'][:].tolist()]
        + [[int(g.attrs[n]), kind(g.attrs.get_id(n).get_type())[:2]] for n in ('copy8', 'copy16')], sys.stdout)`,
      filename,
    )
    assert.deepEqual(found, [
      [
        [7, 0, 255, 1],
        [true, 1, 0],
      ],
      [
        [1, 2, 3],
        [true, 2, 0],
      ],
      [
        [0, 1, 0xfcfdfeff],
        [true, 4, 1],
      ],
      [
        [6, 1],
        [255, 2],
      ],
      [10, [true, 1]],
      [0x1234, [true, 2]],
    ])
  })

  it('are booleans on the nodes of PyTables', () => {
    using file = File.open(masks('booleans.h5'), 'r+')
    assert.deepEqual(arrayAt(file, '/flags').readSync().toArray(), [true, false])
    assert.equal(file.get('/flags').attributes.get('flag'), true)
    assert.equal(file.root.attributes.get('flag'), false)
    assert.deepEqual((file.get('/table') as Table).rowType.fields[0], ['b', '|b1'])
    // A mask is a number there too.
    const mask = file.get('/masks').attributes.get('mask8') as TypedValue
    assert.deepEqual(file.root.attributes.set('mask', mask).typed('mask'), { ...mask, dtype: '|u1' })
    assert.throws(() => file.createArray('/mask', [1], { dtype: '|B1' }), { code: 'ERR_INVALID_TYPE' })
  })
})

describe('booleans as attributes of nodes that are not of PyTables', () => {
  it('are those of h5py', () => {
    const filename = masks('h5py.h5')
    {
      using file = File.open(filename, 'r+')
      const { attributes } = file.get('/masks')
      assert.equal(attributes.set('yes', true).get('yes'), true)
      assert.equal(attributes.set('no', false).get('no'), false)
      attributes.set('both', [true, false])
    }
    const program = `
import h5py, json, sys
with h5py.File(json.load(sys.stdin)) as f:
    a = f['masks'].attrs
    json.dump([str(a['yes'].dtype), bool(a['yes']), bool(a['no']), str(a['both'].dtype), a['both'].tolist()], sys.stdout)`
    assert.deepEqual(runPython(program, filename), ['bool', true, false, 'bool', [true, false]])
  })
})
