import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { File, type TypedValue } from '../../lib/h5/index.js'
import { runPython } from '../support/python.js'
import { temporaryFolder } from '../support/temporary.js'

const inFolder = temporaryFolder()

const program = `
import h5py, json, numpy, sys, tables
h5, pytables = json.load(sys.stdin)
with h5py.File(h5, "w") as f:
    f.attrs["float"] = 0.1
    f.attrs["whole"] = 2.0
    for name in ("float16", "float32", "float64", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"):
        f.attrs[name] = numpy.dtype(name).type(3)
    f.attrs["half"] = numpy.float16(-0.5)
    f.attrs["big_endian"] = numpy.array(2.5, ">f8")
    f.attrs["nan"] = float("nan")
    f.attrs["largest"] = numpy.uint64(2**64 - 1)
    f.attrs["unsafe"] = numpy.int64(-2**63)
    f.attrs["one"] = numpy.array([0.5])
    f.attrs["complex"] = 1j
    f.attrs["bool"] = True
with tables.open_file(pytables, "w") as f:
    f.root._v_attrs.rate = 0.25
    f.root._v_attrs.small = numpy.float32(0.5)
json.dump(None, sys.stdout)`

const bytesOf = (array: ArrayBufferView): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength).slice()

describe('single numbers in attributes', () => {
  const [theirs, pytables] = [inFolder('h5py.h5'), inFolder('pytables.h5')]
  const open = (): File => {
    runPython(program, [theirs, pytables])
    return File.open(theirs)
  }

  it('are numbers, whatever their type', () => {
    using file = open()
    const { attributes } = file.root
    const numbers: Record<string, number | bigint> = {
      float: 0.1,
      whole: 2,
      half: -0.5,
      big_endian: 2.5,
      nan: Number.NaN,
    }
    for (const type of ['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'int64', 'uint64']) numbers[type] = 3
    for (const type of ['float16', 'float32', 'float64']) numbers[type] = 3
    const unsafe = { largest: 2n ** 64n - 1n, unsafe: -(2n ** 63n) }
    for (const [name, value] of Object.entries({ ...numbers, ...unsafe })) {
      assert.equal(attributes.get(name), value, name)
      assert.equal(attributes.entries().get(name), value, name)
      assert.equal(attributes.readable().get(name), value, name)
    }
    using other = File.open(pytables)
    assert.deepEqual([other.root.attributes.get('rate'), other.root.attributes.get('small')], [0.25, 0.5])
  })

  it('are no arrays and no complex numbers', () => {
    using file = open()
    assert.deepEqual((file.root.attributes.get('one') as TypedValue).shape, [1])
    assert.equal((file.root.attributes.get('complex') as TypedValue).dtype, '<c16')
    assert.equal(file.root.attributes.get('bool'), true)
  })

  it('have their types too', () => {
    using file = open()
    const { attributes } = file.root
    const typed = (dtype: string, array: ArrayBufferView) => ({ dtype, shape: [], data: bytesOf(array) })
    assert.deepEqual(attributes.typed('float'), typed('<f8', Float64Array.of(0.1)))
    assert.deepEqual(attributes.typed('float32'), typed('<f4', Float32Array.of(3)))
    assert.deepEqual(attributes.typed('int64'), typed('<i8', BigInt64Array.of(3n)))
    assert.deepEqual(attributes.typed('uint8'), typed('|u1', Uint8Array.of(3)))
    assert.deepEqual(attributes.typed('one'), attributes.get('one'))
    assert.equal(attributes.typed('missing'), undefined)
  })

  it('keep their types when all are assigned to another node', () => {
    using file = open()
    using copy = File.createImage()
    copy.root.attributes.assign(file.root.attributes)
    for (const name of file.root.attributes.keys())
      assert.deepEqual(copy.root.attributes.typed(name), file.root.attributes.typed(name), name)
  })
})
