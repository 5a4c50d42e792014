import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  copyValue,
  Dict,
  equalValues,
  float,
  int32,
  list,
  NDArray,
  ndarray,
  objectTable,
  Scalar,
  Sequence,
  sameType,
  scalar,
  toAnnotation,
  toPlain,
  toValue,
  tuple,
  unifyRange,
  type Value,
  valueTypeName,
} from '../../lib/values/index.js'

const again = (value: Value): Value => toValue(toPlain(value))

describe('toValue', () => {
  const cases: readonly (readonly [input: unknown, name: string])[] = [
    [1, 'int'],
    [-0, 'float'],
    [1.5, 'float'],
    [2 ** 53, 'float'],
    [Number.NaN, 'float'],
    [2n ** 64n - 1n, 'int'],
    [true, 'bool'],
    ['é', 'str'],
    [Uint8Array.of(1), 'bytes'],
    [Buffer.from('x'), 'bytes'],
    [{ re: 1, im: 2 }, 'complex'],
    [float(1), 'float'],
    [int32(1), 'int32'],
    [[1, 2], 'list of int'],
    [[1, 2.5], 'list of float'],
    [[1, 2n], 'list of int'],
    [['a'], 'list of str'],
    [[], 'empty list'],
    [tuple([1]), 'tuple of int'],
    [list([1], 'int8'), 'list of int8'],
    [[int32(1), int32(2)], 'list of int32'],
    [Float32Array.of(1), 'float32 array of shape 1'],
    [BigInt64Array.of(1n), 'int64 array of shape 1'],
    [ndarray(Uint8Array.of(1)), 'uint8 array of shape 1'],
    [{ data: new Float64Array(6), shape: [2, 3], stride: [3, 1], offset: 0 }, 'float64 array of shape 2×3'],
    [{ a: 1 }, 'dict of 1 item'],
    [Object.create(null), 'dict of 0 items'],
    [new Map([['a', 1]]), 'dict of 1 item'],
    [JSON.parse('{"__proto__": 1}'), 'dict of 1 item'],
  ]
  for (const [input, name] of cases) it(name, () => assert.equal(valueTypeName(toValue(input)), name))

  const refused: readonly (readonly [input: unknown, part: RegExp])[] = [
    [null, /got null/],
    [undefined, /got undefined/],
    [() => 1, /got a function/],
    [Symbol('s'), /got the symbol/],
    [new Date(0), /class Date/],
    [new Set([1]), /class Set/],
    [new DataView(new ArrayBuffer(1)), /class DataView/],
    [[1, 'a'], /int and str/],
    [[1n, 2.5], /int and float/],
    [[int32(1), 1], /int32 and int/],
    [[[1], [2]], /ndarray/],
    [[null], /index 0/],
    // biome-ignore lint/suspicious/noSparseArray: a hole is an input like any other
    [[1, , 2], /undefined at index 1/],
    [{ a: null }, /'a'.*got null/],
    [{ a: {} }, /'a'/],
    [{ a: [] }, /'a'/],
    [{ a: new Float64Array(0) }, /'a'/],
    [new Map([[1, 2]]), /text as keys/],
  ]
  for (const [input, part] of refused) {
    it(`refuses what says ${part.source}`, () => {
      assert.throws(() => toValue(input, "item 'x'"), { code: 'ERR_INVALID_TYPE', message: part })
      assert.throws(() => toValue(input, "item 'x'"), { message: /item 'x'/ })
    })
  }

  const outside: readonly unknown[] = [2n ** 64n, -(2n ** 63n) - 1n, '\ud800', ['\udc00'], [2n ** 64n]]
  for (const input of outside) {
    it(`refuses a value out of range: ${typeof input}`, () => {
      assert.throws(() => toValue(input, "item 'x'"), { code: 'ERR_INVALID_VALUE', message: /item 'x'/ })
    })
  }

  it('refuses a cycle', () => {
    const cycle: Record<string, unknown> = {}
    cycle.self = cycle
    assert.throws(() => toAnnotation(cycle), { code: 'ERR_INVALID_TYPE' })
    assert.throws(() => toValue(cycle), { code: 'ERR_INVALID_TYPE' })
  })
})

