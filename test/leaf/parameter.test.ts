import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InvalidTypeError, InvalidValueError, ParameterLockedError } from '../../lib/errors.js'
import { Parameter } from '../../lib/leaf/index.js'
import { float32, int, list, ndarray, ObjectTable, Scalar, tuple } from '../../lib/values/index.js'

const loaded = (parameter: Parameter) => {
  const copy = new (parameter.constructor as typeof Parameter)(parameter.fullName)
  copy.fromStorage(parameter.toStorage())
  return copy
}

test('a value is set, read and then locked', () => {
  const x = new Parameter('x', 1, 'a comment')
  assert.equal(x.comment, 'a comment')
  x.set(2)
  x.value = 3
  assert.equal(x.isLocked, false)
  assert.equal(x.value, 3)
  assert.equal(x.isLocked, true)
  const attempts: (() => void)[] = [
    () => x.set(4),
    () => x.empty(),
    () => x.explore([1]),
    () => x.expand([1]),
    () => x.shrink(),
  ]
  for (const attempt of attempts) assert.throws(attempt, ParameterLockedError)
  assert.throws(() => x.fromStorage(new Map()), ParameterLockedError)
  x.unlock()
  x.set(4)
  assert.equal(x.get(), 4)
})

test('text forms, lengths and emptiness do not lock', () => {
  const x = new Parameter('x', 'text')
  assert.equal(x.valueText(64), "'text'")
  assert.equal(x.length, 1)
  assert.equal(x.isEmpty(), false)
  assert.equal(String(x), "<Parameter x: 'text'>")
  assert.equal(x.isLocked, false)
  assert.equal(new Parameter('y', 'x'.repeat(100)).valueText(64).length, 64)
})

test('an empty parameter has no value', () => {
  const x = new Parameter('x')
  assert.equal(x.length, 0)
  assert.throws(() => x.get(), InvalidTypeError)
  assert.throws(() => x.explore([1]), InvalidTypeError)
  assert.deepEqual(x.toStorage(), new Map())
  x.unlock()
  x.set(1).set(null)
  assert.ok(x.isEmpty())
})

test('values that do not fit a cell of a table are refused', () => {
  const bad = [undefined, Symbol('x'), () => 1, [], tuple([]), {}, { a: 1 }, [1, 'a'], [[1]], new Float64Array(0)]
  for (const value of bad.slice(1)) assert.throws(() => new Parameter('x').set(value), InvalidTypeError, String(value))
  for (const value of [
    1,
    1.5,
    true,
    'a',
    new Uint8Array([1]),
    2n ** 63n,
    { re: 1, im: 2 },
    [1, 2],
    new Float32Array(2),
  ]) {
    new Parameter('x').set(value)
  }
})

test('a range gives one value for each run', () => {
  const x = new Parameter('x', 0.5)
  x.explore([0, 1, 2])
  assert.ok(x.isExplored && x.isLocked)
  assert.equal(x.length, 3)
  assert.deepEqual(x.range, [0, 1, 2])
  assert.equal(x.at(2), 2)
  assert.equal(x.at(-1), 0.5)
  for (const beyond of [3, -2, 0.5]) assert.throws(() => x.at(beyond), InvalidValueError)
  x.setRun(1)
  assert.equal(x.get(), 1)
  assert.equal(x.default, 0.5)
  x.setRun(-1)
  assert.equal(x.get(), 0.5)
  x.unlock()
  assert.throws(() => x.set(1), InvalidTypeError)
  assert.throws(() => x.explore([1]), InvalidTypeError)
  x.expand([3, 4])
  assert.deepEqual(x.range, [0, 1, 2, 3, 4])
  x.unlock()
  x.shrink()
  assert.throws(() => x.range, InvalidTypeError)
  assert.throws(() => x.at(0), InvalidTypeError)
})

test('every value of a range has the type of the default', () => {
  const cases: readonly [unknown, readonly unknown[]][] = [
    [1, [0.5]],
    [1, [true]],
    [1, ['1']],
    [0.5, [true]],
    [true, [1]],
    [tuple([1, 2]), [tuple([1, 2, 3])]],
    [[1, 2], [tuple([1, 2])]],
    [new Float64Array(2), [new Float64Array(3)]],
    [new Float64Array(2), [new Float32Array(2)]],
    [ndarray([[1, 2]]), [ndarray([1, 2])]],
    [float32(1), [int(1)]],
  ]
  for (const [value, range] of cases) {
    const x = new Parameter('x', value)
    assert.throws(() => x.explore(range), InvalidTypeError, String(range))
    assert.equal(x.isExplored, false)
  }
  const x = new Parameter('x', float32(1))
  x.explore([1, 0.5])
  assert.deepEqual(x.typedAt(1), float32(0.5))
  assert.throws(() => new Parameter('x', 1).explore([]), InvalidValueError)
})

test('the items in the file are one-column tables', () => {
  const x = new Parameter('x', 1)
  assert.deepEqual([...x.toStorage()], [['data', new ObjectTable([['data', [new Scalar('int', 1)]]])]])
  x.unlock()
  x.explore([5, 6])
  const items = x.toStorage()
  assert.deepEqual([...items.keys()], ['data', 'explored_data'])
  assert.equal((items.get('explored_data') as ObjectTable).nrows, 2)
})

test('loading gives the same value and range, locked', () => {
  for (const value of [
    1,
    0.5,
    true,
    'ä',
    2n ** 40n,
    list([1, 2]),
    tuple(['a', 'b']),
    ndarray([[1.5, 2]]),
    float32(0.1),
  ]) {
    const x = new Parameter('x', value)
    x.explore([value, value])
    const copy = loaded(x)
    assert.ok(copy.equals(x))
    assert.ok(copy.isLocked)
    assert.deepEqual(copy.range, x.range)
  }
})

test('a part of the items joins what is there', () => {
  const x = new Parameter('x', 1)
  x.explore([5, 6])
  const items = x.toStorage()
  const copy = new Parameter('x', 1)
  copy.fromStorage(new Map([['explored_data', items.get('explored_data')!]]), { merge: true })
  assert.ok(copy.equals(x))
})

test('a long range of scalars is kept as plain values', () => {
  const x = new Parameter('x', 0)
  x.explore(Array.from({ length: 100_000 }, (_, i) => i))
  assert.equal(x.at(99_999), 99_999)
  assert.equal(x.rangeText(3), '0, 1, 2')
  assert.equal(x.rangeLength(), 100_000)
})

test('clones are equal and apart', () => {
  const x = new Parameter('x', 1, 'c')
  x.explore([1, 2])
  const copy = x.clone()
  copy.unlock()
  copy.shrink()
  assert.ok(x.isExplored)
  assert.equal(copy.comment, 'c')
})
