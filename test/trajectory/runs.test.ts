import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  InvalidTypeError,
  InvalidValueError,
  NodeLookupError,
  PresettingError,
  RunModeError,
  UnknownOptionError,
} from '../../lib/errors.js'
import { formatRuntime, formatTime, RunTable, Trajectory } from '../../lib/trajectory/index.js'
import { type ResultGroup, runName } from '../../lib/tree/index.js'
import { MemoryService } from '../helpers/memory-service.js'

function example() {
  const service = new MemoryService()
  const traj = new Trajectory('t', { storageService: service })
  traj.addParameter('x', 1)
  traj.addParameter('xy.x', 0.5)
  traj.explore({ 'parameters.x': [1, 2], 'parameters.xy.x': [0.5, 1] })
  return { service, traj }
}

test('runtimes are as Python prints them', () => {
  const cases: readonly [number, string][] = [
    [0, '0:00:00'],
    [1.5, '0:00:01.500000'],
    [3661, '1:01:01'],
    [86_400, '1 day, 0:00:00'],
    [200_000.25, '2 days, 7:33:20.250000'],
    [59.9999999, '0:01:00'],
    [-1, '0:00:00'],
  ]
  for (const [seconds, text] of cases) assert.equal(formatRuntime(seconds), text)
  assert.match(formatTime(0), /^19(70_01_01|69_12_31)_\d\dh\d\dm\d\ds$/)
})

test('the run table keeps what was set, tells what the file lacks, and resizes', () => {
  const table = new RunTable(runName, 3)
  assert.equal(table.get(1).timestamp, null)
  table.set(2, { timestamp: 5, completed: true, runtime: '0:00:01' })
  table.set(0, { time: 'now' })
  assert.deepEqual(table.updated(), [0, 2])
  table.markStored([0])
  assert.deepEqual(table.updated(), [2])
  table.resize(4)
  assert.deepEqual([table.get(2).timestamp, table.isCompleted(2), table.get(3).name], [5, true, 'run_00000003'])
  table.resize(2)
  assert.deepEqual(table.updated(), [])
  assert.throws(() => table.get(2), InvalidValueError)
  table.resize(3)
  assert.deepEqual([table.get(2).timestamp, table.get(2).runtime, table.get(0).time], [null, null, 'now'])
})

test('a million runs need no objects', () => {
  const traj = new Trajectory('t')
  traj.runs.resize(1_000_000)
  assert.equal(traj.runs.get(999_999).name, 'run_00999999')
  assert.equal(traj.runs.completedCount, 0)
})

test('in a run, results and derived parameters go below its group unless the name says another place', () => {
  const { traj } = example()
  traj.startRun(1)
  const run = 'runs.run_00000001'
  assert.equal(traj.addResult('z', 1).fullName, `results.${run}.z`)
  assert.equal(traj.addDerivedParameter('d', 1).fullName, `derived_parameters.${run}.d`)
  assert.equal(traj.results.addResult('a.b', 1).fullName, `results.${run}.a.b`)
  assert.equal(traj.addResult('results.shared', 1).fullName, 'results.shared')
  assert.equal(traj.addResult('sets.$.q', 1).fullName, 'results.sets.run_00000001.q')
  assert.equal(traj.addResult('runs.run_0.other', 1).fullName, 'results.runs.run_00000000.other')
  assert.equal(traj.results.addLeaf('plain', 1).fullName, 'results.plain')
  assert.equal(traj.addLeaf('results.generic', 1).fullName, 'results.generic')
  traj.setProperties({ autoRunPrepend: false })
  assert.equal(traj.addResult('here', 1).fullName, 'results.here')
})

test('what a run has added leaves memory at its end, in the file it stays', async () => {
  const { traj, service } = example()
  traj.addResultGroup('kept')
  await traj.store()
  traj.startRun(1)
  traj.addResult('z', traj.$.parameters.x)
  traj.addLink('results.kept.link', traj.get('z'))
  await traj.finalizeRun()
  assert.deepEqual(
    [...traj.results.nodes()].map((node) => node.name),
    ['kept'],
  )
  assert.equal(traj.currentRun, 1)
  const stored = service.file.trajectories.get('t')!
  assert.ok(stored.nodes.has('results.runs.run_00000001.z'))
  assert.equal(stored.links.get('results.kept.link'), 'results.runs.run_00000001.z')
  const row = stored.runs[1]!
  assert.deepEqual([row.completed, row.parameterSummary], [true, 'x: 2,   parameters.xy.x: 1.0'])
  assert.match(row.runtime!, /^0:00:00/)
  assert.deepEqual(traj.runs.updated(), [])
})

test('a run that cannot be stored is not completed', async () => {
  const { traj, service } = example()
  await traj.store()
  traj.startRun(0)
  service.failOn = 'SINGLE_RUN'
  await assert.rejects(traj.finalizeRun(), /as it was told to/)
  assert.deepEqual([traj.isRunning, traj.isCompleted(0)], [false, false])
})

