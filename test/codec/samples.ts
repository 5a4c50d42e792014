import type { StorageFlag } from '../../lib/codec/index.js'
import {
  Dict,
  Frame,
  Index,
  type Label,
  list,
  MultiIndex,
  matrix,
  NDArray,
  Nested,
  ndarray,
  objectTable,
  type PlainColumn,
  Scalar,
  Series,
  SharedData,
  scalar,
  toValue,
  tuple,
  type Value,
} from '../../lib/values/index.js'

const bytes = (...codes: number[]): Uint8Array => Uint8Array.from(codes)
const texts = ['', 'a', 'é', 'ü\0', '\0', '\ufeffbom', '日本語', '𝄞', "it's", 'a.\n', 'x'.repeat(5000)]
const int64 = ndarray(BigInt64Array.of(0n, -(2n ** 63n), 2n ** 63n - 1n))

const scalars: Value[] = [
  ...[0, 1, -1, 2 ** 31, Number.MAX_SAFE_INTEGER, -(2n ** 63n), 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n].map((v) =>
    scalar('int', v),
  ),
  ...[0, -0, 0.1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324, 1.7976931348623157e308].map(
    (v) => scalar('float', v),
  ),
  ...[true, false].flatMap((v) => [scalar('bool', v), scalar('bool_', v)]),
  ...texts.flatMap((v) => [scalar('str', v), scalar('str_', v)]),
  ...[bytes(), bytes(0), bytes(1, 0, 0), bytes(0, 1), bytes(255, 46)].flatMap((v) => [
    scalar('bytes', v),
    scalar('bytes_', v),
  ]),
  scalar('complex', { re: -0, im: Number.NaN }),
  scalar('complex64', { re: 0.5, im: -2 }),
  scalar('complex128', { re: 1e300, im: 0 }),
  scalar('float16', 0.333),
  scalar('float32', 0.1),
  scalar('float64', 0.1),
  scalar('int8', -128),
  scalar('int16', -32768),
  scalar('int32', 2147483647),
  scalar('int64', -(2n ** 63n)),
  scalar('uint8', 255),
  scalar('uint16', 65535),
  scalar('uint32', 4294967295),
  scalar('uint64', 2n ** 64n - 1n),
]

const sequences: Value[] = [
  [],
  [1],
  [1, 2, -3],
  [1, 2.5],
  [2n ** 63n, 1],
  [-(2n ** 63n)],
  [true, false],
  texts,
  [''],
  [bytes(0), bytes(), bytes(1, 0), bytes(2)],
  [{ re: 1, im: 2 }],
  Array.from({ length: 70_000 }, (_, i) => i / 3),
  list([1, 2], 'int8'),
  list(['a', 'é'], 'str_'),
  list([0.1], 'float16'),
]
  .flatMap((items) => [toValue(items), toValue(tuple(items, undefined))])
  .concat([toValue(tuple([], undefined)), toValue(tuple([1, 2], 'uint64')), toValue(tuple(['x\0'], 'str_'))])

const numbers: NDArray[] = [
  ndarray([
    [1.5, Number.NaN],
    [-0, Number.POSITIVE_INFINITY],
  ]),
  int64,
  ndarray(Uint8Array.of(0, 255)),
  ndarray([[[true], [false]]]),
  ndarray([{ re: 1, im: -1 }], [1], 'complex64'),
  ndarray([0.5, 65504, -0], [3], 'float16'),
  ndarray(new Float64Array(8192)),
  ndarray(new Float64Array(8193)),
  ndarray(new Int8Array(65_537)),
  ndarray([bytes(1, 2), bytes(0), bytes(3)]),
  ndarray(bytes(1, 2, 3, 0, 0, 0), [2], '|S3'),
  new NDArray({ data: new Uint8Array(32).fill(7), shape: [2], dtype: '<f16' }),
  new NDArray({ data: Float64Array.of(1, 2, 3, 4, 5, 6), shape: [3, 2], stride: [1, 3], dtype: '<f8' }),
  new NDArray({ data: Int32Array.of(1, 2, 3, 4, 5, 6), shape: [2], stride: [-2], offset: 5, dtype: '<i4' }),
  ndarray([
    [
      ['é', ''],
      ['a\0', '日本語'],
    ],
  ]),
  ndarray(texts),
  matrix([
    [1, 2],
    [3, 4],
  ]),
  matrix([['a', 'ü']]),
]

