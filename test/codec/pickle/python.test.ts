import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pickle } from '../../../lib/codec/pickle/pickle.js'
import { treeOfValue, valueFromPickle } from '../../../lib/codec/pickle/values.js'
import {
  Dict,
  equalValues,
  Nested,
  NONE,
  ndarray,
  PickledObject,
  reprValue,
  Scalar,
  scalar,
  toAnnotation,
  toValue,
  tuple,
  type Value,
  valueTypeName,
} from '../../../lib/values/index.js'
import { runPython } from '../../support/python.js'

const bytes = (...codes: number[]): Uint8Array => Uint8Array.from(codes)
const int = (value: number | bigint): Value => new Scalar('int', value)

/** Python expressions and what they are here. */
const cases: readonly (readonly [expression: string, value: Value])[] = [
  ['None', NONE],
  ['True', scalar('bool', true)],
  ['0', int(0)],
  ['-1', int(-1)],
  ['255', int(255)],
  ['65536', int(65536)],
  ['-2**31', int(-(2 ** 31))],
  ['2**63-1', int(2n ** 63n - 1n)],
  ['-2**63', int(-(2n ** 63n))],
  ['2**64-1', int(2n ** 64n - 1n)],
  ['0.1', scalar('float', 0.1)],
  ['-0.0', scalar('float', -0)],
  ['1e300', scalar('float', 1e300)],
  ["float('nan')", scalar('float', Number.NaN)],
  ["float('-inf')", scalar('float', Number.NEGATIVE_INFINITY)],
  ["''", scalar('str', '')],
  [`'a\\n\\\\u0041é\\0日\\U0001d11e'`, scalar('str', 'a\n\\u0041é\0日𝄞')],
  ["'x' * 70000", scalar('str', 'x'.repeat(70000))],
  ["b''", scalar('bytes', bytes())],
  ["b'a\\0\\xff'", scalar('bytes', bytes(97, 0, 255))],
  ['1+2j', scalar('complex', { re: 1, im: 2 })],
  ['[]', toValue([])],
  ['()', toValue(tuple([]))],
  ['{}', new Dict([])],
  ['[1, 2, 3]', toValue([1, 2, 3])],
  ["('a', 'b')", toValue(tuple(['a', 'b']))],
  ["[1, 'a', None, [2.5]]", toAnnotation([1, 'a', null, [2.5]])],
  ['list(range(3000))', toValue(Array.from({ length: 3000 }, (_, i) => i))],
  ["{'a': 1, 'b': {'c': [1]}}", toAnnotation({ a: 1, b: { c: [1] } })],
  ['{1}', new Nested('set', [int(1)])],
  ['frozenset([1])', new Nested('frozenset', [int(1)])],
  ["__import__('collections').OrderedDict([('b', 1), ('a', 2)])", toAnnotation({ b: 1, a: 2 })],
  ['numpy.float32(0.1)', scalar('float32', 0.1)],
  ['numpy.int64(-5)', scalar('int64', -5)],
  ['numpy.bool_(True)', scalar('bool_', true)],
  ['numpy.complex64(1-2j)', scalar('complex64', { re: 1, im: -2 })],
  ["numpy.str_('é𝄞')", scalar('str_', 'é𝄞')],
  ["numpy.bytes_(b'ab')", scalar('bytes_', bytes(97, 98))],
  [
    'numpy.arange(6.).reshape(2, 3)',
    ndarray(
      [
        [0, 1, 2],
        [3, 4, 5],
      ],
      [2, 3],
      'float64',
    ),
  ],
  [
    "numpy.arange(6, dtype='i2').reshape(2, 3).T",
    ndarray(
      [
        [0, 3],
        [1, 4],
        [2, 5],
      ],
      [3, 2],
      'int16',
    ),
  ],
  ["numpy.array([1, 256], dtype='>u4')", ndarray(Uint32Array.of(1, 256))],
  ["numpy.array([1+2j], dtype='>c16')", ndarray([{ re: 1, im: 2 }])],
  ["numpy.array(['é', '', 'abc'])", ndarray(['é', '', 'abc'])],
  ["numpy.array([b'a', b'bcd'])", ndarray([bytes(97), bytes(98, 99, 100)])],
  ['numpy.array([True, False])', ndarray([true, false])],
  ['numpy.zeros((0, 3))', ndarray(new Float64Array(0), [0, 3])],
  ['(lambda a: [a, a])([1])', toAnnotation([[1], [1]])],
]

