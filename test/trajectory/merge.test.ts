import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { InvalidTypeError, InvalidValueError } from '../../lib/errors.js'
import type { Parameter, Result } from '../../lib/leaf/index.js'
import {
  loadTrajectory,
  mergeAllInFolder,
  mergeMany,
  type Ranges,
  setDefaultService,
  Trajectory,
} from '../../lib/trajectory/index.js'
import { MemoryFile } from '../helpers/memory-file.js'
import { MemoryService } from '../helpers/memory-service.js'

const NO_BACKUP = { backup: false } as const

async function finished(name: string, ranges: Ranges, storageService = new MemoryService()): Promise<Trajectory> {
  const traj = new Trajectory(name, { storageService })
  traj.addParameter('x', 1)
  traj.addParameter('y', 0.5)
  traj.addParameter('trial', 0)
  traj.explore(ranges)
  await traj.store()
  for (let run = 0; run < traj.length; run++) {
    traj.startRun(run, 'abcdef0123')
    const z = traj.addResult('z', (traj.$.x as number) * 10, `of ${name}`)
    traj.addResult('sets.$set.$.w', run)
    traj.addLink('results.links.$.z', z)
    await traj.finalizeRun()
  }
  traj.restoreDefault()
  await traj.store()
  return traj
}

test('the runs of another trajectory join, with results, links and rows', async () => {
  const service = new MemoryService()
  const own = await finished('own', { x: [1, 2] }, service)
  const other = await finished('other', { x: [3, 4, 5] }, service)
  const report = await own.merge(other, NO_BACKUP)
  assert.deepEqual(report.runs, [2, 3, 4])
  const merged = await loadTrajectory('file', { storageService: service, name: 'own', results: 'data' })
  assert.deepEqual(merged.get<Parameter>('parameters.x').range, [1, 2, 3, 4, 5])
  for (const run of merged.iterRuns()) {
    assert.equal(merged.value('results.runs.$.z'), (merged.$.parameters.x as number) * 10)
    assert.equal(merged.get('results.links.$.z'), merged.get('results.runs.$.z'))
    assert.equal(merged.value('results.sets.$set.$.w'), run < 2 ? run : run - 2)
    assert.ok(merged.runs.isCompleted(run))
  }
  assert.equal(merged.runs.get(3).parameterSummary, 'x: 4')
  assert.equal(merged.runs.get(3).shortEnvironmentHexsha, 'abcdef0')
  assert.equal(own.runs.get(3).parameterSummary, 'x: 4')
})

test('parameters that differ become explored, defaults stay', async () => {
  const service = new MemoryService()
  const own = await finished('own', { x: [1, 2] }, service)
  const other = await finished('other', { y: [1, 2] }, service)
  await own.merge(other, NO_BACKUP)
  assert.deepEqual(own.get<Parameter>('parameters.x').range, [1, 2, 1, 1])
  assert.deepEqual(own.get<Parameter>('parameters.y').range, [0.5, 0.5, 1, 2])
  assert.equal(own.get<Parameter>('parameters.y').default, 0.5)
  assert.deepEqual([...own.exploredParameters().keys()].sort(), ['parameters.x', 'parameters.y'])
})

test('runs at known points are left out when asked', async () => {
  const service = new MemoryService()
  const own = await finished('own', { x: [1, 2] }, service)
  const other = await finished('other', { x: [2, 3, 3, 1] }, service)
  await own.merge(other, { ...NO_BACKUP, removeDuplicates: true })
  assert.deepEqual(own.get<Parameter>('parameters.x').range, [1, 2, 3, 3])
  assert.ok(own.contains('results.runs.run_00000003.z'))
  assert.ok(!own.contains('results.runs.run_00000004'))
  const same = await finished('same', { x: [1, 2] }, service)
  const before = [...own.nodes()].length
  await assert.rejects(own.merge(same, { ...NO_BACKUP, removeDuplicates: true }), InvalidValueError)
  assert.deepEqual([own.length, [...own.nodes()].length], [4, before])
})

