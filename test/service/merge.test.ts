import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import {
  DataNotInStorageError,
  ExistsError,
  type GroupNode,
  InvalidTypeError,
  InvalidValueError,
  type Parameter,
  type Trajectory,
  TrajstoreError,
} from '../../lib/index.js'
import { attributeIn, inFile, listed, newFilenames, overviewRows, pathsIn, reload, trajectoryIn } from './support.js'

const newFile = newFilenames()

/** A trajectory that computed z = x · y for some points, in a file. */
async function computed(
  name: string,
  points: readonly (readonly [x: number, y: number])[],
  filename = newFile(),
): Promise<Trajectory> {
  const traj = trajectoryIn(filename, { largeOverviewTables: true }, name)
  traj.addParameter('x', 1, 'first factor')
  traj.addParameter('g.y', 1)
  traj.addParameter('seed', 7)
  traj.addResult('shared', name)
  traj.explore({ x: points.map(([x]) => x), y: points.map(([, y]) => y) })
  await traj.store()
  for (const run of points.keys()) {
    traj.setCurrentRun(run)
    traj.startRun(run)
    const z = traj.addResult('z', { z: (traj.value('x') as number) * (traj.value('y') as number), run }, 'the product')
    z.annotations.set({ of: name })
    traj.addDerivedParameter('d', run)
    z.parent?.addLink('again', z)
    await traj.finalizeRun()
  }
  traj.restoreDefault()
  return traj
}

/** Every run's product fits its point. */
async function assertProducts(filename: string, name: string, length: number): Promise<Trajectory> {
  const back = await reload(filename, { name })
  assert.deepEqual([back.length, back.isCompleted()], [length, true])
  for (const run of back.iterRuns()) {
    const group = back.get<GroupNode>(`results.runs.${back.runName(run)}`)
    const product = (back.value('x') as number) * (back.value('parameters.g.y') as number)
    assert.equal((group.get('z') as unknown as { get(item: string): unknown }).get('z'), product, `run ${run}`)
    assert.equal(group.link('again'), group.get('z'))
    assert.equal(group.get('z').comment, 'the product')
  }
  assert.match(back.runInformation(length - 1).parameterSummary ?? '', /^x: \d+, {3}y: \d+$/)
  return back
}

const A = [
  [1, 2],
  [3, 4],
] as const
const B = [
  [5, 6],
  [7, 8],
  [3, 4],
] as const

for (const where of ['the same file', 'another file']) {
  const together = async () => {
    const filename = newFile()
    return [
      filename,
      await computed('a', A, filename),
      await computed('b', B, where === 'the same file' ? filename : newFile()),
    ] as const
  }
  const fileOf = (traj: Trajectory) => (traj.service as { filename?: string }).filename as string

  test(`runs of a trajectory in ${where} join by copying`, async () => {
    const [filename, a, b] = await together()
    const { runs } = await a.merge(b, { backup: false })
    assert.deepEqual(runs, [2, 3, 4])
    const back = await assertProducts(filename, 'a', 5)
    assert.deepEqual(back.get('results.runs.run_4.z').annotations.toDict(), { of: 'b' })
    assert.equal(back.value('results.shared'), 'a')
    await assertProducts(fileOf(b), 'b', 3)
  })

  test(`runs of a trajectory in ${where} join by moving`, async () => {
    const [filename, a, b] = await together()
    await a.merge(b, { backup: false, moveData: true })
    await assertProducts(filename, 'a', 5)
    const paths = pathsIn(fileOf(b), 'b/results/runs')
    assert.ok(!paths.some((path) => path.includes('/z/')), paths.join())
  })

  test(`a trajectory in ${where} goes when it is merged, if asked`, async () => {
    const [filename, a, b] = await together()
    await a.merge(b, { backup: false, deleteOtherTrajectory: true, moveData: true })
    await assertProducts(filename, 'a', 5)
    assert.equal(
      inFile(fileOf(b), (file) => file.has('b')),
      false,
    )
  })

  test(`the overview is as true after a merge with a trajectory in ${where}`, async () => {
    const [filename, a, b] = await together()
    await a.merge(b, { backup: false })
    const z = (run: number) => `results.runs.run_0000000${run}.z`
    for (let run = 0; run < 5; run++) assert.ok(listed(filename, 'results_overview', 'a').includes(z(run)))
    assert.deepEqual(
      overviewRows(filename, 'results_summary', 'a')?.map(({ location, comment }) => [location, comment]),
      [['results.runs.run_00000000', 'the product']],
    )
    const comments = [0, 1, 2, 3, 4].map((run) =>
      attributeIn(filename, `a/${z(run).replaceAll('.', '/')}`, 'SRVC_INIT_COMMENT'),
    )
    assert.deepEqual(comments, ['the product', undefined, undefined, undefined, undefined])
    const [row] = overviewRows(filename, 'explored_parameters_overview', 'a')?.filter(({ name }) => name === 'x') ?? []
    assert.deepEqual([row?.length, row?.range], [5, '1, 3, 5, 7, 3'])
  })
}

