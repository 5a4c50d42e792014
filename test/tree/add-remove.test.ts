import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InvalidTypeError, InvalidValueError, NodeLookupError, UnknownOptionError } from '../../lib/errors.js'
import { ArrayParameter, Parameter, Result } from '../../lib/leaf/index.js'
import { Trajectory } from '../../lib/trajectory/index.js'
import { ConfigGroup, GroupNode, ParameterGroup, ResultGroup } from '../../lib/tree/index.js'
import { MemoryService } from '../helpers/memory-service.js'

class MyGroup extends GroupNode {}

const names = (traj: Trajectory) => [...traj.nodes()].map((node) => node.fullName).sort()

test('leaves are added by name and content, by class, as instances, with or without the branch', () => {
  const traj = new Trajectory('t')
  traj.addParameter('a.x', 1, 'first')
  traj.addParameter(ArrayParameter, 'a.y', [1, 2], { comment: 'second' })
  traj.addParameter(new Parameter('a.z', 3))
  traj.addParameter('parameters.a.w', 4)
  traj.addParameter('par.a.v', 5)
  traj.addConfig('c', true)
  traj.addDerivedParameter('d', 'text')
  traj.addResult('r', { one: 1 }, 'third')
  traj.addResult(Result, 's', 2)
  traj.addLeaf('elsewhere.leaf', 3)
  for (const name of ['x', 'y', 'z', 'w', 'v']) assert.ok(traj.contains(`parameters.a.${name}`), name)
  assert.equal(traj.get('x').comment, 'first')
  assert.ok(traj.get('y') instanceof ArrayParameter)
  assert.equal(traj.get('y').comment, 'second')
  assert.ok(traj.get('elsewhere.leaf') instanceof Result)
  assert.ok(traj.get('elsewhere').constructor === GroupNode)
  assert.ok(traj.config instanceof ConfigGroup)
})

test('groups have the class of their branch, own classes are allowed anywhere', () => {
  const traj = new Trajectory('t')
  assert.ok(traj.addParameterGroup('g', 'comment') instanceof ParameterGroup)
  assert.equal(traj.get('g').comment, 'comment')
  assert.ok(traj.addResultGroup('h') instanceof ResultGroup)
  assert.equal(traj.get('g').storedClassName, null)
  const own = traj.parameters.addGroup(MyGroup, 'mine', 'own')
  assert.equal(own.storedClassName, 'MyGroup')
  traj.results.addGroup(new MyGroup('mine'))
  assert.throws(() => traj.results.addGroup(new ParameterGroup('wrong')), InvalidTypeError)
  assert.throws(() => traj.results.addLeaf(new Parameter('wrong', 1)), InvalidTypeError)
  assert.throws(() => traj.parameters.addLeaf(Result, 'wrong', 1), InvalidTypeError)
  assert.ok(!traj.contains('results.wrong'))
})

test('what cannot be added changes nothing', () => {
  const traj = new Trajectory('t')
  traj.addParameter('a.x', 1)
  const before = names(traj)
  const bad: readonly [() => unknown, new (...args: never[]) => Error][] = [
    [() => traj.addParameter('a.x', 2), NodeLookupError],
    [() => traj.addParameter('a', 2), NodeLookupError],
    [() => traj.addParameterGroup('a'), NodeLookupError],
    [() => traj.addParameter('a.x.deeper', 2), NodeLookupError],
    [() => traj.addParameter('new.group._x', 2), InvalidValueError],
    [() => traj.addParameter(`new.${'x'.repeat(128)}`, 2), InvalidValueError],
    [() => traj.addParameter(`${'x'.repeat(128)}.new`, 2), InvalidValueError],
    [() => traj.addParameter('new.bad', Symbol('x')), InvalidTypeError],
    [() => traj.addParameter('', 2), InvalidValueError],
    [() => traj.addParameter(undefined as never), InvalidValueError],
    [() => traj.addGroup('overview'), InvalidValueError],
    [() => traj.addParameter(traj.get<Parameter>('x')), InvalidValueError],
    [() => traj.addParameter('new.bad', 1, { comment: 3 } as never), InvalidTypeError],
    [() => traj.addLeaf('results', 3), InvalidTypeError],
  ]
  for (const [call, Class] of bad) assert.throws(call, Class, String(call))
  assert.deepEqual(names(traj), before)
})

test('noClobber gives the node that is there', () => {
  const traj = new Trajectory('t', { properties: { noClobber: true } })
  const x = traj.addParameter('x', 1)
  assert.equal(traj.addParameter('x', 2), x)
  assert.equal(x.get(), 1)
})

test('nodes know where they are', () => {
  const traj = new Trajectory('t')
  const z = traj.addResult('runs.run_00000002.sub.z', 1)
  assert.deepEqual(
    [z.name, z.location, z.depth, z.branch, z.run],
    ['z', 'results.runs.run_00000002.sub', 5, 'results', 'run_00000002'],
  )
  assert.equal(z.root, traj)
  assert.equal(traj.root, traj)
  assert.equal(traj.depth, 0)
  const loose = new Parameter('a.b')
  assert.deepEqual([loose.name, loose.location, loose.fullName, loose.root], ['b', 'a', 'a.b', null])
})

