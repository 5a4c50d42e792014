import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { test } from 'node:test'
import {
  DataNotInStorageError,
  type GroupNode,
  InvalidTypeError,
  type LoadOptions,
  type Parameter,
  ParameterLockedError,
  type Result,
  ServiceStateError,
  SharedData,
  SharedResult,
  type Trajectory,
  VersionMismatchError,
} from '../../lib/index.js'
import {
  attributeIn,
  changeFile,
  inFile,
  newFilenames,
  overviewRows,
  pathsIn,
  reload,
  trajectoryIn,
} from './support.js'

const newFile = newFilenames()
const nodesIn = (filename: string) => pathsIn(filename, 't').filter((path) => !/overview|config/.test(path))

/** A trajectory of four levels. */
function deep(filename = newFile()): [string, Trajectory] {
  const traj = trajectoryIn(filename)
  traj.addParameter('a.b.p', 1)
  traj.addResult('c.d.r', { x: 1, y: 2, 'z.z': 3 }, 'result')
  return [filename, traj]
}

test('depth limits of storing count from the root', async () => {
  const expected = [
    [],
    ['/t/parameters', '/t/results'],
    ['/t/parameters', '/t/parameters/a', '/t/results', '/t/results/c'],
    ['/t/parameters', '/t/parameters/a', '/t/parameters/a/b', '/t/results', '/t/results/c', '/t/results/c/d'],
  ]
  for (const [maxDepth, paths] of expected.entries()) {
    const [filename, traj] = deep()
    await traj.store({ maxDepth })
    assert.deepEqual(nodesIn(filename), paths, `maxDepth ${maxDepth}`)
  }
})

test('depth limits of loading count from the root, or from the group that is loaded', async () => {
  const [filename, traj] = deep()
  await traj.store()
  const names = ['parameters', 'parameters.a', 'parameters.a.b', 'parameters.a.b.p']
  for (let maxDepth = 0; maxDepth <= 4; maxDepth++) {
    const back = await reload(filename, { maxDepth })
    const found = names.filter((name) => back.contains(name))
    assert.equal(found.length, maxDepth, `maxDepth ${maxDepth}`)
  }
  const back = await reload(filename, { parameters: 'nothing' })
  await back.loadChild('parameters.a', { recursive: true, maxDepth: 3 })
  assert.deepEqual([back.contains('parameters.a.b'), back.contains('parameters.a.b.p')], [true, false])
  await back.parameters.load({ maxDepth: 3, loadData: 'data' })
  assert.equal(back.value('p'), 1)
})

test('storing again changes nothing, in any mode', async () => {
  const [filename, traj] = deep()
  await traj.store()
  const before = [pathsIn(filename, '/'), overviewRows(filename, 'results_summary')]
  for (const options of [{}, { storeData: 'skip' }, { storeData: 'overwrite' }, { onlyInit: true }] as const) {
    await traj.store(options)
    assert.deepEqual([pathsIn(filename, '/'), overviewRows(filename, 'results_summary')], before)
  }
  const back = await reload(filename)
  assert.deepEqual(back.get<Result>('r').toDict(), { x: 1, y: 2, 'z.z': 3 })
})

test('what is in the file is written once: other values need overwriting', async () => {
  const [filename, traj] = deep()
  await traj.store()
  const r = traj.get<Result>('r')
  r.set({ x: 10, new: 'item', 'z.z': 30, 'z.w': 4 })
  r.annotations.set({ late: 1 })
  r.comment = 'other'
  await traj.store()
  let back = (await reload(filename)).get<Result>('r')
  assert.deepEqual(back.toDict(), { new: 'item', x: 1, y: 2, 'z.w': 4, 'z.z': 3 })
  assert.deepEqual([back.comment, back.annotations.toDict()], ['result', { late: 1 }])
  await traj.store('r', { overwrite: ['x'] })
  back = (await reload(filename)).get<Result>('r')
  assert.deepEqual([back.get('x'), back.get('z.z'), back.comment], [10, 3, 'result'])
  r.annotations.clear()
  r.annotations.set({ only: 2 })
  await traj.store('r', { storeData: 'overwrite' })
  back = (await reload(filename)).get<Result>('r')
  assert.deepEqual([back.get('z.z'), back.comment, back.annotations.toDict()], [30, 'other', { only: 2 }])
  r.annotations.clear()
  await traj.store('r', { overwrite: true })
  assert.equal((await reload(filename)).get('r').annotations.size, 0)
})

