import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  Frame,
  frame,
  halfToNumber,
  Index,
  MultiIndex,
  NDArray,
  ndarray,
  numberToHalf,
  objectTable,
  Scalar,
  Series,
  scalarTypes,
  series,
  valueTypeName,
} from '../../lib/values/index.js'

describe('an array', () => {
  it('gives elements, nested arrays and dense copies of views', () => {
    const view = new NDArray({ data: Float64Array.of(1, 2, 3, 4, 5, 6), shape: [3, 2], stride: [1, 3], dtype: '<f8' })
    assert.equal(view.get(2, 1), 6)
    assert.deepEqual(view.toArray(), [
      [1, 4],
      [2, 5],
      [3, 6],
    ])
    assert.ok(!view.isContiguous)
    assert.deepEqual(view.contiguous().data, Float64Array.of(1, 4, 2, 5, 3, 6))
    assert.equal(ndarray([1]).contiguous().data.length, 1)
  })

  it('reads each kind of element', () => {
    assert.equal(ndarray([true]).get(0), true)
    assert.equal(ndarray([0.5], [1], 'float16').get(0), 0.5)
    assert.deepEqual(ndarray([{ re: 1, im: 2 }]).get(0), { re: 1, im: 2 })
    assert.deepEqual(ndarray([Uint8Array.of(1, 0)]).get(0), Uint8Array.of(1))
    assert.equal(ndarray([1]).get(0), 1n)
    assert.equal(ndarray('x').get(), 'x')
  })

  it('reads extended numbers as the nearest double', () => {
    const one = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0x80, 0xff, 0x3f, 0, 0, 0, 0, 0, 0)
    const half = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0x80, 0xfe, 0xbf, 0, 0, 0, 0, 0, 0)
    const infinity = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0x80, 0xff, 0x7f, 0, 0, 0, 0, 0, 0)
    const array = new NDArray({ data: Uint8Array.of(...one, ...half, ...infinity), shape: [3], dtype: '<f16' })
    assert.deepEqual(array.toArray(), [1, -0.5, Number.POSITIVE_INFINITY])
  })

  const refused: readonly (readonly [what: string, make: () => unknown, code: string])[] = [
    ['a short buffer', () => ndarray(new Float64Array(3), [2, 2]), 'ERR_INVALID_VALUE'],
    [
      'a stride before the start',
      () => new NDArray({ data: new Int8Array(4), shape: [2], stride: [-1], dtype: '|i1' }),
      'ERR_INVALID_VALUE',
    ],
    ['a negative extent', () => ndarray(new Int8Array(4), [-1]), 'ERR_INVALID_VALUE'],
    ['ragged nested arrays', () => ndarray([[1, 2], [3]]), 'ERR_INVALID_VALUE'],
    ['mixed elements', () => ndarray([1, 'a']), 'ERR_INVALID_TYPE'],
    ['an unknown dtype', () => ndarray([1], [1], 'int7'), 'ERR_INVALID_TYPE'],
    [
      'a buffer of another dtype',
      () => new NDArray({ data: new Int8Array(4), shape: [1], dtype: '<f8' }),
      'ERR_INVALID_TYPE',
    ],
    ['an element out of range', () => ndarray([300], [1], 'uint8'), 'ERR_INVALID_VALUE'],
    ['bytes that are too wide', () => ndarray([Uint8Array.of(1, 2)], [1], 'S1'), 'ERR_INVALID_VALUE'],
    [
      'a matrix of one dimension',
      () => new NDArray({ data: new Int8Array(1), shape: [1], dtype: '|i1', isMatrix: true }),
      'ERR_INVALID_VALUE',
    ],
    ['an index outside', () => ndarray([1]).get(1), 'ERR_INVALID_VALUE'],
    ['too few indices', () => ndarray([[1]]).get(0), 'ERR_INVALID_VALUE'],
  ]
  for (const [what, make, code] of refused) it(`refuses ${what}`, () => assert.throws(make, { code }))
})

describe('float16', () => {
  it('is exact for each of its bit patterns', () => {
    for (let bits = 0; bits < 65536; bits += 1) {
      const value = halfToNumber(bits)
      if (!Number.isNaN(value)) assert.equal(numberToHalf(value), bits)
    }
  })
  it('rounds to even', () => {
    const cases = [
      [2049, 2048],
      [2051, 2052],
      [65519, 65504],
      [65520, Number.POSITIVE_INFINITY],
      [2 ** -25, 0],
      [2 ** -24 * 1.5, 2 ** -23],
      [0.1, 0.0999755859375],
    ]
    for (const [value, rounded] of cases as [number, number][]) assert.equal(halfToNumber(numberToHalf(value)), rounded)
  })
})