test('trials go on counting', async () => {
  const service = new MemoryService()
  const own = await finished('own', { trial: [0, 1] }, service)
  const other = await finished('other', { trial: [1, 0, 2] }, service)
  await own.merge(other, { ...NO_BACKUP, trialParameter: 'trial' })
  assert.deepEqual(own.get<Parameter>('parameters.trial').range, [0, 1, 3, 2, 4])
  const odd = await finished('odd', { trial: [0, 2] }, service)
  await assert.rejects(own.merge(odd, { ...NO_BACKUP, trialParameter: 'trial' }), InvalidTypeError)
  assert.equal(own.length, 5)
})

test('trajectories that do not fit are refused and stay as they were', async () => {
  const service = new MemoryService()
  const own = await finished('own', { x: [1, 2] }, service)
  const more = await finished('more', { x: [3] }, service)
  more.addParameter('extra', 1)
  await assert.rejects(own.merge(more, NO_BACKUP), /parameters.extra/)
  await own.merge(more, { ...NO_BACKUP, ignoreData: ['parameters.extra'] })
  const text = new Trajectory('text', { storageService: service })
  for (const [name, value] of [
    ['x', 'a'],
    ['y', 0.5],
    ['trial', 0],
  ])
    text.addParameter(String(name), value)
  await text.store()
  await assert.rejects(own.merge(text, NO_BACKUP), /two types/)
  await assert.rejects(own.merge({} as Trajectory), InvalidTypeError)
  const wild = new Trajectory('w', { storageService: service, wildcards: [{ names: ['$x'], translate: String }] })
  await assert.rejects(own.merge(wild, NO_BACKUP), /wildcards/)
})

test('a merge that cannot be stored is undone in memory', async () => {
  const service = new MemoryService()
  const own = await finished('own', { x: [1, 2] }, service)
  const other = await finished('other', { x: [3] }, service)
  service.failOn = 'MERGE'
  await assert.rejects(own.merge(other, NO_BACKUP), /as it was told to/)
  assert.deepEqual(own.get<Parameter>('parameters.x').range, [1, 2])
  assert.equal(own.length, 2)
  assert.ok(!own.contains('results.runs.run_00000002'))
})

test('moving takes data away, deleting the whole other trajectory', async () => {
  const service = new MemoryService()
  const own = await finished('own', { x: [1] }, service)
  const other = await finished('other', { x: [2] }, service)
  await own.merge(other, { ...NO_BACKUP, moveData: true, deleteOtherTrajectory: true })
  assert.deepEqual([...service.file.trajectories.keys()], ['own'])
  assert.equal(other.stored, false)
})

test('what all runs share stays once; a derived parameter that differs goes to the new runs', async () => {
  const make = async (name: string, d: number) => {
    const traj = await finished(name, { x: [d, d + 1] }, service)
    traj.addDerivedParameter('runs.run_ALL.d', d)
    traj.addResult('runs.run_ALL.r', d)
    traj.addResult('summary', d)
    await traj.store()
    return traj
  }
  const service = new MemoryService()
  const own = await make('own', 1)
  const other = await make('other', 5)
  const { skipped } = await own.merge(other, NO_BACKUP)
  assert.deepEqual([...skipped].sort(), ['results.runs.run_ALL.r', 'results.summary'])
  assert.ok(own.get('derived_parameters.runs.run_00000002.d'))
  assert.equal(own.get('derived_parameters.runs.run_00000003.d'), own.get('derived_parameters.runs.run_00000002.d'))
  assert.equal(own.get<Result>('results.summary').get(), 1)
})

test('the merge is recorded, and the records of the other join', async () => {
  const service = new MemoryService()
  const own = await finished('own', { x: [1, 2] }, service)
  const other = await finished('other', { x: [3] }, service)
  other.addConfig('environment.environment_1234567_x.hexsha', '1234567')
  await other.store()
  await own.merge(other, NO_BACKUP)
  const record = own.getAll('config.merge.merged_runs')[0]!.parent!
  assert.match(record.name, /^merge_[0-9a-f]{7}_\d{4}_/)
  assert.deepEqual(
    ['merged_runs', 'length_before_merge', 'remove_duplicates', 'other_trajectory.name', 'other_trajectory.length'].map(
      (name) => record.value(name),
    ),
    [1, 2, false, 'other', 1],
  )
  assert.ok(own.contains('config.environment.environment_1234567_x.hexsha'))
})

