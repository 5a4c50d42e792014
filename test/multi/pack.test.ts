import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { CorruptError, InvalidTypeError, TrajstoreError } from '../../lib/errors.js'
import { type Packable, pack, unpack } from '../../lib/multi/wire/pack.js'
import { packValue, unpackValue } from '../../lib/multi/wire/values.js'
import {
  Dict,
  equalValues,
  frame,
  list,
  matrix,
  NDArray,
  Nested,
  NONE,
  ndarray,
  objectTable,
  PickledObject,
  SharedData,
  scalar,
  series,
  sparse,
  toValue,
  tuple,
  type Value,
} from '../../lib/values/index.js'

const arrays = [
  new Float64Array([1, Number.NaN, -0]),
  new Float32Array([0.5]),
  new BigInt64Array([-5n, 2n ** 62n]),
  new BigUint64Array([2n ** 63n]),
  new Int8Array([-1]),
  new Uint8Array(0),
  new Int32Array([1, 2]),
]

const plain = fc.letrec<{ any: Packable }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<Packable>(null, undefined, true, false, ...arrays),
    fc.double(),
    fc.bigInt(),
    fc.string({ unit: 'grapheme' }),
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(
      fc.string(),
      tie('any').filter((value) => value !== undefined),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
})).any

test('plain data come back as they were', () => {
  fc.assert(fc.property(plain, (value) => assert.deepStrictEqual(unpack(pack(value)), value)))
})

test('a key that is special in JavaScript is a key like others', () => {
  const value = JSON.parse('{"__proto__": 1, "constructor": 2}') as Packable
  const twin = unpack(pack(value)) as Record<string, unknown>
  assert.deepEqual(Object.entries(twin), [
    ['__proto__', 1],
    ['constructor', 2],
  ])
})

test('what is no plain data is refused with a sentence', () => {
  const wrong = [() => 1, Symbol('x'), new Date(), new Map(), { f: () => 1 }, new DataView(new ArrayBuffer(1))]
  for (const value of wrong) assert.throws(() => pack(value as never), InvalidTypeError)
  let deep: Packable = 1
  for (let i = 0; i < 200; i++) deep = [deep]
  assert.throws(() => pack(deep), /nested at most 128 deep/)
})

test('damaged bytes give CorruptError or data, whatever they are', () => {
  const good = pack({ a: [1, 'text', new Float64Array(3)], b: { c: null, d: 5n } })
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.nat(good.length - 1), fc.nat(255), (noise, at, byte) => {
      const damaged = good.slice()
      damaged[at] = byte
      for (const bytes of [noise, damaged, good.subarray(0, at)]) {
        try {
          unpack(bytes)
        } catch (error) {
          assert.ok(error instanceof CorruptError, String(error))
        }
      }
    }),
  )
})

const values: Record<string, Value> = {
  int: scalar('int', 3),
  uint64: scalar('uint64', 2n ** 63n),
  float32: scalar('float32', 0.1),
  complex: scalar('complex64', { re: 1, im: -2 }),
  bytes: scalar('bytes', new Uint8Array([0, 255])),
  text: scalar('str_', 'ä\u0000b'),
  tuple: toValue(tuple([1, 2], 'int16')),
  list: toValue(list([])),
  strided: new NDArray({ data: new Int32Array(12), shape: [2, 3], stride: [6, 2], dtype: '<i4' }),
  matrix: matrix([[1, 2]]),
  texts: ndarray(['a', 'bc']),
  widths: ndarray([new Uint8Array([1, 0])], [1], 'S2'),
  half: ndarray([1, 2], [2], 'float16'),
  dict: new Dict([['__proto__', scalar('int', 1)]]),
  table: objectTable({ a: [1, 2], b: ['x', 'y'] }),
  frame: frame({ x: new Float64Array([1, 2]), y: ['a', null] }),
  series: series(new BigInt64Array([1n, 2n])),
  sparse: sparse({
    format: 'csr',
    shape: [1, 2],
    data: ndarray(new Float64Array([5])),
    indices: ndarray(new Int32Array([1])),
    indptr: ndarray(new Int32Array([0, 1])),
  }),
  pickle: new PickledObject(new Uint8Array([1, 2]), ['a.b']),
  shared: new SharedData('ARRAY'),
  nested: new Nested('tuple', [NONE, new Nested('set', [scalar('bool', true)])]),
  none: NONE,
}

for (const [name, value] of Object.entries(values)) {
  test(`a value crosses as it is: ${name}`, () => {
    const twin = unpackValue(unpack(pack(packValue(value))))
    assert.equal(twin.constructor, value.constructor)
    assert.ok(equalValues(twin, value))
  })
}

test('a value of unknown kind is refused', () => {
  for (const wrong of [null, ['constructor', []], ['code', 'x'], ['scalar', ['int', 'text']]]) {
    assert.throws(() => unpackValue(wrong as never), TrajstoreError)
  }
})