test('points that are there already are left out when asked', async () => {
  const a = await computed('a', A)
  const b = await computed('b', B)
  await a.merge(b, { backup: false, removeDuplicates: true })
  await assertProducts((a.service as { filename?: string }).filename as string, 'a', 4)
  const same = await computed('c', A)
  await assert.rejects(a.merge(same, { backup: false, removeDuplicates: true }), InvalidValueError)
})

test('a merge that fails leaves both trajectories in file and memory', async () => {
  const filename = newFile()
  const a = await computed('a', A, filename)
  const b = await computed('b', B)
  const intruder = await reload(filename, { name: 'a' })
  await intruder.store([intruder.addResult('runs.run_00000002.z', 1)])
  const before = pathsIn(filename, 'a')
  await assert.rejects(a.merge(b, { backup: false }), TrajstoreError)
  assert.deepEqual(pathsIn(filename, 'a'), before)
  assert.deepEqual([a.length, a.get<Parameter>('x').length], [2, 2])
  assert.equal((await reload(filename, { name: 'a' })).length, 2)
  await assertProducts((b.service as { filename?: string }).filename as string, 'b', 3)
})

test('messages of merging check names before they copy', async () => {
  const filename = newFile()
  const a = await computed('a', A, filename)
  await computed('b', B, filename)
  const merge = (options: object) =>
    a.service.store('MERGE', null, { trajectoryName: 'a', otherTrajectoryName: 'b', ...options })
  const before = pathsIn(filename, 'a')
  const z = 'results.runs.run_00000000.z'
  await assert.rejects(
    merge({ renames: { [z]: 'results.new.z', 'results.none': 'results.none2' } }),
    DataNotInStorageError,
  )
  await assert.rejects(merge({ renames: { [z]: 'results.new.z', 'results.shared': 'results.shared' } }), ExistsError)
  await assert.rejects(merge({ otherTrajectoryName: 'c', renames: {} }), DataNotInStorageError)
  await assert.rejects(merge({ otherTrajectoryName: 5, renames: {} }), InvalidTypeError)
  assert.deepEqual(pathsIn(filename, 'a'), before)
})

test('consecutive merges end in what one exploration would have given', async () => {
  const filename = newFile()
  const own = await computed('own', [[1, 1]], filename)
  for (let i = 0; i < 8; i++) {
    const other = await computed(`other${i}`, [[i, 2]], filename)
    await own.merge(other, { backup: false, consecutiveMerge: true, keepInfo: false })
  }
  await own.store()
  const back = await assertProducts(filename, 'own', 9)
  assert.deepEqual(back.get<Parameter>('x').range, [1, 0, 1, 2, 3, 4, 5, 6, 7])
})

test('backups get names of their own, and can be merged again', async () => {
  const filename = newFile()
  const a = await computed('a', A, filename)
  const first = await a.backup()
  const second = await a.backup()
  assert.deepEqual(
    [first, second],
    [join(dirname(filename), 'backup_a.hdf5'), join(dirname(filename), 'backup_a_1.hdf5')],
  )
  await assertProducts(first, 'a', 2)
  await assert.rejects(a.backup(first), ExistsError)
  const named = newFile()
  assert.equal(await a.backup(named), named)
  const copy = await reload(named, { name: 'a' })
  await a.merge(copy)
  await assertProducts(filename, 'a', 4)
  assert.ok(
    existsSync(join(dirname(filename), 'backup_a_2.hdf5')) && existsSync(join(dirname(named), 'backup_a_3.hdf5')),
  )
})
