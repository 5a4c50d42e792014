import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import {
  InvalidValueError,
  type LeafNode,
  LockedError,
  Result,
  type Trajectory,
  TrajstoreError,
  type Value,
} from '../../lib/index.js'
import { bytesOf, newFilenames, overviewRows, pathsIn, reload, trajectoryIn } from './support.js'

const newFile = newFilenames()

/** A result whose last item no codec takes. */
class Broken extends Result {
  override toStorage(): Map<string, Value> {
    return new Map([...super.toStorage(), ['broken', Symbol('no value') as unknown as Value]])
  }
}

/** Attributes of files that old programs read hold 64 KiB: writing more fails in libhdf5 itself. */
const TOO_LONG = 'x'.repeat(70000)

async function stored(): Promise<[string, Trajectory]> {
  const filename = newFile()
  const traj = trajectoryIn(filename, { classes: [Broken], largeOverviewTables: true })
  traj.addParameter('p', 1)
  traj.addResult('r', { a: 1, b: [1, 2] }, 'comment').annotations.set('note')
  await traj.store()
  return [filename, traj]
}

const content = (filename: string) => [
  pathsIn(filename, 't'),
  ...['info', 'runs', 'explorations', 'results_overview', 'results_summary', 'parameters_overview'].map((table) =>
    overviewRows(filename, table),
  ),
]
const marks = (traj: Trajectory) => [...traj.nodes()].map(({ fullName, stored: mark }) => [fullName, mark])

async function failsWithoutTrace(filename: string, traj: Trajectory, action: () => Promise<unknown>): Promise<void> {
  const before = [content(filename), marks(traj)]
  await assert.rejects(action(), TrajstoreError)
  assert.deepEqual([content(filename), marks(traj)], before)
}

test('a new leaf with a value that cannot be stored leaves no trace', async () => {
  const [filename, traj] = await stored()
  traj.addResult(Broken, 'deep.down.broken', { a: 1 })
  await failsWithoutTrace(filename, traj, () => traj.store('broken'))
})

test('a new leaf that fails while it is written leaves no trace, not even its groups', async () => {
  const [filename, traj] = await stored()
  traj.addResult('deep.down.r2', { a: 1 }, TOO_LONG)
  await failsWithoutTrace(filename, traj, () => traj.store('r2'))
})

test('a leaf that is there keeps everything when overwriting it fails', async () => {
  const [filename, traj] = await stored()
  const r = traj.get<Result>('r')
  r.set({ a: 10, c: 3 })
  for (const break_ of [
    () => {
      r.comment = TOO_LONG
    },
    () => r.annotations.set({ long: TOO_LONG }),
  ]) {
    break_()
    await failsWithoutTrace(filename, traj, () => traj.store('r', { storeData: 'overwrite' }))
    const back = (await reload(filename)).get<Result>('r')
    assert.deepEqual(
      [back.toDict(), back.comment, back.annotations.toDict()],
      [{ a: 1, b: [1, 2] }, 'comment', { annotation: 'note' }],
    )
    r.comment = 'comment'
  }
})

test('wrong options, flags and names of items leave everything as it was', async () => {
  const [filename, traj] = await stored()
  traj.get<Result>('r').set({ a: 10 })
  const bytes = bytesOf(filename)
  const service = traj.service
  const leaf = traj.get<LeafNode>('r')
  for (const options of [
    { overwrite: 5 },
    { overwrite: ['nothing'], strict: true },
    { storeFlags: { a: 'NOFLAG' }, overwrite: true },
    { storeData: 7 },
    { unknown: 1 },
  ]) {
    await failsWithoutTrace(filename, traj, () => service.store('LEAF', leaf, { trajectoryName: 't', ...options }))
  }
  assert.deepEqual(bytesOf(filename), bytes)
})

