import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { InvalidTypeError, InvalidValueError, NotFoundError, UnsupportedError } from '../../lib/errors.js'
import {
  type CArray,
  compressors,
  type EArray,
  File,
  type Group,
  type HArray,
  type Table,
  type VLArray,
} from '../../lib/h5/index.js'
import { runPython } from '../support/python.js'
import { temporaryFolder } from '../support/temporary.js'

const inFolder = temporaryFolder()

describe('one dataset that is opened more than once', () => {
  it('has one number of rows, whichever handle appends', () => {
    using file = File.open(inFolder('rows.h5'), 'w')
    const first = file.createTable('/t', { columns: { a: 'int32' } })
    file.createHardLink('/same', first)
    const second = file.get('/same') as Table
    first.append({ a: Int32Array.of(1, 2) })
    assert.deepEqual([first.nrows, second.nrows], [2, 2])
    second.append({ a: Int32Array.of(3) })
    assert.deepEqual([...(first.readSync().a as Int32Array)], [1, 2, 3])
    second.append({ a: Int32Array.of(4) })
    second.close()
    first.append({ a: Int32Array.of(5) })
    assert.deepEqual([...((file.get('/t') as Table).readSync().a as Int32Array)], [1, 2, 3, 4, 5])
    assert.equal(first.attributes.get('NROWS'), 5)
  })

  it('is cut for all of them', () => {
    using file = File.open(inFolder('cut.h5'), 'w')
    const first = file.createEArray('/e', { dtype: 'float64', shape: [0] })
    const second = file.get('/e') as EArray
    first.append(Float64Array.of(1, 2, 3, 4))
    second.truncate(2)
    first.append(Float64Array.of(5))
    second.append(Float64Array.of(6))
    assert.deepEqual([...((file.get('/e') as EArray).readSync().data as Float64Array)], [1, 2, 5, 6])
  })

  it('keeps ragged rows in the order of their appends', () => {
    using file = File.open(inFolder('ragged.h5'), 'w')
    const first = file.createVLArray('/v', { dtype: 'int32' })
    const second = file.get('/v') as VLArray
    for (let row = 0; row < 5; row++) (row % 2 ? first : second).append(new Int32Array(row).fill(row))
    assert.deepEqual(
      first.readSync().map(({ data }) => [...(data as Int32Array)]),
      [[], [1], [2, 2], [3, 3, 3], [4, 4, 4, 4]],
    )
  })

  it('shows what another handle has written into a part of a chunk', () => {
    using file = File.open(inFolder('parts.h5'), 'w')
    const filters = { complib: 'zlib', complevel: 5 }
    const first = file.createCArray('/c', { data: new Int32Array(100), chunkshape: [10], filters })
    const second = file.get('/c') as CArray
    assert.equal(second.readSync({ start: 3, stop: 4 }).data[0], 0)
    first.writeSync(Int32Array.of(1), { start: 3, stop: 4 })
    assert.equal(second.readSync({ start: 3, stop: 4 }).data[0], 1)
    second.writeSync(Int32Array.of(2), { start: 4, stop: 5 })
    first.close()
    assert.deepEqual([...(second.readSync({ start: 3, stop: 5 }).data as Int32Array)], [1, 2])
  })

  it('gives its place to a new one that has nothing of it', () => {
    using file = File.open(inFolder('again.h5'), 'w')
    for (let time = 0; time < 5; time++) {
      const array = file.createEArray('/e', { dtype: 'int32', shape: [0], chunkshape: [4] })
      array.append(new Int32Array(time + 1).fill(time))
      assert.deepEqual([...(array.readSync().data as Int32Array)], new Array(time + 1).fill(time))
      array.close()
      file.remove('/e')
    }
  })
})

