import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LazyStorageService, Trajectory } from '../../lib/index.js'

test('the lazy service takes every message and does nothing', async () => {
  const service = new LazyStorageService()
  assert.deepEqual([service.isOpen, service.multiprocSafe], [false, false])
  assert.equal(await service.store('ANY', null, { thing: 1 }), undefined)
  assert.equal(await service.load('ANY'), undefined)
})

test('a trajectory with it counts as stored, its leaves do not', async () => {
  const traj = new Trajectory('t', { storageService: new LazyStorageService() })
  const leaf = traj.addResult('r', 1)
  await traj.store()
  assert.deepEqual([traj.stored, leaf.stored, traj.child('config')], [true, false, undefined])
  await traj.store([leaf])
  await traj.load()
  await traj.deleteItems(leaf)
  assert.equal(traj.value('r'), 1)
})