const emptyArrays: NDArray[] = [
  ndarray(new Float64Array(0)),
  ndarray(new Float64Array(0), [0, 3]),
  ndarray(new Int32Array(0), [3, 0]),
  ndarray(new Int32Array(0), [2, 0, 4]),
  new NDArray({ data: [], shape: [0], dtype: '<U' }),
  new NDArray({ data: [], shape: [2, 0], dtype: '<U' }),
  ndarray(new Uint8Array(0), [0], '|S3'),
  ndarray(new Uint8Array(0), [0], '|b1'),
  matrix(new Float64Array(0), [0, 2]),
]
const pointArrays: NDArray[] = [
  ndarray(1.5),
  ndarray('é\0'),
  ndarray(true),
  ndarray(bytes(1), [], '|S1'),
  ndarray({ re: 0, im: 1 }),
]

const cells = {
  z_int: [1, 2 ** 40, 2n ** 63n - 1n],
  uint: [2n ** 64n - 1n, 0, 1],
  text: ['é', '', 'a\0'],
  numpyText: ['é', '', 'a\0'].map((v) => scalar('str_', v)),
  raw: [bytes(0), bytes(1), bytes()],
  float: [Number.NaN, -0, 1],
  bool: [true, false, true],
  complex: [
    { re: 1, im: 2 },
    { re: 0, im: 0 },
    { re: 0, im: -1 },
  ],
  half: [0.5, 1, 2].map((v) => scalar('float16', v)),
  array: [
    ndarray([
      [1, 2],
      [3, 4],
    ]),
    ndarray([
      [1, 2],
      [3, 5],
    ]),
    ndarray([
      [0, 0],
      [0, 0],
    ]),
  ],
  textArray: [ndarray(['é', 'b']), ndarray(['', 'b\0']), ndarray(['longer', ''])],
  byteArray: [
    ndarray(bytes(1, 2, 3, 4), [2], '|S2'),
    ndarray(bytes(0, 0, 0, 4), [2], '|S2'),
    ndarray(bytes(9, 9, 9, 9), [2], '|S2'),
  ],
  matrix: [matrix([[1, 2]]), matrix([[3, 4]]), matrix([[5, 6]])],
  point: [ndarray(1.5), ndarray(2.5), ndarray(3.5)],
  ints: [
    [1, 2],
    [2 ** 40, -1],
    [0, 0],
  ],
  tuples: [tuple(['a', 'bé']), tuple(['', 'x']), tuple(['longest', 'y'])],
  'x y': [1, 2, 3],
  Ünicode: [1, 2, 3],
  _p: [1, 2, 3],
}

const tables: Value[] = [
  objectTable(cells),
  objectTable([{ b: 1, a: 'x' }]),
  objectTable({ data: Array.from({ length: 20_000 }, (_, i) => i) }),
  objectTable(Object.fromEntries(Array.from({ length: 512 }, (_, i) => [`c${i}`, [i, i + 1]]))),
  objectTable(
    Object.fromEntries(Array.from({ length: 1100 }, (_, i) => [`c${(i * 7) % 1100}`, [i % 2 ? `t${i}\0` : 'é', 'x']])),
  ),
]

const dicts: Value[] = [
  toValue({ b: 1, a: 'é', c: [1, 2], d: ndarray([[1.5]]), e: tuple(['x']), f: true, g: bytes(0) }),
  new Dict([['k', scalar('int8', 1)]]),
  new Dict(Array.from({ length: 600 }, (_, i): [string, Scalar] => [`k${(i * 11) % 600}`, new Scalar('int', i)])),
  new Dict([
    ['𝄞', new Scalar('int', 1)],
    ['\uff5e', new Scalar('int', 2)],
  ]),
]

const objects = (...values: Label[]): PlainColumn => ({ dtype: 'object', values })
const ints = (...values: bigint[]): PlainColumn => ({ dtype: '<i8', values: BigInt64Array.from(values) })
const floats = (...values: number[]): PlainColumn => ({ dtype: '<f8', values: Float64Array.from(values) })
const times = (...values: bigint[]) => BigInt64Array.from(values)
const names = (...labels: Label[]): Index => new Index(objects(...labels))
const rows = (count: number): Index => new Index(ints(...Array.from({ length: count }, (_, i) => BigInt(i))))
const levels = new MultiIndex(
  [objects('a', 'b'), ints(1n, 2n)],
  [Int8Array.of(0, 0, 1), Int8Array.of(0, 1, 0)],
  ['first', null],
)