describe('plain JavaScript', () => {
  const exact: readonly Value[] = [
    toValue(tuple(['a'], 'str_')),
    toValue(list([1], 'uint16')),
    toValue([]),
    ndarray(Uint8Array.of(1, 2)),
    ndarray([[1]]),
    ndarray([true]),
    new Dict([
      ['a', int32(1)],
      ['b', scalar('str_', 'x')],
      ['c', toValue(tuple([1], 'int8'))],
    ]),
  ]
  for (const value of exact)
    it(`of ${valueTypeName(value)} is stored as that again`, () => assert.ok(equalValues(again(value), value)))

  it('of a list takes another type when its items no longer fit', () => {
    const items = toPlain(toValue(list([1], 'int8'))) as unknown[]
    items.push(2)
    assert.equal(valueTypeName(toValue(items)), 'list of int8')
    items.push(1000)
    assert.equal(valueTypeName(toValue(items)), 'list of int')
  })

  it('of a tuple is frozen, of a dict has no prototype', () => {
    assert.ok(Object.isFrozen(toPlain(toValue(tuple([1])))))
    const plain = toPlain(new Dict([['__proto__', int32(1)]])) as Record<string, unknown>
    assert.equal(Object.getPrototypeOf(plain), null)
    assert.deepEqual(Object.keys(plain), ['__proto__'])
  })

  it('of a one-dimensional array is its typed array', () => {
    assert.deepEqual(toPlain(ndarray([1.5, 2])), Float64Array.of(1.5, 2))
    assert.ok(toPlain(ndarray([[1.5]])) instanceof NDArray)
    assert.ok(toPlain(ndarray([true])) instanceof NDArray)
  })
})

describe('a range', () => {
  const names = (inputs: readonly unknown[]): string[] => unifyRange(inputs, 'range of x').map(valueTypeName)

  it('of integers and other numbers is of floats', () => {
    assert.deepEqual(names([1, 2.5]), ['float', 'float'])
    assert.deepEqual(names([[1], [2.5]]), ['list of float', 'list of float'])
    assert.deepEqual(names([1, 2]), ['int', 'int'])
    assert.deepEqual(names([]), [])
  })
  it('keeps arrays of several shapes', () => {
    assert.deepEqual(names([ndarray([1, 2]), ndarray([[3]])]), ['int64 array of shape 2', 'int64 array of shape 1×1'])
  })
  for (const mixed of [
    [1, 'a'],
    [int32(1), 2.5],
    [1n, 2.5],
    [[1], tuple([1])],
    [1, [1]],
    [true, 1],
  ]) {
    it(`of ${mixed.map((input) => valueTypeName(toValue(input))).join(' and ')} is refused`, () => {
      assert.throws(() => unifyRange(mixed, 'range of x'), { code: 'ERR_INVALID_TYPE', message: /range of x/ })
    })
  }
})

describe('types', () => {
  const values: readonly Value[] = [
    1,
    1.5,
    'a',
    true,
    [1],
    [1.5],
    tuple([1]),
    [1, 2],
    new Float64Array(1),
    new Float64Array(2),
    new Float32Array(1),
  ].map((v) => toValue(v))
  it('are the same for a value and itself only', () => {
    values.forEach((a, i) => {
      values.forEach((b, j) => {
        assert.equal(sameType(a, b), i === j, `${valueTypeName(a)} and ${valueTypeName(b)}`)
      })
    })
  })
})

describe('a copy', () => {
  it('shares nothing with the original', () => {
    const array = ndarray(Float64Array.of(1, 2))
    const copy = copyValue(array)
    ;(array.data as Float64Array)[0] = 9
    assert.ok(equalValues(copy, ndarray(Float64Array.of(1, 2))))
    const table = objectTable({ a: [ndarray([1])] })
    assert.ok(equalValues(copyValue(table), table))
  })
})

describe('equality', () => {
  it('sees types, order and shapes; NaN is NaN', () => {
    assert.ok(equalValues(toValue(Number.NaN), toValue(Number.NaN)))
    assert.ok(equalValues(toValue(0), toValue(0)) && !equalValues(toValue(0), float(0)))
    assert.ok(!equalValues(toValue([1, 2]), toValue([2, 1])))
    assert.ok(!equalValues(toValue({ a: 1, b: 2 }), toValue({ b: 2, a: 1 })))
    assert.ok(!equalValues(ndarray([1, 2]), ndarray([[1, 2]])))
    assert.ok(!equalValues(new Sequence('list', null, []), new Sequence('tuple', null, [])))
    assert.ok(!equalValues(new Scalar('bytes', Uint8Array.of(1)), new Scalar('bytes', Uint8Array.of(1, 0))))
  })
})
