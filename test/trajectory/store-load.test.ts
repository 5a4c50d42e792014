import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  InvalidTypeError,
  InvalidValueError,
  NodeLookupError,
  ServiceStateError,
  UnknownOptionError,
} from '../../lib/errors.js'
import { type Parameter, Result } from '../../lib/leaf/index.js'
import { loadTrajectory, setDefaultService, Trajectory } from '../../lib/trajectory/index.js'
import { GroupNode } from '../../lib/tree/index.js'
import { MemoryService } from '../helpers/memory-service.js'

class OwnResult extends Result {}
class OwnGroup extends GroupNode {}

async function stored() {
  const storageService = new MemoryService()
  const traj = new Trajectory('t', { storageService, comment: 'about', classes: [OwnResult, OwnGroup] })
  traj.annotations.set('author', 'me')
  traj.addParameter('a.x', 1, 'an x')
  traj.addResult('b.z', { one: 1, two: 2 })
  traj.addResult(OwnResult, 'own', 5)
  traj.addGroup(OwnGroup, 'elsewhere')
  traj.addLink('results.link', traj.get('x'))
  traj.explore({ x: [1, 2] })
  await traj.store()
  return { storageService, traj }
}

test('what was stored is loaded: identity, parameters, skeleton, links, classes', async () => {
  const { storageService, traj } = await stored()
  assert.ok([...traj.nodes({ withLinks: false })].every((node) => node.stored))
  const twin = await loadTrajectory('file', { storageService, classes: [OwnResult, OwnGroup] })
  assert.deepEqual([twin.name, twin.comment, twin.timestamp, twin.time], ['t', 'about', traj.timestamp, traj.time])
  assert.equal(twin.annotations.get('author'), 'me')
  const x = twin.get<Parameter>('x')
  assert.deepEqual([x.range, x.comment, x.isLocked, x.stored], [[1, 2], 'an x', true, true])
  assert.ok(twin.get<Result>('z').isEmpty())
  assert.ok(twin.get('own') instanceof OwnResult)
  assert.ok(twin.get('elsewhere') instanceof OwnGroup)
  assert.equal(twin.get('results.link'), x)
  assert.deepEqual([...twin.exploredParameters()], [['parameters.a.x', x]])
})

test('leaves and groups of unknown classes are loaded as plain ones that keep the name', async () => {
  const { storageService } = await stored()
  const twin = await loadTrajectory('file', { storageService })
  const [leaf, group] = [twin.get<Result>('own'), twin.get('elsewhere')]
  assert.ok(leaf instanceof Result && !(leaf instanceof OwnResult))
  assert.deepEqual([leaf.storedClassName, group.storedClassName], ['OwnResult', 'OwnGroup'])
})

test('single items are stored and loaded by node or name', async () => {
  const { storageService, traj } = await stored()
  traj.addResult('new', 1)
  await traj.store('new')
  await traj.store([traj.get('new'), 'z'], { storeData: 'overwrite' })
  const twin = await loadTrajectory('file', { storageService, results: 'nothing', classes: [OwnResult, OwnGroup] })
  assert.ok(!twin.contains('new', { shortcuts: true }))
  await twin.load('results.new')
  assert.equal(twin.$.new, 1)
  await twin.load('results.b.z', { loadData: 'skeleton' })
  await twin.loadItems('z', { loadOnly: 'one' })
  assert.deepEqual([...twin.get<Result>('z').keys()], ['one'])
  assert.equal((await twin.fetch<Result>('results.own')).get(), 5)
  await assert.rejects(twin.fetch('results.nope'), NodeLookupError)
})

test('fetch fills an empty leaf', async () => {
  const { storageService } = await stored()
  const twin = await loadTrajectory('file', { storageService, classes: [OwnResult, OwnGroup] })
  const z = await twin.fetch<Result>('z')
  assert.equal(z.get('two'), 2)
})

test('groups are stored and loaded with what is below', async () => {
  const { storageService, traj } = await stored()
  traj.addResult('g.deep.r', 1)
  await traj.get<GroupNode>('g').store()
  await traj.storeChild('results.g.deep', { recursive: true })
  const twin = await loadTrajectory('file', { storageService, results: 'nothing', classes: [OwnResult, OwnGroup] })
  const g = await twin.loadChild<GroupNode>('results.g', { loadData: 'skeleton' })
  await g.load({ loadData: 'data' })
  assert.equal(twin.$.r, 1)
  await assert.rejects(traj.storeChild('results.nope'), InvalidValueError)
})

test('a trajectory that was never stored stores no items', async () => {
  const traj = new Trajectory('t', { storageService: new MemoryService() })
  traj.addResult('z', 1)
  await assert.rejects(traj.store('z'), InvalidTypeError)
  await assert.rejects(traj.results.store(), InvalidTypeError)
  await assert.rejects(traj.load('z'), InvalidTypeError)
  await assert.rejects(traj.deleteItems('z'), InvalidTypeError)
  await assert.rejects(traj.backup(), InvalidTypeError)
})