describe('an append is checked in full when it is called', () => {
  it('to what cannot grow, or not that much', () => {
    const filename = inFolder('fixed.h5')
    runPython(
      `
import h5py, json, numpy as np, sys
with h5py.File(json.load(sys.stdin), "w") as f:
    rows = np.zeros(3, [("a", "i4")])
    f["contiguous"] = rows
    f.create_dataset("chunked", data=rows, chunks=(2,))
    f.create_dataset("limited", data=rows, maxshape=(4,), chunks=(2,))
    f.create_dataset("ragged", (2,), dtype=h5py.vlen_dtype("i4"))
    f.create_dataset("wide", data=np.zeros((2, 2)), maxshape=(2, None), chunks=(2, 2))
print("null")
`,
      filename,
    )
    using file = File.open(filename, 'r+')
    const growing = file.createEArray('/growing', { dtype: 'int32', shape: [0] })
    growing.append(Int32Array.of(1, 2, 3))
    for (const name of ['contiguous', 'chunked']) {
      const table = file.get(`/${name}`) as Table
      assert.throws(() => table.append({ a: Int32Array.of(1) }), InvalidValueError)
      assert.equal(table.nrows, 3)
    }
    const limited = file.get('/limited') as Table
    limited.append({ a: Int32Array.of(7) })
    assert.throws(() => limited.append({ a: Int32Array.of(8) }), /can have 4 rows at most and has 4; cannot append 1/)
    assert.throws(() => (file.get('/ragged') as VLArray).append(Int32Array.of(1)), InvalidValueError)
    assert.throws(() => (file.get('/wide') as EArray).append(new Float64Array(2)), InvalidValueError)
    file.flush()
    assert.deepEqual([limited.nrows, growing.nrows], [4, 3])
  })

  it('the count of rows that other programs read is that of the rows, also after whole blocks', () => {
    const filename = inFolder('count.h5')
    {
      using file = File.open(filename, 'w')
      const table = file.createTable('/t', { columns: { a: 'float64' }, chunkshape: [1024] })
      table.append({ a: new Float64Array(131072) })
      table.append({ a: new Float64Array(131072) })
    }
    using file = File.open(filename)
    assert.equal(file.get('/t').attributes.get('NROWS'), 262144)
  })
})

describe('calls that are no commit, or are refused', () => {
  it('the image of a file commits nothing', () => {
    const filename = inFolder('image.h5')
    const file = File.open(filename, 'w')
    file.flush()
    file.createArray('/a', [1])
    assert.ok(file.image().length > 0)
    file.close({ discard: true })
    using again = File.open(filename)
    assert.deepEqual(again.root.names(), [])
  })

  it('going back without a journal is refused, and rows go on waiting', () => {
    using file = File.open(inFolder('none.h5'), 'w', { durability: 'none' })
    const array = file.createEArray('/e', { dtype: 'float64', shape: [0] })
    array.append(Float64Array.of(1))
    assert.throws(() => file.rollback(), UnsupportedError)
    assert.equal(array.nrows, 1)
  })

  it('a handle that was opened by a link lives on after going back', () => {
    using file = File.open(inFolder('link.h5'), 'w')
    file.createArray('/a', [1]).close()
    file.createGroup('/g/inner').close()
    file.createSoftLink('/s', '/a')
    file.createSoftLink('/t', '/g')
    file.flush()
    const [array, group] = [file.get('/s') as CArray, file.get('/t') as Group]
    file.rollback()
    assert.deepEqual([array.shape, group.names()], [[1], ['inner']])
  })

  it('data are given at creation as they are written later: in the byte order of memory', () => {
    using file = File.open(inFolder('order.h5'), 'w')
    const big = file.createCArray('/c', { dtype: '>i8', data: BigInt64Array.of(1n, -2n), chunkshape: [1] })
    const plain = file.createArray('/a', [1.5, 2], { dtype: '>f4' })
    assert.deepEqual([big.dtype, plain.dtype], ['>i8', '>f4'])
    assert.deepEqual(
      [[...(big.readSync().data as BigInt64Array)], [...(plain.readSync().data as Float32Array)]],
      [
        [1n, -2n],
        [1.5, 2],
      ],
    )
  })

  it('texts that were read are written back', () => {
    const filename = inFolder('texts.h5')
    runPython(
      'import h5py, json, sys\nwith h5py.File(json.load(sys.stdin), "w") as f: f["t"] = ["a", "bc"]\nprint("null")',
      filename,
    )
    using file = File.open(filename, 'r+')
    const texts = file.get('/t') as HArray
    texts.writeSync(texts.readSync())
    assert.deepEqual(texts.readSync().data, ['a', 'bc'])
    assert.throws(() => texts.writeSync(Float64Array.of(1, 2)), InvalidTypeError)
    assert.throws(() => texts.writeSync(Float64Array.of(), { start: 0, stop: 0 }), InvalidTypeError)
  })
})

