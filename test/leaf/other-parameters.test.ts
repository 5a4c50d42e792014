import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CorruptError, InvalidTypeError } from '../../lib/errors.js'
import { ArrayParameter, Parameter, PickleParameter, SparseParameter } from '../../lib/leaf/index.js'
import {
  matrix,
  ndarray,
  ObjectTable,
  PickledObject,
  Scalar,
  type SparseMatrix,
  sparse,
  tuple,
  type Value,
} from '../../lib/values/index.js'

const loaded = <P extends Parameter>(parameter: P): P => {
  const copy = new (parameter.constructor as new (name: string) => P)(parameter.fullName)
  copy.fromStorage(parameter.toStorage())
  return copy
}

const csr = (...values: number[]): SparseMatrix =>
  sparse({
    format: 'csr',
    shape: [1, 4],
    data: ndarray(Float64Array.from(values)),
    indices: ndarray(Int32Array.from(values.keys())),
    indptr: ndarray(Int32Array.of(0, values.length)),
  })

test('arrays are stored once each, with a table of positions', () => {
  const x = new ArrayParameter('x', new Float64Array([1, 2]))
  const [a, b] = [new Float64Array([Number.NaN]), new Float64Array([3])]
  x.explore([a, b, a.slice(), b])
  const items = x.toStorage()
  assert.deepEqual(
    [...items.keys()],
    [
      'data__rr__',
      'explored_data__rr__',
      'explored__rr__.set_00000.xa_00000000',
      'explored__rr__.set_00000.xa_00000001',
    ],
  )
  const positions = (items.get('explored_data__rr__') as ObjectTable).columns.get('idx')!
  assert.deepEqual(
    positions,
    [0, 1, 0, 1].map((i) => new Scalar('int', i)),
  )
  assert.ok(loaded(x).equals(x))
})

test('a thousand arrays make a set', () => {
  const x = new ArrayParameter('x', new Float64Array(1))
  x.explore(Array.from({ length: 1001 }, (_, i) => new Float64Array([i])))
  assert.equal([...x.toStorage().keys()].at(-1), 'explored__rr__.set_00001.xa_00001000')
  assert.ok(loaded(x).equals(x))
})

test('sequences and arrays of any shape share a range, other values are as in a parameter', () => {
  const x = new ArrayParameter('x', tuple([]))
  x.explore([tuple([1, 2]), tuple([]), new Float64Array(0), matrix([[1, 2]])])
  assert.ok(loaded(x).equals(x))
  const y = new ArrayParameter('y', 1)
  assert.throws(() => y.explore([[1]]), InvalidTypeError)
  y.explore([1, 2])
  assert.deepEqual([...y.toStorage().keys()], ['data', 'explored_data'])
  assert.throws(() => new Parameter('z', tuple([])), InvalidTypeError)
})

test('sparse matrices are stored as text', () => {
  const x = new SparseParameter('x', csr(1, 2))
  x.explore([csr(3), csr(3), csr(4)])
  const items = x.toStorage()
  assert.deepEqual(
    [...items.keys()],
    ['data__spsp__', 'explored_data__spsp__', 'xspm__spsp__00000000', 'xspm__spsp__00000001'],
  )
  assert.match(String(items.get('data__spsp__')), /^504b0304/)
  assert.ok(loaded(x).equals(x))
  assert.throws(() => new ArrayParameter('x', csr(1)), InvalidTypeError)
  assert.deepEqual([...new SparseParameter('y', [1]).toStorage().keys()], ['data__rr__'])
})

test('pickles go through as they are', () => {
  const pickle = (...bytes: number[]) => new PickledObject(Uint8Array.from(bytes))
  const x = new PickleParameter('x', pickle(0x80, 2, 0x4e, 0x2e))
  x.explore([pickle(0x80, 2, 1), pickle(0x80, 2, 1), pickle(0x80, 2, 2)])
  const items = x.toStorage()
  assert.deepEqual([...items.keys()], ['data', '__pckl_prtcl__', 'explored_data', 'xp_00000000', 'xp_00000001'])
  assert.deepEqual(items.get('__pckl_prtcl__'), new Scalar('int', 2))
  const copy = loaded(x)
  assert.deepEqual((copy.get() as PickledObject).bytes, Uint8Array.from([0x80, 2, 0x4e, 0x2e]))
  assert.equal(copy.length, 3)
  assert.throws(() => new PickleParameter('x', 1), InvalidTypeError)
})

test('damaged items are told', () => {
  const positions = new ObjectTable([['idx', [new Scalar('int', 7)]]])
  const items = new Map<string, Value>([
    ['data__rr__', ndarray([1, 2])],
    ['explored_data__rr__', positions],
  ])
  assert.throws(() => new ArrayParameter('x').fromStorage(items), CorruptError)
  assert.throws(() => new Parameter('x').fromStorage(new Map([['data', new Scalar('int', 1)]])), CorruptError)
  assert.throws(
    () => new SparseParameter('x').fromStorage(new Map([['data__spsp__', new Scalar('int', 1)]])),
    CorruptError,
  )
})