test('overwriting a group replaces comment and annotations; storing it does not', async () => {
  const filename = newFile()
  const traj = trajectoryIn(filename)
  const group = traj.addResultGroup('g', 'first')
  group.annotations.set({ a: 1, b: 2, c: 3 })
  await traj.store()
  group.comment = 'second'
  group.annotations.clear()
  group.annotations.set({ d: 4 })
  await group.store()
  assert.equal(attributeIn(filename, 't/results/g', 'SRVC_INIT_COMMENT'), 'first')
  await group.store({ storeData: 'overwrite' })
  const back = (await reload(filename)).get('results.g')
  assert.deepEqual([back.comment, back.annotations.toDict()], ['second', { d: 4 }])
})

test('a stored item stays with what is stored, and skipping leaves stored leaves alone', async () => {
  const [filename, traj] = deep()
  await traj.store()
  traj.get<Result>('r').set({ later: 1 })
  await traj.store({ storeData: 'skip' })
  assert.equal((await reload(filename)).get<Result>('r').has('later'), false)
  traj.addResult('fresh', 1)
  await traj.store({ storeData: 'nothing' })
  assert.equal((await reload(filename)).contains('results.fresh'), false)
})

test('a second trajectory of a name is refused, and overwriteFile begins anew', async () => {
  const [filename, traj] = deep()
  await traj.store()
  await assert.rejects(trajectoryIn(filename).store(), ServiceStateError)
  const again = trajectoryIn(filename, { overwriteFile: true })
  again.addResult('other', 1)
  await again.store()
  assert.deepEqual([...(await reload(filename)).results.childNames()], ['other'])
})

test('several trajectories of a file are loaded by name, by index and the newest by default', async () => {
  const filename = newFile()
  for (const name of ['bbb', 'Zzz', 'aaa']) {
    const traj = trajectoryIn(filename, {}, name)
    traj.addResult('who', name)
    await traj.store()
  }
  const who = async (options: LoadOptions) => (await reload(filename, { ...options })).value('who')
  assert.equal(await who({ name: 'bbb' }), 'bbb')
  assert.deepEqual([await who({ index: 0 }), await who({ index: 1 }), await who({ index: -1 })], ['Zzz', 'aaa', 'bbb'])
  assert.equal(await who({}), 'aaa')
  await assert.rejects(who({ index: 3 }), /3 trajectories/)
  await assert.rejects(who({ name: 'ccc' }), DataNotInStorageError)
  const one = trajectoryIn(filename, {}, 'bbb')
  await one.load({ results: 'data' })
  assert.equal(one.value('who'), 'bbb')
})

test('only some items are loaded, or all but some, and join what the leaf has', async () => {
  const [filename, traj] = deep()
  await traj.store()
  const fresh = async () => {
    const back = await reload(filename, { results: 'skeleton' })
    return [back, back.get<Result>('r')] as const
  }
  const [first, r] = await fresh()
  await first.load('r', { loadOnly: 'x' })
  assert.deepEqual([...r.keys()], ['x'])
  r.set({ x: 100 })
  await first.load('r', { loadOnly: ['z.z'] })
  assert.deepEqual(r.toDict(), { x: 100, 'z.z': 3 })
  const [second, all] = await fresh()
  await second.load('r', { loadExcept: ['x', 'z.z'] })
  assert.deepEqual(all.toDict(), { y: 2 })
  await assert.rejects(second.load('r', { loadOnly: ['q'], strict: true }), DataNotInStorageError)
  assert.deepEqual(all.toDict(), { y: 2 })
  const back = await reload(filename)
  await assert.rejects(back.load('p', { loadOnly: 'data' }), ParameterLockedError)
})