test('options and modes are checked before the service is asked', async () => {
  const { storageService, traj } = await stored()
  const before = storageService.log.length
  await assert.rejects(traj.store({ onlyinit: true } as never), UnknownOptionError)
  await assert.rejects(traj.store({ storeData: 'all' } as never), InvalidValueError)
  await assert.rejects(traj.store('z', { storeDatum: 'data' } as never), UnknownOptionError)
  await assert.rejects(traj.store([]), InvalidValueError)
  await assert.rejects(traj.load('z', { loadOnly: 'a', loadExcept: 'b' }), InvalidValueError)
  await assert.rejects(traj.load({ name: 't', index: 0 }), InvalidValueError)
  await assert.rejects(traj.load({ results: 'everything' as never }), InvalidValueError)
  assert.equal(storageService.log.length, before)
})

test('only empty, or only full leaves are taken when asked', async () => {
  const { storageService, traj } = await stored()
  traj.addResult('void')
  await assert.rejects(traj.store(['void'], { nonEmpties: true }), InvalidValueError)
  const before = storageService.log.length
  await traj.loadItems('z', { onlyEmpties: true })
  assert.equal(storageService.log.length, before)
})

test('deleting marks all below as not stored, and takes it out of memory when asked', async () => {
  const { storageService, traj } = await stored()
  await assert.rejects(traj.deleteItems('b'), InvalidTypeError)
  await traj.deleteItems('b', { recursive: true })
  assert.deepEqual([traj.get('b').stored, traj.get('z').stored], [false, false])
  await traj.deleteItems('own', { removeFromTrajectory: true })
  assert.ok(!traj.contains('results.own'))
  assert.ok(!storageService.file.trajectories.get('t')!.nodes.has('results.own'))
  await traj.deleteLinks('results.link', { removeFromTrajectory: true })
  assert.ok(!traj.contains('results.link'))
})

test('loading as new gives a trajectory that can be changed and stored anew', async () => {
  const { storageService } = await stored()
  const fresh = await loadTrajectory('file', { storageService, asNew: true, classes: [OwnResult, OwnGroup] })
  assert.deepEqual(
    [fresh.name, fresh.stored, fresh.length, fresh.child('results')],
    ['my_trajectory', false, 2, undefined],
  )
  const x = fresh.get<Parameter>('x')
  assert.deepEqual([x.isLocked, x.stored], [false, false])
  await fresh.store()
  assert.deepEqual([...storageService.file.trajectories.keys()], ['t', 'my_trajectory'])
})

test('a second trajectory of the same name does not overwrite the first', async () => {
  const { storageService } = await stored()
  await assert.rejects(new Trajectory('t', { storageService }).store(), ServiceStateError)
})

test('migrating renames and clears all marks', async () => {
  const { traj } = await stored()
  const other = new MemoryService()
  assert.throws(() => {
    traj.name = 'new'
  }, InvalidTypeError)
  traj.migrate({ name: 'new', storageService: other })
  assert.ok([traj, ...traj.nodes()].every((node) => !node.stored))
  await traj.store({ storeData: 'skip' })
  assert.equal(other.file.trajectories.get('new')!.nodes.get('results.own')!.items.size, 1)
})

test('a copy is equal and apart', async () => {
  const { traj } = await stored()
  traj.setCurrentRun(1)
  const copy = traj.copy()
  assert.deepEqual(Object.keys(copy.toDict()), Object.keys(traj.toDict()))
  assert.deepEqual([copy.currentRun, copy.$.x, copy.length, copy.stored], [1, 2, 2, true])
  assert.equal(copy.get('results.link'), copy.get('parameters.a.x'))
  copy.removeItems('z')
  copy.restoreDefault()
  assert.ok(traj.contains('results.b.z'))
  assert.equal(traj.$.x, 2)
  assert.throws(() => traj.copy({ withLink: true } as never), UnknownOptionError)
})

test('a trajectory without a service of its own makes the default one', async () => {
  const made: unknown[] = []
  setDefaultService((options) => {
    made.push(options)
    return new MemoryService()
  })
  const traj = new Trajectory('t', { filename: 'out.h5', complib: 'blosc' })
  assert.deepEqual(made, [{ filename: 'out.h5', complib: 'blosc', trajectory: { name: 't' } }])
  await traj.store()
  assert.ok(traj.stored)
  const lazy = new Trajectory('u')
  assert.equal(made.length, 1)
  await lazy.store()
  assert.equal(made.length, 2)
})

test('overwriting one item leaves the others', async () => {
  const { storageService, traj } = await stored()
  traj.get<Result>('z').set({ one: 10, two: 20 })
  await traj.store('z', { overwrite: ['one'] })
  const items = storageService.file.trajectories.get('t')!.nodes.get('results.b.z')!.items
  assert.deepEqual([String(items.get('one')), String(items.get('two'))], ['10', '2'])
})

test('one mode loads all kinds of nodes, and a kind its own', async () => {
  const { storageService } = await stored()
  const classes = [OwnResult, OwnGroup]
  const full = await loadTrajectory('file', { storageService, classes, loadData: 'data' })
  assert.equal(full.get<Result>('z').get('two'), 2)
  const part = await loadTrajectory('file', { storageService, classes, loadData: 'nothing', results: 'data' })
  assert.deepEqual([part.get<Result>('z').get('two'), part.parameters.hasChildren()], [2, false])
  assert.deepEqual(
    full.runInformation().map(({ name }) => name),
    ['run_00000000', 'run_00000001'],
  )
})