test('removing needs recursive for a full group, and cleans the index', () => {
  const traj = new Trajectory('t')
  const x = traj.addParameter('a.b.x', 1)
  assert.throws(() => traj.parameters.removeChild('a'), InvalidTypeError)
  assert.throws(() => traj.parameters.removeChild('nope'), InvalidValueError)
  traj.parameters.removeChild('a', { recursive: true })
  assert.deepEqual(names(traj), ['parameters'])
  for (const name of ['a', 'b', 'x']) assert.equal(traj.index.has(name), false)
  assert.equal(x.fullName, 'parameters.a.b.x')
  traj.addParameter(x)
  assert.equal(traj.get('x'), x)
})

test('a predicate says which nodes go', () => {
  const traj = new Trajectory('t')
  for (const name of ['a.keep.x', 'a.drop.y', 'a.drop.keep']) traj.addParameter(name, 1)
  traj.parameters.removeChild('a', { recursive: true, predicate: (node) => node.name !== 'keep' })
  assert.deepEqual(names(traj), [
    'parameters',
    'parameters.a',
    'parameters.a.drop',
    'parameters.a.drop.keep',
    'parameters.a.keep',
    'parameters.a.keep.x',
  ])
})

test('iteration goes level by level, with depth, predicates and runs', () => {
  const traj = new Trajectory('t')
  traj.addParameter('a.b.c', 1)
  traj.addResult('runs.run_00000000.z', 1)
  traj.addResult('runs.run_00000001.z', 2)
  const order = [...traj.nodes({ maxDepth: 2 })].map((node) => node.fullName)
  assert.deepEqual(order, ['parameters', 'results', 'parameters.a', 'results.runs'])
  assert.deepEqual(
    [...traj].map((node) => node.name),
    ['parameters', 'results'],
  )
  assert.deepEqual([...traj.nodes({ predicate: (node) => node.isLeaf })], [])
  const inRun = [...traj.leaves({ predicate: [1] })].map((leaf) => leaf.fullName)
  assert.deepEqual(inRun.sort(), ['parameters.a.b.c', 'results.runs.run_00000001.z'])
})

test('dictionaries are flat, nested or short', () => {
  const traj = new Trajectory('t')
  traj.addParameter('a.x', 1)
  traj.addResult('b.y', 2)
  assert.deepEqual({ ...traj.toDict({ fastAccess: true }) }, { 'parameters.a.x': 1, 'results.b.y': 2 })
  assert.deepEqual({ ...traj.toDict({ fastAccess: true, shortNames: true }) }, { x: 1, y: 2 })
  assert.equal(
    JSON.stringify(traj.toDict({ fastAccess: true, nested: true })),
    '{"parameters":{"a":{"x":1}},"results":{"b":{"y":2}}}',
  )
  assert.equal(JSON.stringify(traj.parameters.toDict({ fastAccess: true, nested: true })), '{"a":{"x":1}}')
  assert.equal(traj.toDict()['parameters.a.x'], traj.get('x'))
  assert.throws(() => traj.toDict({ nested: true, shortNames: true }), InvalidValueError)
  traj.addResult('x', 3)
  assert.throws(() => traj.toDict({ shortNames: true }), InvalidValueError)
})

test('standard classes make the leaves that are added without one, also when the trajectory is copied', () => {
  class OwnResult extends Result {}
  const standardClasses = { parameter: ArrayParameter, result: OwnResult }
  const traj = new Trajectory('t', { standardClasses, storageService: new MemoryService() })
  assert.ok(traj.addParameter('x', []) instanceof ArrayParameter)
  assert.ok(traj.addConfig('c', 1) instanceof ArrayParameter)
  assert.ok(traj.addResult('z', 1) instanceof OwnResult)
  assert.equal(traj.addLeaf('elsewhere.leaf', 1).constructor, Result)
  assert.ok(traj.leafToLoad('OwnResult', 'name') instanceof OwnResult)
  assert.ok(traj.copy().addResult('y', 1) instanceof OwnResult)
  assert.throws(() => new Trajectory('t', { standardClasses: { results: OwnResult } as never }), UnknownOptionError)
  assert.throws(() => new Trajectory('t', { standardClasses: { result: Date } as never }), InvalidTypeError)
  const wrong = new Trajectory('t', { standardClasses: { parameter: OwnResult } })
  assert.throws(() => wrong.addParameter('x', 1), InvalidTypeError)
})

test('dictionaries take nodes of names that every object has', () => {
  const traj = new Trajectory('t')
  traj.addParameter('constructor.toString', 1)
  const dict = traj.parameters.toDict({ fastAccess: true, nested: true })
  assert.deepEqual(dict, { constructor: { toString: 1 } })
  assert.deepEqual(Object.keys(traj.toDict({ shortNames: true })), ['toString'])
})

test('content that is undefined is refused, and the leaf is not there', () => {
  const traj = new Trajectory('t')
  const missing = ({} as { energy?: number }).energy
  const adders = [
    () => traj.addResult('m', missing),
    () => traj.addResult('m', missing, 'a comment'),
    () => traj.addResult(Result, 'm', missing),
    () => traj.addParameter('m', missing),
    () => traj.addDerivedParameter('m', missing),
    () => traj.addConfig('m', missing),
    () => traj.results.addLeaf('m', missing),
  ]
  for (const add of adders) {
    assert.throws(add, (error: Error) => {
      assert.ok(error instanceof InvalidTypeError)
      assert.match(error.message, /^The content of 'm' must be something that can be stored, but got undefined;/)
      return true
    })
  }
  assert.ok(!traj.contains('m'))
  assert.ok(traj.addResult('m').isEmpty())
})
