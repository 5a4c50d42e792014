import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { decodeAttribute, encodeAttribute } from '../../lib/codec/index.js'
import type { TypedValue } from '../../lib/h5/native.js'
import type { AttributeValue } from '../../lib/h5/plan.js'
import {
  equalValues,
  ndarray,
  objectTable,
  PickledObject,
  Scalar,
  scalar,
  toAnnotation,
  toValue,
  tuple,
  type Value,
  valueTypeName,
} from '../../lib/values/index.js'
import { storedFrom } from './stored-from.js'

const bytes = (...codes: number[]): Uint8Array => Uint8Array.from(codes)
const stored = (value: Value): AttributeValue => {
  const attributes = new Map([['a', encodeAttribute(value)]])
  return storedFrom({ kind: 'group', name: 'x', attributes, children: [] }).attributes.get('a')!
}
const text = (value: AttributeValue): string => Buffer.from((value as TypedValue).data as Uint8Array).toString('latin1')

/** What is written and, where Python sees another type, what is read. */
const cases: readonly (readonly [written: Value, read?: Value])[] = [
  [scalar('str', 'é')],
  [scalar('str', '')],
  [scalar('str', 'a\0')],
  [scalar('str_', 'x'), scalar('str', 'x')],
  [scalar('bytes', bytes(1, 2))],
  [scalar('bytes', bytes())],
  [scalar('bytes', bytes(0))],
  [scalar('bytes', bytes(97, 0))],
  [scalar('bytes', bytes(78, 46))],
  [scalar('bool', true), scalar('bool_', true)],
  [scalar('int', 5), scalar('int64', 5)],
  [scalar('int', -(2n ** 63n)), scalar('int64', -(2n ** 63n))],
  [scalar('int', 2n ** 64n - 1n), scalar('uint64', 2n ** 64n - 1n)],
  [scalar('float', 1), scalar('float64', 1)],
  [scalar('float', Number.NaN), scalar('float64', Number.NaN)],
  [scalar('complex', { re: 1, im: 2 }), scalar('complex128', { re: 1, im: 2 })],
  [scalar('float16', 0.5)],
  [scalar('int8', -1)],
  [ndarray([[1.5], [2]])],
  [ndarray(new Int32Array(0))],
  [ndarray(['é', 'a'])],
  [ndarray([bytes(1), bytes(2, 3)])],
  [toValue([1, 2])],
  [toValue([])],
  [toValue(tuple([1.5, 2]))],
  [toAnnotation(null)],
  [toAnnotation([1, 'a', null, [2.5, { x: [true] }]])],
  [toAnnotation({ b: 1, a: [], c: {} })],
  [toAnnotation(new Set([1, 'a']))],
]

describe('an annotation', () => {
  for (const [written, read = written] of cases) {
    it(`${valueTypeName(written)} ${written instanceof Scalar ? String(written.value).slice(0, 20) : ''}`, () => {
      const found = decodeAttribute(stored(written))
      assert.ok(equalValues(found, read), `expected ${valueTypeName(read)}, got ${valueTypeName(found)}`)
    })
  }

  it('that is an unknown pickle is kept byte for byte', () => {
    const attribute = { dtype: '|S12', shape: [], data: Buffer.from('cos\nsystem\n.') }
    const found = decodeAttribute(attribute)
    assert.ok(found instanceof PickledObject)
    assert.equal(text(stored(found)), 'cos\nsystem\n.')
  })

  it('of bytes that look like a pickle but are none stays bytes', () => {
    for (const content of ['0.', '.', 'hello.', '\xff\xfe.']) {
      const data = Buffer.from(content, 'latin1')
      const found = decodeAttribute({ dtype: `|S${data.length}`, shape: [], data })
      assert.ok(equalValues(found, new Scalar('bytes', new Uint8Array(data))), content)
    }
  })

  it('never becomes ASCII text that ends with a dot unless it is our own pickle', () => {
    for (const value of [scalar('str', 'cos\nsystem\n.'), scalar('bytes', Buffer.from('cos\nsystem\n.'))]) {
      const attribute = encodeAttribute(value)
      if (typeof attribute === 'string') continue
      assert.match(text(attribute), /^c_codecs\nencode\n\(Vcos/)
    }
  })

  it('of texts that numpy would cut is refused', () => {
    assert.throws(() => encodeAttribute(ndarray(['a\0', 'b'])), { code: 'ERR_INVALID_VALUE' })
  })

  it('of a table is refused', () => {
    assert.throws(() => encodeAttribute(objectTable({ a: [1] })), { code: 'ERR_INVALID_TYPE', message: /object table/ })
  })
})
