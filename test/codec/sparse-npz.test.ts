import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { sparseFromHex, sparseToHex } from '../../lib/codec/index.js'
import { arrayFromNpy, npyFromArray } from '../../lib/codec/npy.js'
import { unzip, zip } from '../../lib/codec/zip.js'
import { TrajstoreError } from '../../lib/errors.js'
import { equalValues, matrix, NDArray, ndarray, SparseMatrix, sparse } from '../../lib/values/index.js'
import { runPython } from '../support/python.js'

const i4 = (...values: number[]): NDArray => ndarray(Int32Array.from(values))
const dense = [
  [1, 0, 2, 0],
  [0, 0, 3, 0],
]

const matrices: readonly SparseMatrix[] = [
  sparse({
    format: 'csr',
    shape: [2, 4],
    data: ndarray(Float64Array.of(1, 2, 3)),
    indices: i4(0, 2, 2),
    indptr: i4(0, 2, 3),
  }),
  sparse({
    format: 'csc',
    shape: [2, 4],
    data: ndarray(Float64Array.of(1, 2, 3)),
    indices: i4(0, 0, 1),
    indptr: i4(0, 1, 1, 3, 3),
  }),
  sparse({
    format: 'bsr',
    shape: [2, 4],
    data: ndarray(
      [
        [
          [1, 0],
          [0, 0],
        ],
        [
          [2, 0],
          [3, 0],
        ],
      ],
      [2, 2, 2],
      'float64',
    ),
    indices: i4(0, 1),
    indptr: i4(0, 2),
  }),
  sparse({
    format: 'dia',
    shape: [2, 4],
    data: ndarray(
      [
        [1, 0, 0, 0],
        [0, 0, 0, 0],
        [0, 0, 2, 0],
        [0, 0, 3, 0],
      ],
      [4, 4],
      'float64',
    ),
    offsets: i4(0, -1, 2, 1),
  }),
]
const integers = sparse({
  format: 'csr',
  shape: [1, 2],
  data: ndarray(BigInt64Array.of(2n ** 62n)),
  indices: i4(1),
  indptr: i4(0, 1),
})
const empty = sparse({ format: 'csr', shape: [0, 0], data: ndarray(new Float32Array(0)), indices: i4(), indptr: i4(0) })

describe('a sparse matrix', () => {
  for (const value of matrices) {
    it(`of format ${value.format} has its zeros in the dense one`, () => {
      assert.deepEqual(value.toDense().toArray(), dense)
    })
  }

  for (const value of [...matrices, integers, empty]) {
    it(`of format ${value.format} and dtype ${value.dtype} survives as hexadecimal text`, () => {
      const text = sparseToHex(value)
      assert.match(text, /^504b0304[0-9a-f]*$/)
      assert.ok(equalValues(sparseFromHex(text), value))
    })
  }

  it('is an npz file that numpy loads', () => {
    const program = `
import binascii, io, json, sys
import numpy
results = []
for text in json.load(sys.stdin):
    file = numpy.load(io.BytesIO(binascii.unhexlify(text)), allow_pickle=False)
    results.append([file.files, file['format'].item().decode(), file['shape'].tolist(), file['data'].tolist(), str(file['format'].dtype)])
json.dump(results, sys.stdout)`
    const found = runPython<unknown[][]>(program, matrices.map(sparseToHex))
    matrices.forEach((value, i) => {
      const places = value.format === 'dia' ? ['offsets'] : ['indices', 'indptr']
      assert.deepEqual(found[i], [
        [...places, 'format', 'shape', 'data'],
        value.format,
        [2, 4],
        value.data.toArray(),
        '|S3',
      ])
    })
  })

  it('whose parts do not fit is refused', () => {
    const parts = { format: 'csr', shape: [2, 4], data: ndarray([1.5]), indices: i4(0), indptr: i4(0, 1, 1) } as const
    assert.throws(() => sparse({ ...parts, indices: i4(4) }), { code: 'ERR_INVALID_VALUE' })
    assert.throws(() => sparse({ ...parts, indptr: i4(0, 1) }), { code: 'ERR_INVALID_VALUE' })
    assert.throws(() => sparse({ ...parts, indptr: i4(0, 2, 1) }), { code: 'ERR_INVALID_VALUE' })
    assert.throws(() => sparse({ ...parts, indptr: i4(0, 1, 5) }), { code: 'ERR_INVALID_VALUE' })
    const { indices, ...without } = parts
    assert.throws(() => sparse(without), { code: 'ERR_INVALID_TYPE', message: /'indices'/ })
    assert.equal(indices.size, 1)
  })
})