test('a trajectory that cannot be stored for the first time leaves no file, and can be stored when it is repaired', async () => {
  const filename = newFile()
  const traj = trajectoryIn(filename)
  traj.addResult('good', 1)
  const bad = traj.addResult('bad', 2, TOO_LONG)
  await assert.rejects(traj.store(), TrajstoreError)
  assert.equal(existsSync(filename), false)
  assert.ok([traj, ...traj.nodes()].every((node) => !node.stored))
  bad.comment = 'short'
  await traj.store()
  assert.deepEqual((await reload(filename)).value('good'), 1)
})

test('of a trajectory that is there the new nodes are taken back, old ones stay', async () => {
  const [filename, traj] = await stored()
  traj.addResult('new.one', 1)
  traj.addLink('link', traj.get('r'))
  traj.addResult('new.two', 2, TOO_LONG)
  await failsWithoutTrace(filename, traj, () => traj.store())
})

test('a run whose results cannot be stored leaves nothing of them, and is not completed', async () => {
  const filename = newFile()
  const traj = trajectoryIn(filename)
  traj.addParameter('p', 1)
  traj.explore({ p: [1, 2] })
  await traj.store()
  traj.startRun(0)
  traj.addResult('fine', 1)
  traj.addResult('bad', 1, TOO_LONG)
  await assert.rejects(traj.finalizeRun(), TrajstoreError)
  const back = await reload(filename)
  assert.deepEqual([back.isCompleted(0), back.child('results')], [false, undefined])
})

test('of a list, items before the failing one stay and the others never come', async () => {
  const [filename, traj] = await stored()
  const [one, two, three] = [1, 2, 3].map((i) => traj.addResult(`new${i}`, i, i === 2 ? TOO_LONG : ''))
  const list = [one, two, three].map((leaf) => ['LEAF', leaf])
  await assert.rejects(traj.service.store('LIST', list, { trajectoryName: 't' }), TrajstoreError)
  assert.deepEqual([one?.stored, two?.stored, three?.stored], [true, false, false])
  const back = await reload(filename)
  assert.deepEqual(
    ['new1', 'new2', 'new3'].map((name) => back.contains(`results.${name}`)),
    [true, false, false],
  )
})

test('a file that another process holds is not changed', async () => {
  const [filename, traj] = await stored()
  const bytes = bytesOf(filename)
  traj.get<Result>('r').set({ a: 2 })
  const holder = spawn('flock', [filename, '-c', 'echo held; cat'])
  await once(holder.stdout, 'data')
  try {
    await assert.rejects(traj.store('r', { storeData: 'overwrite' }), LockedError)
    await assert.rejects(reload(filename), LockedError)
  } finally {
    holder.stdin.end()
    await once(holder, 'exit')
  }
  assert.deepEqual(bytesOf(filename), bytes)
  await traj.store('r', { storeData: 'overwrite' })
})

test('a kept file goes on after a failure', async () => {
  const [filename, traj] = await stored()
  await traj.service.store('OPEN_FILE', null, { trajectoryName: 't' })
  const bad = traj.addResult('x.bad', 1, TOO_LONG)
  await assert.rejects(traj.store([bad]), TrajstoreError)
  bad.comment = 'same'
  await traj.store([bad])
  await traj.service.store('CLOSE_FILE')
  assert.equal((await reload(filename)).get('bad').comment, 'same')
})

test('a node never becomes one of another kind or class', async () => {
  const [filename, traj] = await stored()
  traj.removeItems('r')
  traj.addResult(Broken, 'r', 1)
  await failsWithoutTrace(filename, traj, () => traj.store('r'))
  traj.removeItems('r')
  traj.addResultGroup('r')
  await failsWithoutTrace(filename, traj, () => traj.store(['results.r']))
  traj.removeItems('results.r')
  traj.results.addLink('r', traj.get('p'))
  await failsWithoutTrace(filename, traj, () => traj.store())
})

test('dotted names that clash are refused', async () => {
  const [filename, traj] = await stored()
  traj.addResult('clash', { a: 1, 'a.b': 2 })
  await assert.rejects(traj.store('clash'), InvalidValueError)
  assert.ok(!pathsIn(filename, 't').includes('/t/results/clash'))
})
