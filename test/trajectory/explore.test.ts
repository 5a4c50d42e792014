import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { InvalidTypeError, InvalidValueError, NodeLookupError, NotUniqueNodeError } from '../../lib/errors.js'
import type { Parameter } from '../../lib/leaf/index.js'
import { cartesianProduct, findUniquePoints, Trajectory } from '../../lib/trajectory/index.js'
import { MemoryService } from '../helpers/memory-service.js'

function example(): Trajectory {
  const traj = new Trajectory('t', { storageService: new MemoryService() })
  traj.addParameter('x', 1)
  traj.addParameter('y', 0.5)
  traj.addParameter('group.z', 'a')
  traj.addResult('r', 1)
  return traj
}

test('exploring sets length, ranges and values run by run', () => {
  const traj = example()
  traj.explore({ x: new Set([1, 2]).values(), 'parameters.group.z': ['b', 'c'] })
  assert.equal(traj.length, 2)
  assert.deepEqual([...traj.exploredParameters().keys()], ['parameters.x', 'parameters.group.z'])
  const seen = [...traj.iterRuns()].map(() => traj.currentRun)
  assert.deepEqual(seen, [-1, -1])
  const values: unknown[] = []
  for (const run of traj.iterRuns()) values.push([run, traj.$.x, traj.$.z, traj.$.y])
  assert.deepEqual(values, [
    [0, 1, 'b', 0.5],
    [1, 2, 'c', 0.5],
  ])
  assert.equal(traj.$.z, 'a')
  traj.explore({ y: [1, 2] })
  assert.equal(traj.exploredParameters().size, 3)
})

test('exploring that cannot be changes nothing', () => {
  const traj = example()
  traj.addParameter('empty')
  traj.addParameter('a.same', 1)
  traj.addParameter('b.same', 1)
  const bad: readonly [Record<string, Iterable<unknown>>, new (...args: never[]) => Error][] = [
    [{ x: [1, 2], y: [1] }, InvalidValueError],
    [{ x: [] }, InvalidValueError],
    [{}, InvalidValueError],
    [{ x: [1, 2], nope: [1, 2] }, NodeLookupError],
    [{ x: [1, 2], same: [1, 2] }, NotUniqueNodeError],
    [{ x: [1, 2], r: [1, 2] }, InvalidValueError],
    [{ x: [1, 2], group: [1, 2] }, InvalidValueError],
    [{ x: [1, 2], 'parameters.x': [1, 2] }, InvalidValueError],
    [{ x: [1, 2], z: [1, 2] }, InvalidTypeError],
    [{ x: [1, 2], empty: [1, 2] }, InvalidTypeError],
    [{ x: [1, 2], z: 'ab' }, InvalidTypeError],
    [{ x: 3 as never }, InvalidTypeError],
  ]
  for (const [ranges, Class] of bad) {
    assert.throws(() => traj.explore(ranges), Class, JSON.stringify(ranges))
    const x = traj.get<Parameter>('x')
    assert.deepEqual([x.isExplored, x.isLocked, traj.length, traj.isExplored], [false, false, 1, false])
  }
})

test('a parameter that is explored stays so, and locked, when exploring it again fails', () => {
  const traj = example()
  traj.explore({ x: [1, 2] })
  assert.throws(() => traj.explore({ y: [1, 2], x: [1, 2] }), InvalidTypeError)
  assert.throws(() => traj.explore({ y: [1, 2, 3] }), InvalidValueError)
  const x = traj.get<Parameter>('x')
  assert.ok(x.isLocked && x.isExplored)
  assert.deepEqual(x.range, [1, 2])
})

test('expanding appends to exactly the explored parameters, in memory and in the file', async () => {
  const traj = example()
  await traj.expand({ x: [1], y: [2] })
  assert.equal(traj.length, 1)
  await traj.store()
  await assert.rejects(traj.expand({ x: [2] }), InvalidValueError)
  await assert.rejects(traj.expand({ x: [2], y: [1], z: ['b'] }), InvalidValueError)
  await assert.rejects(traj.expand({ x: [2, 3], y: [1] }), InvalidValueError)
  await assert.rejects(traj.expand({ x: [2], y: ['a'] }), InvalidTypeError)
  assert.equal(traj.length, 1)
  await traj.expand({ x: [2, 3], y: [1, 2] })
  assert.equal(traj.length, 3)
  const { service } = traj
  const twin = new Trajectory('t', { storageService: service })
  await twin.load()
  assert.deepEqual(twin.get<Parameter>('x').range, [1, 2, 3])
  assert.equal(twin.length, 3)
})