test('backups of both come first', async () => {
  const service = new MemoryService()
  const own = await finished('own', { x: [1] }, service)
  const other = await finished('other', { x: [2] }, service)
  service.log.length = 0
  await own.merge(other)
  const changes = service.log.filter((message) => !message.startsWith('load'))
  assert.deepEqual(changes.slice(0, 5), ['BACKUP', 'BACKUP', 'LIST', 'MERGE', 'PREPARE_MERGE'])
})

test('trajectories in memory are merged in memory, also with themselves', async () => {
  const make = (values: number[]) => {
    const traj = new Trajectory('t')
    traj.addParameter('x', 0)
    traj.explore({ x: values })
    for (const [run, value] of values.entries()) traj.addResult(`runs.run_${run}.z`, value)
    return traj
  }
  const own = make([1, 2])
  await own.merge(make([3]))
  assert.deepEqual([...own.getFromRuns('z', { fastAccess: true }).values()], [1, 2, 3])
  await own.merge(own, { keepInfo: false })
  assert.deepEqual([...own.getFromRuns('z', { fastAccess: true }).values()], [1, 2, 3, 1, 2, 3])
  const storageService = new MemoryService()
  await assert.rejects(own.merge(await finished('s', { x: [1] }, storageService)), InvalidTypeError)
})

test('many trajectories are merged with one backup and one store', async () => {
  const service = new MemoryService()
  const own = await finished('own', { x: [1] }, service)
  const others = [await finished('a', { x: [2] }, service), await finished('b', { x: [3, 4] }, service)]
  service.log.length = 0
  const reports = await mergeMany(own, others)
  assert.deepEqual(
    reports.map(({ runs }) => runs),
    [[1], [2, 3]],
  )
  assert.equal(service.log.filter((message) => message === 'BACKUP').length, 1)
  assert.equal(service.log.at(-1), 'TRAJECTORY')
  const merged = await loadTrajectory('file', { storageService: service, name: 'own', results: 'data' })
  const values = [...merged.iterRuns()].map((run) => merged.value(`results.runs.run_${run}.z`))
  assert.deepEqual(values, [10, 20, 30, 40])
})

test('all files of a folder are merged into the first', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'merge-'))
  try {
    const disk = new Map<string, MemoryFile>()
    for (const [file, x] of [
      ['b.h5', 2],
      ['a.h5', 1],
      ['c.h5', 3],
    ] as const) {
      const filename = join(folder, file)
      writeFileSync(filename, '')
      await finished('t', { x: [x] }, new MemoryService(new MemoryFile(), filename, disk))
    }
    setDefaultService(({ filename }) => new MemoryService(disk.get(filename!), filename, disk))
    const merged = await mergeAllInFolder(folder, { extension: '.h5', backup: false, deleteOtherFiles: true })
    assert.deepEqual(merged.get<Parameter>('parameters.x').range, [1, 2, 3])
    const reloaded = await loadTrajectory(join(folder, 'a.h5'), { name: 't', results: 'data' })
    assert.equal(reloaded.value('results.runs.run_2.z'), 30)
    assert.deepEqual(
      ['a.h5', 'b.h5', 'c.h5'].map((file) => existsSync(join(folder, file))),
      [true, false, false],
    )
    await assert.rejects(mergeAllInFolder(folder, { extension: '.none' }), InvalidValueError)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('a link of the same name stays as it is, and all else is merged', async () => {
  const service = new MemoryService()
  const [own, other] = [await finished('own', { x: [1, 2] }, service), await finished('other', { x: [3] }, service)]
  for (const traj of [own, other]) {
    traj.addLink('favourite', traj.get('parameters.x'))
    traj.addLink('results.best', traj.addResult('results.all', traj.length))
    await traj.store()
  }
  const { runs, skipped } = await own.merge(other, NO_BACKUP)
  assert.deepEqual([runs, [...skipped]], [[2], ['results.all', 'favourite', 'results.best']])
  assert.equal(own.length, 3)
  assert.equal((own.get('results.best') as Result).fullName, 'results.all')
})

test('merges within one clock tick are told apart', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: 1_790_000_000_000 })
  const traj = new Trajectory('t', { storageService: new MemoryService() })
  traj.addParameter('x', 0.5)
  traj.explore({ x: [1, 2] })
  await traj.merge(traj.copy())
  await traj.merge(traj.copy())
  assert.equal(traj.length, 8)
})
