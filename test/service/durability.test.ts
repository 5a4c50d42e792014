import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { type Durability, InvalidValueError, type Result, type Trajectory } from '../../lib/index.js'
import { newFilenames, reload, serviceFor, trajectoryIn } from './support.js'

const newFile = newFilenames()

const HEADER = 48
const RECORD = 32
const COMMIT = 3

/** Commits in the journal beside a file: it begins anew with each checkpoint. */
function commitsIn(filename: string): number {
  const log = readFileSync(`${filename}-wal`)
  let commits = 0
  for (let at = HEADER; at + RECORD <= log.length; at += RECORD + log.readUInt32LE(at + 4)) {
    if (log.readUInt32LE(at) === COMMIT) commits++
  }
  return commits
}

async function stored(): Promise<[string, Trajectory]> {
  const filename = newFile()
  const traj = trajectoryIn(filename)
  traj.addParameter('p', 1)
  traj.explore({ p: [1, 2, 3] })
  await traj.store()
  return [filename, traj]
}

/** Commits that one message makes in a file that is kept open. */
async function commitsOf(filename: string, traj: Trajectory, message: () => Promise<unknown>): Promise<number> {
  await traj.service.store('OPEN_FILE')
  const before = commitsIn(filename)
  await message()
  const made = commitsIn(filename) - before
  await traj.service.store('CLOSE_FILE')
  return made
}

test('a list of messages is one commit, however many there are', async () => {
  const [filename, traj] = await stored()
  const leaves = Array.from({ length: 20 }, (_, i) => traj.addResult(`r${i}`, { a: i, b: [1, 2] }, 'comment'))
  const messages = leaves.map((leaf) => ['LEAF', leaf])
  assert.equal(await commitsOf(filename, traj, () => traj.service.store('LIST', messages)), 1)
  assert.equal((await reload(filename)).get<Result>('r19').get('a'), 19)
})

test('a run with all its results is one commit', async () => {
  const [filename, traj] = await stored()
  const commits = await commitsOf(filename, traj, async () => {
    traj.startRun(1)
    for (let i = 0; i < 20; i++) traj.addResult(`z${i}`, i)
    await traj.finalizeRun()
  })
  assert.equal(commits, 1)
})

test('the service passes its durability on', async () => {
  for (const durability of ['none', 'process', 'checkpoint', 'commit'] as const) {
    const [filename, traj] = await stored()
    const service = serviceFor(filename, { durability })
    await service.store('OPEN_FILE')
    assert.equal(existsSync(`${filename}-wal`), durability !== 'none')
    await service.store('LEAF', traj.addResult('r', 1))
    await service.store('CLOSE_FILE')
    assert.equal((await reload(filename)).value('r'), 1)
  }
})

test('a durability that there is not is refused', () => {
  assert.throws(() => serviceFor(newFile(), { durability: 'always' as Durability }), InvalidValueError)
})