describe('scalars', () => {
  const limits: readonly (readonly [type: (typeof scalarTypes)[number], low: bigint, high: bigint])[] = [
    ['int', -(2n ** 63n), 2n ** 64n - 1n],
    ['int8', -128n, 127n],
    ['int16', -32768n, 32767n],
    ['int32', -(2n ** 31n), 2n ** 31n - 1n],
    ['int64', -(2n ** 63n), 2n ** 63n - 1n],
    ['uint8', 0n, 255n],
    ['uint16', 0n, 65535n],
    ['uint32', 0n, 2n ** 32n - 1n],
    ['uint64', 0n, 2n ** 64n - 1n],
  ]
  for (const [type, low, high] of limits) {
    it(`of type ${type} keep its range`, () => {
      for (const value of [low, high]) assert.equal(BigInt(new Scalar(type, value).value as number), value)
      for (const value of [low - 1n, high + 1n])
        assert.throws(() => new Scalar(type, value), { code: 'ERR_INVALID_VALUE' })
      assert.throws(() => new Scalar(type, 1.5), { code: 'ERR_INVALID_VALUE' })
      assert.throws(() => new Scalar(type, '1'), { code: 'ERR_INVALID_TYPE' })
    })
  }
  it('of every type refuse null', () => {
    for (const type of scalarTypes) assert.throws(() => new Scalar(type, null as never), { code: 'ERR_INVALID_TYPE' })
  })
})

describe('an object table', () => {
  it('is made of columns or of records', () => {
    const table = objectTable([
      { a: 1, b: 'x' },
      { a: 2.5, b: 'y' },
    ])
    assert.deepEqual(table, objectTable({ a: [1, 2.5], b: ['x', 'y'] }))
    assert.equal(valueTypeName(table.columns.get('a')![0]!), 'float')
  })
  it('refuses ragged columns, mixed cells and unlike records', () => {
    assert.throws(() => objectTable({ a: [1], b: [1, 2] }), { code: 'ERR_INVALID_VALUE', message: /'b'/ })
    assert.throws(() => objectTable({ a: [1, 'x'] }), { code: 'ERR_INVALID_TYPE', message: /'a'/ })
    assert.throws(() => objectTable({ a: [[1], [1, 2]] }), { code: 'ERR_INVALID_TYPE', message: /'a'/ })
    assert.throws(() => objectTable({ a: [{ x: 1 }] }), { code: 'ERR_INVALID_TYPE', message: /'a'/ })
    assert.throws(() => objectTable([{ a: 1 }, { b: 1 }]), { code: 'ERR_INVALID_TYPE', message: /row 1/ })
  })
})

describe('frames and series', () => {
  it('are made of plain JavaScript', () => {
    const { data, index } = frame({
      i: [1, 2],
      f: [1, 2.5],
      b: [true, false],
      s: ['a', null],
      d: [new Date(1), new Date(Number.NaN)],
      t: Float32Array.of(1, 2),
    })
    assert.deepEqual(
      data.map(({ dtype }) => dtype),
      ['<i8', '<f8', '|b1', 'object', 'datetime64[ns]', '<f4'],
    )
    assert.deepEqual((data[4] as { values: unknown }).values, BigInt64Array.of(1_000_000n, -(2n ** 63n)))
    assert.deepEqual((index as Index).data, { dtype: '<i8', values: BigInt64Array.of(0n, 1n) })
    const made = series(ndarray(['x', 'y']), { name: 's', index: ['a', 'b'] })
    assert.deepEqual([made.name, made.length, made.data.dtype], ['s', 2, 'object'])
    assert.throws(() => series([{}]), { code: 'ERR_INVALID_TYPE' })
    assert.throws(() => frame({ a: [1], b: [1, 2] }), { code: 'ERR_INVALID_VALUE' })
  })

  const rows = new Index({ dtype: '<f8', values: Float64Array.of(1, 2) })
  const names = new Index({ dtype: 'object', values: ['a'] })
  const refused: readonly (readonly [what: string, make: () => unknown, code: string])[] = [
    ['too few columns', () => new Frame(rows, names, []), 'ERR_INVALID_VALUE'],
    [
      'a short column',
      () => new Frame(rows, names, [{ dtype: '<f8', values: Float64Array.of(1) }]),
      'ERR_INVALID_VALUE',
    ],
    [
      'a column of another dtype',
      () => new Series(rows, { dtype: '<f8', values: Int8Array.of(1, 2) }),
      'ERR_INVALID_TYPE',
    ],
    [
      'codes beyond the categories',
      () =>
        new Series(rows, {
          dtype: 'category',
          categories: names.data as never,
          codes: Int8Array.of(0, 1),
          ordered: false,
        }),
      'ERR_INVALID_VALUE',
    ],
    ['codes beyond the levels', () => new MultiIndex([names.data], [Int8Array.of(1)]), 'ERR_INVALID_VALUE'],
    [
      'periods without a freq',
      () => new Index({ dtype: '<i8', values: BigInt64Array.of(1n) }, { isPeriod: true }),
      'ERR_INVALID_TYPE',
    ],
  ]
  for (const [what, make, code] of refused) it(`refuse ${what}`, () => assert.throws(make, { code }))
})