test('expanding that cannot be stored is undone', async () => {
  const service = new MemoryService()
  const traj = new Trajectory('t', { storageService: service })
  traj.addParameter('x', 1)
  traj.explore({ x: [1, 2] })
  await traj.store()
  service.failOn = 'LIST'
  await assert.rejects(traj.expand({ x: [3] }), /as it was told to/)
  assert.equal(traj.length, 2)
  assert.deepEqual(traj.get<Parameter>('x').range, [1, 2])
})

test('shrinking drops ranges and runs, of a stored trajectory when forced', async () => {
  const traj = example()
  traj.explore({ x: [1, 2] })
  traj.shrink()
  assert.deepEqual([traj.length, traj.isExplored, traj.get<Parameter>('x').isExplored], [1, false, false])
  traj.explore({ y: [1, 2] })
  await traj.store()
  assert.throws(() => traj.shrink(), InvalidTypeError)
  traj.shrink({ force: true })
  assert.equal(traj.length, 1)
})

test('an explored parameter that is removed leaves the exploration unless it is stored', async () => {
  const traj = example()
  traj.explore({ x: [1, 2] })
  traj.removeItems('x')
  assert.deepEqual([traj.isExplored, traj.length], [false, 1])
  traj.explore({ y: [1, 2] })
  await traj.store()
  traj.removeItems('y')
  assert.deepEqual([...traj.exploredParameters()], [['parameters.y', null]])
  assert.equal(traj.length, 2)
})

test('iterating over runs restores what was, also when left early', () => {
  const traj = example()
  traj.explore({ x: [1, 2, 3] })
  for (const run of traj.iterRuns({ start: 1, step: 1 })) if (run === 1) break
  assert.deepEqual([traj.currentRun, traj.$.x], [-1, 1])
  traj.setCurrentRun('run_2')
  assert.equal(traj.currentRunName, 'run_00000002')
  assert.throws(() => {
    for (const _ of traj.iterRuns()) throw new Error('stop')
  }, /stop/)
  assert.deepEqual([traj.currentRun, traj.$.x], [2, 3])
  assert.throws(() => [...traj.iterRuns({ stop: 4 })], InvalidValueError)
  assert.throws(() => traj.setCurrentRun(3), InvalidValueError)
  assert.throws(() => traj.setCurrentRun('nope'), InvalidValueError)
  assert.equal(traj.currentRun, 2)
})

test('runs are found by the values of parameters', () => {
  const traj = example()
  traj.explore({ x: [1, 2, 3], y: [0.1, 0.2, 0.3] })
  assert.deepEqual([...traj.findIndices(['x', 'z'], (x, z) => (x as number) > 1 && z === 'a')], [1, 2])
  assert.deepEqual([...traj.findIndices('y', (y) => y === 0.1)], [0])
  assert.throws(() => [...traj.findIndices('r', () => true)], InvalidTypeError)
  assert.throws(() => [...traj.findIndices('nope', () => true)], NodeLookupError)
})

test('in a cartesian product later names vary fastest, groups vary together', () => {
  assert.deepEqual(cartesianProduct({ a: [1, 2], b: ['x', 'y'] }), { a: [1, 1, 2, 2], b: ['x', 'y', 'x', 'y'] })
  assert.deepEqual(cartesianProduct({ a: [1, 2], b: [3, 4], c: [5, 6] }, [['a', 'b'], 'c']), {
    a: [1, 1, 2, 2],
    b: [3, 3, 4, 4],
    c: [5, 6, 5, 6],
  })
  assert.deepEqual(cartesianProduct({ a: [1], b: [] }), { a: [], b: [] })
  assert.throws(() => cartesianProduct({ a: [1, 2], b: [3] }, [['a', 'b']]), InvalidValueError)
  assert.throws(() => cartesianProduct({ a: [1], b: [3] }, ['a']), InvalidValueError)
  assert.throws(() => cartesianProduct({ a: [1] }, ['a', 'c']), InvalidValueError)
})

test('a cartesian product has every combination once', () => {
  const ranges = fc.array(fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(ranges, (lists) => {
      const product = cartesianProduct(Object.fromEntries(lists.map((list, i) => [`p${i}`, list])))
      const total = lists.reduce((size, { length }) => size * length, 1)
      const points = Array.from({ length: total }, (_, i) => lists.map((_list, k) => product[`p${k}`]![i]).join())
      assert.equal(new Set(points).size, total)
      assert.ok(Object.values(product).every(({ length }) => length === total))
    }),
  )
})

test('unique points come with their runs', () => {
  const traj = example()
  traj.explore({ x: [1, 2, 1], y: [0.5, 0.5, 0.5] })
  assert.deepEqual(findUniquePoints([traj.get<Parameter>('x'), traj.get<Parameter>('y')]), [
    { point: [1, 0.5], runs: [0, 2] },
    { point: [2, 0.5], runs: [1] },
  ])
})