/** What has no form here and must come through as it is. */
const opaque = [
  '2**70',
  '{1: 2}',
  'slice(1, 2)',
  "__import__('datetime').date(2020, 1, 1)",
  "__import__('decimal').Decimal('1.5')",
  "__import__('pathlib').PurePosixPath('/tmp')",
  'numpy.array([object()], dtype=object)[:0]',
  "numpy.array(['2020-01-01'], dtype='M8[D]')",
  "numpy.array([(1, 2.0)], dtype=[('a', 'i4'), ('b', 'f8')])",
  'numpy.matrix([[1]])',
  '(lambda a: (a.append(a), a)[1])([])',
  'functools.reduce(lambda a, _: [a], range(200), 1)',
  'functools.reduce(lambda a, _: [a] * 10, range(12), 1)',
]

const dump = `
import base64, functools, json, pickle, sys
import numpy
expressions = json.load(sys.stdin)
dumps = [[base64.b64encode(pickle.dumps(eval(e), p)).decode() for p in range(6)] for e in expressions]
json.dump(dumps, sys.stdout)
`

const load = `
import base64, json, pickle, sys
import numpy
def plain(x, y):
    if type(x) is not type(y): return False
    if isinstance(x, numpy.ndarray): return x.dtype == y.dtype and x.shape == y.shape and (x == y).all()
    if isinstance(x, (list, tuple)): return len(x) == len(y) and all(map(plain, x, y))
    if isinstance(x, dict): return list(x) == list(y) and all(plain(x[k], y[k]) for k in x)
    return x == y or (x != x and y != y)
results = [bool(plain(pickle.loads(base64.b64decode(d)), eval(e))) for e, d in json.load(sys.stdin)]
json.dump(results, sys.stdout)
`

const expressions = cases.map(([expression]) => expression)

describe('pickles', () => {
  it('that Python makes are read as data, of every protocol', () => {
    const dumps = runPython<string[][]>(dump, expressions)
    assert.equal(dumps.length, cases.length)
    cases.forEach(([expression, value], i) => {
      dumps[i]!.forEach((text, protocol) => {
        const found = valueFromPickle(Buffer.from(text, 'base64'))
        const message = `${expression} of protocol ${protocol}: expected ${valueTypeName(value)}, got ${valueTypeName(found)}`
        assert.ok(equalValues(found, value), message)
        assert.equal(reprValue(found), reprValue(value), message)
      })
    })
  })

  it('that are no plain data are kept as they are', () => {
    const dumps = runPython<string[][]>(dump, opaque)
    opaque.forEach((expression, i) => {
      dumps[i]!.forEach((text, protocol) => {
        const content = Buffer.from(text, 'base64')
        const found = valueFromPickle(content)
        assert.ok(
          found instanceof PickledObject,
          `${expression} of protocol ${protocol} became ${valueTypeName(found)}`,
        )
        assert.deepEqual(Buffer.from(found.bytes), content)
      })
    })
  })

  it('that we make are loaded by Python with the same types', () => {
    const readable = cases.filter(([expression]) => !/>|OrderedDict|numpy\.(str|bytes)_/.test(expression))
    const pairs = readable.map(([expression, value]) => [
      expression,
      Buffer.from(pickle(treeOfValue(value))).toString('base64'),
    ])
    const results = runPython<boolean[]>(load, pairs)
    assert.deepEqual(
      readable.filter((_, i) => !results[i]).map(([expression]) => expression),
      [],
    )
  })

  it('name the classes and functions that they would use', () => {
    const [[text]] = runPython<[[string]]>(dump, ["__import__('decimal').Decimal('1.5')"])
    const found = valueFromPickle(Buffer.from(text, 'base64'))
    assert.ok(found instanceof PickledObject)
    assert.ok(found.globals.includes('decimal.Decimal'), found.globals.join())
  })
})
