import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InvalidTypeError, InvalidValueError, NodeLookupError } from '../../lib/errors.js'
import { ClassRegistry, PickleResult, Result, SparseResult } from '../../lib/leaf/index.js'
import { ndarray, PickledObject, Scalar, sparse } from '../../lib/values/index.js'

const identity = sparse({ format: 'dia', shape: [2, 2], data: ndarray([[1, 1]]), offsets: ndarray(Int32Array.of(0)) })

test('items are set by name, by position, or as the only one', () => {
  const r = new Result('a.r', 5)
  assert.deepEqual([...r.keys()], ['r'])
  r.set(1, 2, { named: 'x' })
  assert.deepEqual({ ...r.toDict() }, { r: 1, r_1: 2, named: 'x' })
  assert.equal(r.get(0), 1)
  assert.equal(r.get(1), 2)
  assert.equal(r.get('named'), 'x')
  r.setItem(2, true)
  assert.equal(r.get('r_2'), true)
  assert.deepEqual(new Result('c', { re: 1, im: 2 }).get(), { re: 1, im: 2 })
})

test('get without a name needs exactly one item', () => {
  assert.throws(() => new Result('r').get(), NodeLookupError)
  assert.equal(new Result('r', { x: 1 }).get(), 1)
  assert.throws(() => new Result('r', { x: 1, y: 2 }).get(), InvalidValueError)
  assert.throws(() => new Result('r', 1).get('nope'), NodeLookupError)
  assert.throws(() => new Result('r', 1).get(-1), InvalidValueError)
})

test('what cannot be stored is refused at once, and then nothing is set', () => {
  const r = new Result('r', { old: 1 })
  for (const bad of [
    null,
    undefined,
    Symbol('x'),
    () => 1,
    [1, 'a'],
    [[1], [2]],
    identity,
    new PickledObject(new Uint8Array(1)),
  ]) {
    assert.throws(() => r.set({ fine: 1, bad }), InvalidTypeError, String(bad))
  }
  for (const name of ['', 'a/b']) assert.throws(() => r.setItem(name, 1), InvalidValueError)
  assert.deepEqual([...r.keys()], ['old'])
})

test('fast access needs one item of the name of the result', () => {
  assert.equal(new Result('r', 1).supportsFastAccess, true)
  assert.equal(new Result('r', { x: 1 }).supportsFastAccess, false)
  assert.equal(new Result('r', { r: 1, x: 1 }).supportsFastAccess, false)
})

test('text forms are cut', () => {
  assert.equal(new Result('r', { a: 1, b: 'x' }).valueText(64), "a=1, b='x'")
  const text = new Result('r', 'x'.repeat(100)).valueText(64)
  assert.equal(text.length, 64)
  assert.ok(text.endsWith('...'))
})

test('items leave by name, loading replaces or joins', () => {
  const r = new Result('r', { a: 1, b: 2 })
  r.remove('a')
  assert.throws(() => r.remove('a'), NodeLookupError)
  assert.equal(r.dropItem('a'), false)
  r.fromStorage(new Map([['c', new Scalar('int', 3)]]), { merge: true })
  assert.deepEqual([...r.keys()], ['b', 'c'])
  r.fromStorage(new Map([['d', new Scalar('int', 3)]]))
  assert.deepEqual([...r.keys()], ['d'])
  r.empty()
  assert.ok(r.isEmpty())
})

test('sparse results mark the names of their matrices', () => {
  const r = new SparseResult('r', { m: identity, x: 1 })
  assert.deepEqual([...r.toStorage().keys()], ['m__spsp__', 'x'])
  const copy = new SparseResult('r')
  copy.fromStorage(r.toStorage())
  assert.deepEqual(copy.get('m'), identity)
  assert.throws(() => r.setItem('m__spsp__', 1), InvalidValueError)
  assert.equal(copy.dropItem('m__spsp__'), true)
})

test('pickle results keep bytes and protocol', () => {
  const r = new PickleResult('r', { a: new PickledObject(Uint8Array.of(0x4e, 0x2e)) })
  assert.deepEqual(r.toStorage().get('__pckl_prtcl__'), new Scalar('int', 0))
  const copy = new PickleResult('r')
  copy.fromStorage(r.toStorage())
  assert.deepEqual([...copy.keys()], ['a'])
  assert.throws(() => r.set(1), InvalidTypeError)
})

test('classes are found by name, own ones too', () => {
  class OwnResult extends Result {}
  const registry = new ClassRegistry([OwnResult])
  assert.equal(registry.leaf('OwnResult'), OwnResult)
  assert.equal(registry.leaf('Result'), Result)
  assert.throws(() => registry.leaf('Resul'), /the nearest is 'Result'/)
  assert.throws(() => registry.add(Date as never), InvalidTypeError)
})

test('items have no names that PyTables hides', () => {
  const result = new Result('r')
  for (const name of ['_p_x', '_i_x', 'group._p_x', '_i_']) {
    assert.throws(() => result.set({ [name]: 1 }), { code: 'ERR_INVALID_VALUE', message: /'_i_' or '_p_'/ })
    assert.throws(() => result.setItem(name, 1), { code: 'ERR_INVALID_VALUE' })
  }
  assert.equal(result.size, 0)
  result.set({ _x: 1, p_x: 2, x_p_: 3 })
  assert.equal(result.size, 3)
})