test('load modes: skeletons have no data, data fill empty leaves, overwriting replaces unless locked', async () => {
  const [filename, traj] = deep()
  await traj.store()
  const back = await reload(filename, { results: 'skeleton' })
  const [r, p] = [back.get<Result>('r'), back.get<Parameter>('p')]
  assert.deepEqual([r.isEmpty(), r.comment, r.stored], [true, 'result', true])
  await back.load('r')
  r.set({ x: 5, extra: 1 })
  r.comment = 'mine'
  await back.load('r')
  assert.deepEqual([r.get('x'), r.comment], [5, 'mine'])
  await back.load('r', { loadData: 'overwrite' })
  assert.deepEqual([r.toDict(), r.comment, back.get('r') === r], [{ x: 1, y: 2, 'z.z': 3 }, 'result', true])
  await back.load('p', { loadData: 'overwrite' })
  p.unlock()
  p.set(7)
  await back.load('p', { loadData: 'overwrite' })
  assert.equal(p.get(), 1)
})

test('items, leaves and groups are deleted, and what is absent is named', async () => {
  const [filename, traj] = deep()
  await traj.store()
  await traj.deleteItems('r', { deleteOnly: ['x', 'z.z'], removeFromItem: true })
  assert.deepEqual(traj.get<Result>('r').toDict(), { y: 2 })
  assert.deepEqual((await reload(filename)).get<Result>('r').toDict(), { y: 2 })
  assert.ok(!pathsIn(filename, 't').includes('/t/results/c/d/r/z'))
  await assert.rejects(traj.deleteItems('r', { deleteOnly: 'x', strict: true }), DataNotInStorageError)
  await assert.rejects(traj.deleteItems('c'), InvalidTypeError)
  await traj.deleteItems('c', { recursive: true })
  assert.deepEqual(nodesIn(filename), [
    '/t/parameters',
    '/t/parameters/a',
    '/t/parameters/a/b',
    '/t/parameters/a/b/p',
    '/t/parameters/a/b/p/data',
    '/t/results',
  ])
  assert.deepEqual(
    ['c', 'd', 'r'].map((name) => traj.get(name).stored),
    [false, false, false],
  )
  await assert.rejects(traj.deleteItems('r'), DataNotInStorageError)
  await traj.store('r')
  assert.deepEqual((await reload(filename)).get<Result>('r').toDict(), { y: 2 })
})

test('a parameter that was explored keeps its name in the exploration when it is deleted', async () => {
  const filename = newFile()
  const traj = trajectoryIn(filename)
  traj.addParameter('p', 1)
  traj.explore({ p: [1, 2] })
  await traj.store()
  await traj.deleteItems('p')
  const back = await reload(filename)
  assert.deepEqual([...back.exploredParameters()], [['parameters.p', null]])
})

test('shrinking and exploring another parameter leaves nothing of the old exploration', async () => {
  const filename = newFile()
  const traj = trajectoryIn(filename)
  traj.addParameter('p', 1)
  traj.addParameter('q', 1)
  traj.explore({ p: [1, 2, 3] })
  await traj.store()
  traj.shrink({ force: true })
  traj.explore({ q: [5, 6] })
  await traj.store({ storeData: 'overwrite' })
  const back = await reload(filename)
  assert.deepEqual([back.length, [...back.exploredParameters().keys()]], [2, ['parameters.q']])
  assert.deepEqual([back.get<Parameter>('p').isExplored, back.get<Parameter>('q').range], [false, [5, 6]])
})

test('the comment of a trajectory is what it was last stored with', async () => {
  const filename = newFile()
  const traj = trajectoryIn(filename, { comment: 'first' })
  await traj.store()
  for (const comment of ['second', '']) {
    traj.comment = comment
    await traj.store({ onlyInit: true })
    assert.equal((await reload(filename)).comment, comment)
    assert.equal(
      (await reload(filename, { asNew: true, derivedParameters: 'nothing', results: 'nothing', other: 'nothing' }))
        .comment,
      comment,
    )
  }
})

test('migrating stores everything anew, and loads from the new place', async () => {
  const [, traj] = deep()
  await traj.store()
  const filename = newFile()
  traj.migrate({ name: 'u', filename })
  await traj.store({ storeData: 'skip' })
  assert.equal((await reload(filename)).value('p'), 1)
  const other = trajectoryIn(newFile(), {}, 'empty')
  other.migrate({ name: 'u', filename, inStore: true })
  assert.deepEqual((await other.fetch<Result>('results.c.d.r')).get('y'), 2)
})

