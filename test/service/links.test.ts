import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DataNotInStorageError, type GroupNode, type Result } from '../../lib/index.js'
import { changeFile, inFile, newFilenames, pathsIn, reload, trajectoryIn } from './support.js'

const newFile = newFilenames()

const targetOf = (filename: string, path: string) =>
  inFile(filename, (file) => {
    const link = file.root.link(path)
    return link && 'target' in link ? link.target : undefined
  })

async function linked() {
  const filename = newFile()
  const traj = trajectoryIn(filename)
  traj.addParameter('g.p', 1)
  traj.addResult('x.r', 5)
  traj.results.addLink('to_leaf', traj.get('p'))
  traj.results.addLink('to_group', traj.get('parameters.g'))
  traj.get<GroupNode>('parameters.g').addLink('back', traj.results)
  traj.addLink('top', traj.get('r'))
  await traj.store()
  return [filename, traj] as const
}

test('links are soft links to the nodes, and come back, cycles too', async () => {
  const [filename] = await linked()
  assert.equal(targetOf(filename, 't/results/to_leaf'), '/t/parameters/g/p')
  const back = await reload(filename)
  assert.equal(back.results.link('to_leaf'), back.get('parameters.g.p'))
  assert.equal(back.get<GroupNode>('parameters.g').link('back'), back.results)
  assert.equal(back.value('results.to_group.p'), 1)
  assert.equal(back.link('top'), back.get('results.x.r'))
})

test('a link is followed into a branch that was not asked for', async () => {
  const [filename] = await linked()
  const back = await reload(filename, { parameters: 'nothing' })
  const p = back.results.link('to_leaf')
  assert.equal(p, back.get('parameters.g.p'))
  assert.equal((p as Result).isEmpty(), true)
})

test('groups are stored and loaded without their links when asked', async () => {
  const filename = newFile()
  const traj = trajectoryIn(filename)
  traj.addResult('x.r', 5)
  await traj.store()
  traj.results.addLink('link', traj.get('r'))
  await traj.results.store({ withLinks: false })
  assert.equal(targetOf(filename, 't/results/link'), undefined)
  await traj.results.store()
  const back = await reload(filename, { results: 'nothing' })
  await back.results.load({ withLinks: false })
  assert.deepEqual([back.results.link('link'), back.value('r')], [undefined, 5])
  await back.results.load()
  assert.equal(back.results.link('link'), back.get('results.x.r'))
})

test('a link is set once, and led elsewhere by overwriting', async () => {
  const [filename, traj] = await linked()
  traj.results.removeLink('to_leaf')
  traj.results.addLink('to_leaf', traj.get('r'))
  await traj.store()
  assert.equal(targetOf(filename, 't/results/to_leaf'), '/t/parameters/g/p')
  await traj.results.store({ storeData: 'overwrite' })
  assert.equal(targetOf(filename, 't/results/to_leaf'), '/t/results/x/r')
})

test('links are deleted, nodes stay; links to what was deleted are left out', async () => {
  const [filename, traj] = await linked()
  await traj.deleteLinks(['results.to_leaf', 'top'], { removeFromTrajectory: true })
  assert.ok(pathsIn(filename, 't').includes('/t/parameters/g/p/data'))
  await assert.rejects(traj.deleteLinks('results.to_leaf'), DataNotInStorageError)
  await traj.deleteItems('parameters.g', { recursive: true })
  const back = await reload(filename)
  assert.deepEqual(
    [back.results.link('to_group'), back.results.link('to_leaf'), back.link('top')],
    [undefined, undefined, undefined],
  )
})

test('links that lead out of the trajectory, or nowhere, are left out', async () => {
  const [filename] = await linked()
  changeFile(filename, (file) => {
    file.createSoftLink('t/results/nowhere', '/t/results/gone')
    file.createSoftLink('t/results/outside', '/other/results')
    file.createSoftLink('t/results/through', '/t/results/x/r/r')
  })
  const back = await reload(filename)
  assert.deepEqual(Array.from(back.results.links(), ([name]) => name).sort(), ['to_group', 'to_leaf'])
})

test('links that a run makes are stored with it', async () => {
  const filename = newFile()
  const traj = trajectoryIn(filename)
  traj.addParameter('p', 1)
  traj.explore({ p: [1, 2] })
  await traj.store()
  traj.startRun(1)
  const z = traj.addResult('z', 1)
  z.parent?.addLink('again', z)
  await traj.finalizeRun()
  const back = await reload(filename)
  assert.equal(back.get<GroupNode>('results.runs.run_1').link('again'), back.get('results.runs.run_1.z'))
})
