import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InvalidTypeError, InvalidValueError, NodeLookupError } from '../../lib/errors.js'
import { Annotations } from '../../lib/tree/index.js'

test('annotations are set by name, by object or by position', () => {
  const notes = new Annotations().set('author', 'me').set({ year: 2024, 'any / name': null }).set('first').set('second')
  assert.deepEqual(
    { ...notes.toDict() },
    { author: 'me', year: 2024, 'any / name': null, annotation: 'first', annotation_1: 'second' },
  )
  assert.equal(notes.get(0), 'first')
  assert.equal(notes.get(1), 'second')
  assert.equal(String(new Annotations().set({ b: 'x', a: [1, 2] })), "a=[1, 2], b='x'")
})

test('the only annotation needs no name', () => {
  const notes = new Annotations()
  assert.throws(() => notes.get(), NodeLookupError)
  notes.set('one', 1)
  assert.equal(notes.get(), 1)
  notes.set('two', 2)
  assert.throws(() => notes.get(), InvalidValueError)
  assert.throws(() => notes.get('three'), NodeLookupError)
  notes.remove('one')
  assert.throws(() => notes.remove('one'), NodeLookupError)
  notes.clear()
  assert.equal(notes.size, 0)
})

test('what cannot be stored is refused and nothing is set', () => {
  const notes = new Annotations()
  assert.throws(() => notes.set({ fine: 1, bad: Symbol('x') }), InvalidTypeError)
  assert.throws(() => notes.set(3 as never), InvalidTypeError)
  assert.equal(notes.size, 0)
})