test('loading as new takes parameters only, to be changed', async () => {
  const [filename, traj] = deep()
  traj.explore({ p: [1, 2] })
  await traj.store()
  const fresh = await reload(filename, {
    asNew: true,
    derivedParameters: 'nothing',
    results: 'nothing',
    other: 'nothing',
  })
  assert.deepEqual(
    [fresh.stored, fresh.length, fresh.child('results'), fresh.child('config')],
    [false, 2, undefined, undefined],
  )
  assert.equal(fresh.get<Parameter>('p').isLocked, false)
  await fresh.store()
  assert.deepEqual((await reload(filename, { name: fresh.name })).get<Parameter>('p').range, [1, 2])
})

test('the length is known without the information about runs, also of 100 000', async () => {
  const filename = newFile()
  const traj = trajectoryIn(filename)
  traj.addParameter('p', 0)
  traj.explore({ p: Array.from({ length: 100_000 }, (_, run) => run) })
  await traj.store({ onlyInit: true })
  const back = await reload(filename, { withRunInformation: false })
  assert.equal(back.length, 100_000)
})

test('newer formats need force; files of any pypet load', async () => {
  const [filename, traj] = deep()
  await traj.store()
  changeFile(filename, (file) => file.get('t/overview').attributes.set('TRAJSTORE_FORMAT', 99))
  const back = trajectoryIn(filename)
  await assert.rejects(back.load(), VersionMismatchError)
  assert.equal(back.stored, false)
  await back.load({ force: true })
  assert.equal(back.value('p'), 1)
})

test('700 results of one item each, stored one by one, take less than 10 MB', async () => {
  const filename = newFile()
  const traj = trajectoryIn(filename)
  await traj.store()
  await traj.service.store('OPEN_FILE', null, { trajectoryName: 't' })
  for (let i = 0; i < 700; i++) await traj.store([traj.addResult(`g${i}.r`, i, 'comment')])
  await traj.service.store('CLOSE_FILE')
  assert.ok(statSync(filename).size < 10e6)
})

test('shared data are left alone by storing and overwriting, and loaded as marks', async () => {
  const filename = newFile()
  const traj = trajectoryIn(filename)
  traj.addResult(SharedResult, 's', { plain: 1 })
  await traj.store()
  changeFile(filename, (file) => {
    const attributes = { SRVC_STORE: 'SHARED_DATA_', SRVC_SHARED_TYPE: 'ARRAY' }
    file.createArray('t/results/s/data', Float64Array.of(1, 2, 3), { attributes })
  })
  const back = await reload(filename)
  const s = back.get<SharedResult>('s')
  assert.deepEqual([(s.typed('data') as SharedData).sharedType, s.get('plain')], ['ARRAY', 1])
  s.set({ plain: 2 })
  for (const options of [{ storeData: 'overwrite' }, { overwrite: ['plain', 'data'] }] as const) {
    await back.store('s', options)
    const data = inFile(filename, (file) => file.get('t/results/s/data').attributes.get('SRVC_STORE'))
    assert.equal(data, 'SHARED_DATA_')
  }
  assert.equal((await reload(filename)).get<SharedResult>('s').get('plain'), 2)
  assert.throws(() => traj.addResult('plain', { data: new SharedData('ARRAY') }), InvalidTypeError)
})

test('integers beyond 32 bit and text that is not ASCII come back from parameters and their ranges', async () => {
  const filename = newFile()
  const traj = trajectoryIn(filename)
  traj.addParameter('i', 2 ** 31)
  traj.addParameter('s', 'ü')
  traj.explore({ i: [2 ** 40, -(2 ** 40)], s: ['中', '😀'] })
  await traj.store()
  const back = await reload(filename)
  assert.deepEqual(
    [back.value('i'), back.get<Parameter>('i').range, back.get<Parameter>('s').range],
    [2 ** 31, [2 ** 40, -(2 ** 40)], ['中', '😀']],
  )
})

test('more groups than are kept open do not matter, whatever is stored after them', async () => {
  const filename = newFile()
  const traj = trajectoryIn(filename, { largeOverviewTables: true, complevel: 0 })
  for (let i = 0; i < 700; i++) traj.addGroup(`other.g${i}`)
  traj.addParameter('p', 1, 'comment')
  traj.addResult('r', 1, 'comment')
  await traj.store()
  const back = await reload(filename)
  assert.deepEqual(
    [back.value('p'), back.value('r'), [...back.get<GroupNode>('other').childNames()].length],
    [1, 1, 700],
  )
})