describe('what the order of calls must not matter to', () => {
  it('an address that is used again has nothing of what waited there before', () => {
    using file = File.open(inFolder('reused.h5'), 'w')
    const rows = file.createVLArray('/v', { dtype: 'int32', chunkshape: [2] })
    rows.append(Int32Array.of(0))
    rows.close()
    file.remove('/v')
    const table = file.createTable('/t', { columns: { n: 'int32' }, chunkshape: [2] })
    table.append([{ n: 5 }])
    assert.deepEqual([...(table.readSync().n as Int32Array)], [5])
  })

  it('what one handle has written is read and cut by one that was open before, when the first is closed', () => {
    using file = File.open(inFolder('before.h5'), 'w')
    for (const complib of compressors()) {
      for (const chunkshape of [[1], [3], [64]]) {
        const name = `/${complib.replace(':', '-')}-${chunkshape}`
        const filters = { complib, complevel: 1, fletcher32: true }
        const one = file.createEArray(name, { dtype: 'float64', shape: [0], chunkshape, filters })
        const noise = Float64Array.from({ length: 10 }, Math.random)
        one.append(noise)
        for (const value of [0, 1]) {
          const two = file.get(name) as EArray
          two.writeSync(new Float64Array(4).fill(value), { start: 0, stop: 4 })
          two.close()
          noise.fill(value, 0, 4)
          assert.deepEqual(one.readSync().data, noise)
        }
        one.truncate(2)
        one.append(noise.subarray(2))
        assert.deepEqual(one.readSync().data, noise)
      }
    }
  })

  it('rows are removed from the end too, and given in any byte order', () => {
    using file = File.open(inFolder('ends.h5'), 'w')
    const table = file.createTable('/t', {
      columns: { x: '>i4' },
      rows: { x: Int32Array.from({ length: 8 }, (_, i) => i) },
    })
    table.removeRows(-2, 7)
    assert.deepEqual([...(table.readSync().x as Int32Array)], [0, 1, 2, 3, 4, 5, 7])
  })

  it('a refused call makes no groups on its way, and nothing moves below itself', () => {
    using file = File.open(inFolder('refused.h5'), 'w')
    file.createGroup('/a/b').close()
    file.createSoftLink('/s', '/a')
    assert.throws(() => file.move('/d', '/long name/c'), NotFoundError)
    assert.throws(() => file.copy('/d', '/long name/c'), NotFoundError)
    assert.throws(() => file.move('/x', '/x/b'), NotFoundError)
    for (const below of ['/a/b/c', '/a/c', '/s/b/c']) assert.throws(() => file.move('/a', below), InvalidValueError)
    assert.throws(() => file.createSoftLink('/new/link', ''), InvalidValueError)
    assert.deepEqual([file.root.names(), (file.get('/a') as Group).names()], [['a', 's'], ['b']])
  })

  it('a link through a dataset, or out of the file, leads nowhere', () => {
    using file = File.open(inFolder('nowhere.h5'), 'w')
    file.createArray('/c', [1]).close()
    file.createSoftLink('/d', '/c/b')
    file.createExternalLink('/e', 'other.h5', '/')
    assert.throws(() => file.get('/d'), NotFoundError)
    assert.deepEqual(['/d', '/e', '/e/x', '/c/x'].map(file.has), [false, true, false, false])
  })
})