describe('damaged text of a sparse matrix', () => {
  const text = sparseToHex(matrices[0]!)

  it('is refused when it is no archive', () => {
    for (const bad of ['', 'xyz', 'abc', '00'.repeat(40), text.slice(0, -2)]) {
      assert.throws(() => sparseFromHex(bad), { code: 'ERR_CORRUPT' })
    }
  })

  it('gives a matrix or a typed error wherever a byte is changed', () => {
    fc.assert(
      fc.property(fc.nat(text.length / 2 - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const content = Buffer.from(text, 'hex')
        content[at]! ^= change
        try {
          assert.ok(sparseFromHex(content.toString('hex')) instanceof SparseMatrix)
        } catch (error) {
          assert.ok(error instanceof TrajstoreError, String(error))
        }
      }),
      { numRuns: 3000 },
    )
  })

  it('cannot unpack to more than it says', () => {
    const bomb = zip(new Map([['data.npy', new Uint8Array(50_000_000)]]))
    const at = Buffer.from(bomb).lastIndexOf(Buffer.from('504b0102', 'hex'))
    new DataView(bomb.buffer, bomb.byteOffset).setUint32(at + 24, 100, true)
    assert.throws(() => unzip(bomb), { code: 'ERR_CORRUPT' })
  })

  it('cannot hold too many files', () => {
    const many = zip(new Map(Array.from({ length: 65 }, (_, i) => [`f${i}`, new Uint8Array(0)])))
    assert.throws(() => unzip(many), { code: 'ERR_LIMIT' })
  })
})

describe('an NPY file', () => {
  it('of any of our arrays is read back', () => {
    for (const array of [
      ndarray([
        [1, 2],
        [3, 4],
      ]),
      ndarray(1.5),
      ndarray(new Float32Array(0), [0, 3]),
      ndarray([true]),
      ndarray([{ re: 1, im: 2 }]),
    ]) {
      assert.ok(equalValues(arrayFromNpy(npyFromArray(array), 'x'), array))
    }
  })

  it('of numpy is read, whatever its order and version', () => {
    const program = `
import base64, io, json, sys
import numpy
def dump(array, version):
    file = io.BytesIO()
    numpy.lib.format.write_array(file, array, version=version)
    return base64.b64encode(file.getvalue()).decode()
array = numpy.arange(6, dtype='i4').reshape(2, 3)
json.dump([dump(a, v) for v in [(1, 0), (2, 0)] for a in [array, numpy.asfortranarray(array), array.astype('>i4')]], sys.stdout)`
    for (const text of runPython<string[]>(program)) {
      const found = arrayFromNpy(Buffer.from(text, 'base64'), 'x')
      assert.ok(equalValues(found, ndarray(Int32Array.of(0, 1, 2, 3, 4, 5), [2, 3])))
    }
  })

  it('with a header that is none is refused', () => {
    const file = Buffer.from(npyFromArray(matrix([[1, 2]])))
    const replaced = (from: string, to: string) => Buffer.from(file.toString('latin1').replace(from, to), 'latin1')
    const bad = [
      replaced('<i8', '|O8'),
      replaced("'descr'", "'xxxxx'"),
      replaced('(1, 2)', '(1, 3)'),
      replaced('(1, 2)', '(f()) '),
      file.subarray(0, 20),
    ]
    for (const bytes of bad) assert.throws(() => arrayFromNpy(bytes, 'x'), { code: 'ERR_CORRUPT' })
    assert.ok(arrayFromNpy(file, 'x') instanceof NDArray)
  })
})