test('much is forbidden during a run', async () => {
  const { traj } = example()
  traj.startRun(0)
  const forbidden: (() => unknown)[] = [
    () => traj.addParameter('new', 1),
    () => traj.addConfig('new', 1),
    () => traj.explore({ x: [1, 2] }),
    () => traj.shrink(),
    () => traj.setCurrentRun(1),
    () => traj.restoreDefault(),
    () => [...traj.iterRuns()],
    () => traj.getFromRuns('x'),
    () => traj.presetParameter('y', 1),
    () => traj.isCompleted(),
    () => traj.isEmpty,
    () => {
      traj.comment = 'new'
    },
    () => traj.migrate(),
  ]
  for (const call of forbidden) assert.throws(call, RunModeError, String(call))
  for (const call of [() => traj.load(), () => traj.expand({ x: [1] }), () => traj.backup(), () => traj.merge(traj)]) {
    await assert.rejects(call, RunModeError, String(call))
  }
  traj.leaveRun()
  traj.comment = 'new'
})

test('starting needs a run, and is done once', async () => {
  const { traj } = example()
  assert.throws(() => traj.startRun(), InvalidTypeError)
  await traj.finalizeRun()
  traj.startRun(0)
  traj.startRun(1)
  assert.equal(traj.currentRun, 0)
})

test('presets wait for their parameter', () => {
  const { traj } = example()
  traj.presetParameter('new.y', 5)
  traj.presetConfig('c', 'text')
  assert.throws(() => traj.presetParameter('x', 1), PresettingError)
  assert.throws(() => traj.presets.checkAllUsed(), PresettingError)
  traj.addParameter('new.y', 1)
  assert.equal(traj.$.new.y, 5)
  traj.addConfig('c')
  assert.equal(traj.$.c, 'text')
  traj.presets.checkAllUsed()
})

test('a preset of a wrong kind refuses the addition', () => {
  const { traj } = example()
  traj.presetParameter('y', Symbol('x'))
  assert.throws(() => traj.addParameter('y', 1), InvalidTypeError)
  assert.ok(!traj.contains('parameters.y'))
})

test('names, options and properties are checked', () => {
  for (const bad of ['', '_t', 'a.b', 'a b', 'x'.repeat(128)])
    assert.throws(() => new Trajectory(bad), InvalidValueError)
  assert.match(new Trajectory('t', { addTime: true }).name, /^t_\d{4}_\d\d_\d\d_\d\dh\d\dm\d\ds$/)
  const { traj, service } = example()
  assert.throws(() => new Trajectory('t', { storageService: service, commment: 'x' }), UnknownOptionError)
  assert.throws(() => traj.setProperties({ shortcut: true } as never), /nearest known one is 'shortcuts'/)
  assert.throws(() => traj.setProperties({ maxDepth: 'x' } as never), InvalidTypeError)
  assert.throws(() => traj.get('x', { shortcut: true } as never), UnknownOptionError)
})

test('own run names are used for wildcards, groups and narrowing', () => {
  const traj = new Trajectory('t', {
    wildcards: [{ names: ['$', 'crun'], translate: (i) => (i < 0 ? 'any' : `sim-${i}`) }],
  })
  traj.addParameter('x', 1)
  traj.explore({ x: [1, 2] })
  traj.startRun(1)
  traj.addResult('z', 1)
  traj.leaveRun({ cleanUp: false })
  traj.restoreDefault()
  traj.addResult('runs.sim-0.z', 0)
  assert.deepEqual(
    [...traj.getFromRuns('z', { fastAccess: true })],
    [
      ['sim-0', 0],
      ['sim-1', 1],
    ],
  )
  traj.setCurrentRun('sim-1')
  assert.equal(traj.$.z, 1)
  assert.throws(() => traj.get('sim-2'), NodeLookupError)
})

test('what a run adds and removes again is neither stored nor remembered', async () => {
  const { traj, service } = example()
  await traj.store()
  traj.startRun(0)
  traj.addResult('gone', 1)
  const kept = traj.addResult('kept', 2)
  traj.addDerivedParameter('group.deep.d', 3)
  traj.addLink('results.links.to', kept)
  assert.deepEqual([traj.newNodes().length > 0, traj.newLinks().length], [true, 1])
  traj.removeItems('gone')
  traj.derivedParameters.removeChild('runs', { recursive: true })
  traj.get<ResultGroup>('results.links').removeLink('to')
  assert.deepEqual(traj.newLinks(), [])
  const names = traj.newNodes().map((node) => node.fullName)
  assert.ok(names.includes(kept.fullName) && !names.some((name) => /gone|deep/.test(name)), names.join())
  await traj.finalizeRun()
  const { nodes, links } = service.file.trajectories.get('t')!
  const stored = [...nodes.keys()].filter((name) => name.startsWith('results.runs.'))
  assert.deepEqual(stored, ['results.runs.run_00000000', 'results.runs.run_00000000.kept'])
  assert.equal(links.size, 0)
  for (const name of ['gone', 'kept', 'deep', 'd', 'to']) assert.equal(traj.index.has(name), false, name)
})
