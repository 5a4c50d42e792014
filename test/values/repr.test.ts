import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  matrix,
  type NDArray,
  ndarray,
  reprItem,
  reprValue,
  scalar,
  toAnnotation,
  toValue,
  tuple,
  type Value,
} from '../../lib/values/index.js'
import { runPython } from '../support/python.js'

const prints = (expressions: readonly string[]): string[] =>
  runPython(
    'import json, sys, numpy\njson.dump([repr(eval(e)) for e in json.load(sys.stdin)], sys.stdout)',
    expressions,
  )

describe('repr', () => {
  const cases: readonly (readonly [value: Value, text: string])[] = [
    [scalar('int', 2n ** 63n), '9223372036854775808'],
    [scalar('bool', true), 'True'],
    [scalar('bool_', false), 'False'],
    [scalar('float', 1), '1.0'],
    [scalar('float', 1e16), '1e+16'],
    [scalar('float', 0.0001), '0.0001'],
    [scalar('float', 0.00001), '1e-05'],
    [scalar('float', -0), '-0.0'],
    [scalar('float', Number.NaN), 'nan'],
    [scalar('float', Number.NEGATIVE_INFINITY), '-inf'],
    [scalar('float32', 0.1), '0.1'],
    [scalar('float16', 0.1), '0.1'],
    [scalar('complex', { re: 0, im: 1 }), '1j'],
    [scalar('complex', { re: 1.5, im: -2 }), '(1.5-2j)'],
    [scalar('complex', { re: -0, im: 1 }), '(-0+1j)'],
    [scalar('str', `it's`), `"it's"`],
    [scalar('str', `'"`), `'\\'"'`],
    [scalar('bytes', Uint8Array.of(0, 39, 92, 255, 97)), `b"\\x00'\\\\\\xffa"`],
    [toValue([1, 2.5]), '[1.0, 2.5]'],
    [toValue(tuple([1])), '(1,)'],
    [toValue(tuple([])), '()'],
    [toValue({ a: 1, b: ['x'] }), "{'a': 1, 'b': ['x']}"],
    [toAnnotation([null, [1]]), '[None, [1]]'],
  ]
  for (const [value, text] of cases) it(text, () => assert.equal(reprValue(value), text))

  it('of any float is what Python prints', () => {
    const values = fc.sample(fc.double({ noNaN: true, noDefaultInfinity: true }), { numRuns: 3000, seed: 7 })
    const printed = runPython<string[]>(
      'import json, sys\njson.dump([repr(float(x)) for x in json.load(sys.stdin)], sys.stdout)',
      values.map((value) => (Object.is(value, -0) ? '-0.0' : String(value))),
    )
    values.forEach((value, i) => {
      assert.equal(reprItem(value, 'float'), printed[i])
    })
  })

  it('of any text is what Python prints', () => {
    const values = fc.sample(fc.string({ unit: 'grapheme', maxLength: 8 }), { numRuns: 3000, seed: 7 })
    // Null where Python's tables do not know a character yet.
    const program = `
import json, sys, unicodedata
def show(text): return None if any(unicodedata.category(c) == 'Cn' for c in text) else repr(text)
json.dump([show(text) for text in json.load(sys.stdin)], sys.stdout)`
    const printed = runPython<(string | null)[]>(program, values)
    const known = values.filter((_, i) => printed[i] !== null)
    assert.ok(known.length > 1000)
    assert.deepEqual(
      known.map((value) => reprItem(value, 'str')),
      printed.filter((text) => text !== null),
    )
  })

  it('of small floats is what numpy prints', () => {
    for (const type of ['float32', 'float16'] as const) {
      const values = fc.sample(fc.double({ min: -60000, max: 60000, noNaN: true }), { numRuns: 300, seed: 3 })
      const printed = prints(values.map((value) => `numpy.${type}(${Object.is(value, -0) ? '-0.0' : value})`))
      values.forEach((value, i) => {
        const text = reprValue(scalar(type, value))
        assert.equal(Number(text), Number(printed[i]), `${type} ${value}: ${text} and ${printed[i]}`)
      })
    }
  })

  const arrays: readonly (readonly [array: NDArray, expression: string])[] = [
    [ndarray([1, 2]), 'numpy.array([1, 2])'],
    [
      ndarray([
        [1, -20],
        [300, 4],
      ]),
      'numpy.array([[1, -20], [300, 4]])',
    ],
    [ndarray([1, 2.5]), 'numpy.array([1, 2.5])'],
    [ndarray([0.1, 1 / 3, -2]), 'numpy.array([0.1, 1/3, -2])'],
    [ndarray([1e10, 1.5]), 'numpy.array([1e10, 1.5])'],
    [ndarray([0.5, Number.NaN]), "numpy.array([0.5, float('nan')])"],
    [ndarray(Float32Array.of(0.1, 2)), "numpy.array([0.1, 2], dtype='f4')"],
    [ndarray(Int8Array.of(1, -1)), "numpy.array([1, -1], dtype='i1')"],
    [ndarray([true, false]), 'numpy.array([True, False])'],
    [ndarray(['a', 'bcé']), "numpy.array(['a', 'bcé'])"],
    [
      ndarray([
        { re: 1, im: 2 },
        { re: 0, im: -1.5 },
      ]),
      'numpy.array([1+2j, complex(0, -1.5)])',
    ],
    [ndarray(new Float64Array(0)), 'numpy.array([])'],
    [ndarray(new Int32Array(0)), "numpy.array([], dtype='i4')"],
    [ndarray(new Int32Array(0), [0, 3]), "numpy.zeros((0, 3), dtype='i4')"],
    [ndarray(new Float64Array(2000)), 'numpy.zeros(2000)'],
    [
      ndarray([
        [[1], [2]],
        [[3], [4]],
      ]),
      'numpy.array([[[1], [2]], [[3], [4]]])',
    ],
    [matrix([[1, 2]]), 'numpy.matrix([[1, 2]])'],
  ]
  it('of short arrays is what numpy prints', () => {
    const printed = prints(arrays.map(([, expression]) => expression))
    arrays.forEach(([array], i) => {
      assert.equal(reprValue(array), printed[i])
    })
  })
})