/** Frames that both formats hold. */
const frames: Frame[] = [
  new Frame(rows(3), names('f', 'i', 'g', 'b'), [
    floats(1, Number.NaN, -0),
    ints(1n, -(2n ** 63n), 3n),
    floats(4, 5, 6),
    { dtype: '|b1', values: Uint8Array.of(1, 0, 1) },
  ]),
  new Frame(new Index(objects('r1', 'é', ''), { name: 'rows' }), new Index(objects('s', 't'), { name: 'cols' }), [
    objects('a', 'é', ''),
    objects('nan', 'y', 'zz'),
  ]),
  new Frame(levels, names('x'), [floats(1, 2, 3)]),
  new Frame(rows(2), new Index(ints(0n, 5n)), [floats(1, 2), ints(3n, 4n)]),
  new Frame(
    rows(1),
    new MultiIndex([objects('A', 'B'), objects('u', 'v')], [Int8Array.of(0, 0, 1), Int8Array.of(0, 1, 0)]),
    [floats(1), floats(2), floats(3)],
  ),
  new Frame(
    new Index(
      { dtype: 'datetime64[ns]', values: times(1590962400000000000n, 1590966000000000000n), tz: 'Europe/Berlin' },
      { freq: 'H' },
    ),
    names('d', 'z', 't', 'c'),
    [
      { dtype: 'datetime64[ns]', values: times(0n, -(2n ** 63n)) },
      { dtype: 'datetime64[ns]', values: times(1n, 2n), tz: 'UTC' },
      { dtype: 'timedelta64[ns]', values: times(1n, 2n) },
      { dtype: '<c16', values: Float64Array.of(0, 1, 2, 1) },
    ],
  ),
  new Frame(new Index(floats(0.5, 1.5)), names('f4', 'i1', 'u2'), [
    { dtype: '<f4', values: Float32Array.of(0.1, 1) },
    { dtype: '|i1', values: Int8Array.of(-1, 1) },
    { dtype: '<u2', values: Uint16Array.of(65535, 1) },
  ]),
  new Frame(rows(0), names('a', 'b', 's'), [floats(), ints(), objects()]),
  new Frame(rows(2), names(), []),
]

const mixedObjects = new Frame(names('a', 1, null), names('o'), [objects('a', null, 2.5)])
const categories = new Frame(rows(3), names('c', 'x'), [
  { dtype: 'category', categories: objects('b', 'a'), codes: Int8Array.of(1, 0, -1), ordered: true },
  ints(1n, 2n, 3n),
])

const series: Series[] = [
  new Series(rows(2), floats(1, Number.NaN), 'the name'),
  new Series(rows(2), ints(1n, 2n)),
  new Series(new Index(objects('a', 'b')), objects('x', 'é'), 's'),
  new Series(levels, floats(1, 2, 3), 'm'),
  new Series(rows(0), floats(), 'e'),
  new Series(new Index(ints(600n, 601n), { freq: 'M', isPeriod: true }), ints(1n, 2n)),
  new Series(rows(1), { dtype: 'datetime64[ns]', values: times(1n), tz: 'Asia/Tokyo' }, 'z'),
]
const categorySeries = new Series(
  rows(2),
  { dtype: 'category', categories: ints(5n, 7n), codes: Int8Array.of(1, 0), ordered: false },
  'c',
)

const ragged = new Nested('list', [ndarray([1.5, 2.5]), ndarray(new Float64Array(0)), ndarray([3.5])])

/** Values that a storage flag must give back as they are, by flag and, for pandas, by format. */
export const samples: Record<StorageFlag, readonly Value[]> = {
  ARRAY: [...scalars, ...sequences, new Dict([]), ...numbers, ...emptyArrays, ...pointArrays],
  CARRAY: [...numbers, toValue([1, 2]), toValue(tuple(['é', 'b\0']))],
  EARRAY: [...numbers, ndarray(new Float64Array(0), [0, 3]), toValue([1, 2])],
  VLARRAY: [
    ragged,
    new Nested('list', [ndarray(['é', 'a\0']), ndarray([''])]),
    new Nested('list', [ndarray(bytes(1, 2), [1], '|S2')]),
  ],
  TABLE: tables,
  DICT: dicts,
  FRAME: frames,
  SERIES: series,
  SHARED_DATA_: [new SharedData('ARRAY')],
}
export const fixedOnly = { FRAME: [mixedObjects], SERIES: [new Series(rows(2), ints(1n, 2n), 7)] }
export const tableOnly = { FRAME: [categories], SERIES: [categorySeries] }
