import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  openSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { HArray } from '../../lib/h5/index.js'
import { native } from '../../lib/h5/native.js'
import { LockedError, NotFoundError, repack, UnsupportedError } from '../../lib/index.js'
import { nameOfNew } from '../../lib/service/new-file.js'
import { malformedFixtures } from '../support/fixtures.js'
import { leaveJournal } from '../vfd/crashed.js'
import { bytesOf, changeFile, inFile, newFilenames, pathsIn, reload, trajectoryIn } from './support.js'

const newFile = newFilenames()

async function fragmented(): Promise<string> {
  const filename = newFile()
  const traj = trajectoryIn(filename, { complevel: 0 })
  traj.addResult('kept', Float64Array.from({ length: 1000 }, Math.random))
  traj.addLink('link', traj.get('kept'))
  traj.addResult('big', new Float64Array(200_000))
  await traj.store()
  const other = trajectoryIn(filename, { fileTitle: 'title' }, 'other')
  other.addParameter('p', 1)
  await other.store()
  await traj.deleteItems('big')
  return filename
}

test('repacking gives the space of deleted data back and changes nothing else', async () => {
  const filename = await fragmented()
  changeFile(filename, (file) => {
    file.root.attributes.set('mine', 'kept')
    file.createSoftLink('latest', '/other')
  })
  const look = () =>
    inFile(filename, (file) => [
      file.root.title,
      file.root.attributes.get('FILTERS'),
      file.root.attributes.get('mine'),
      file.root.link('latest'),
    ])
  const [before, looks, kept] = [pathsIn(filename, '/'), look(), (await reload(filename, { name: 't' })).value('kept')]
  const sizes = await repack(filename)
  assert.equal(sizes.after, statSync(filename).size)
  assert.ok(sizes.before - sizes.after > 1_000_000, JSON.stringify(sizes))
  assert.deepEqual([pathsIn(filename, '/'), look()], [before, looks])
  const back = await reload(filename, { name: 't' })
  assert.deepEqual([back.value('kept'), back.link('link')], [kept, back.get('results.kept')])
  assert.equal((await reload(filename, { name: 'other' })).value('p'), 1)
  assert.equal(existsSync(nameOfNew(filename)), false)
})

test('a file that another process holds, or none, is refused', async () => {
  await assert.rejects(repack(newFile()), NotFoundError)
  const filename = await fragmented()
  const bytes = bytesOf(filename)
  const holder = spawn('flock', [filename, '-c', 'echo held; cat'])
  await once(holder.stdout, 'data')
  try {
    await assert.rejects(repack(filename), LockedError)
  } finally {
    holder.stdin.end()
    await once(holder, 'exit')
  }
  assert.deepEqual(bytesOf(filename), bytes)
})

test('a damaged file is refused and stays as it is', () => {
  const filename = newFile()
  copyFileSync(join(malformedFixtures(), '05_00005_zero.h5'), filename)
  const bytes = bytesOf(filename)
  const program = fileURLToPath(new URL('repack-one.ts', import.meta.url))
  // libhdf5 would copy this file without end: the bound only ends a test that fails.
  const child = spawnSync(process.execPath, ['--import', 'tsx', program, filename], {
    encoding: 'utf8',
    timeout: 120_000,
    killSignal: 'SIGKILL',
  })
  assert.match(
    child.stdout,
    /^ERR_CORRUPT '.+' is damaged \(\/.+\) and stays as it is; see trajstore check\n$/,
    child.stderr,
  )
  assert.deepEqual(bytesOf(filename), bytes)
  assert.equal(existsSync(nameOfNew(filename)), false)
})

const numbersIn = (filename: string, name: string): number[] =>
  inFile(filename, (file) => {
    using array = file.get(name) as HArray
    return Array.from(array.readSync().data as ArrayLike<bigint>, Number)
  })

/** Another process that has a file open for reading, until it is released. */
async function holdForReading(filename: string): Promise<{ pid: number; release(): Promise<void> }> {
  const reader = spawn('flock', ['-s', filename, '-c', 'echo held; cat'])
  await once(reader.stdout, 'data')
  const release = async () => {
    reader.stdin.end()
    await once(reader, 'exit')
  }
  return { pid: reader.pid!, release }
}

test('a journal that a reader keeps from the file is not left behind: the reader is named, then all of it is there', async () => {
  const filename = newFile()
  leaveJournal(filename)
  const reader = await holdForReading(filename)
  try {
    await assert.rejects(repack(filename), (error: Error) => {
      assert.ok(error instanceof LockedError)
      assert.match(error.message, new RegExp(`cannot be repacked: process ${reader.pid}.* is reading it`))
      return true
    })
    assert.deepEqual([numbersIn(filename, '/a'), numbersIn(filename, '/c')], [[1], [2]])
  } finally {
    await reader.release()
  }
  await repack(filename)
  assert.deepEqual(pathsIn(filename, '/'), ['/a', '/b', '/c'])
  assert.equal(existsSync(`${filename}-wal`), false)
})

test('a reader is not in the way where the journal has nothing for the file', async () => {
  const filename = await fragmented()
  const before = pathsIn(filename, '/')
  const reader = await holdForReading(filename)
  await repack(filename)
  await reader.release()
  assert.deepEqual(pathsIn(filename, '/'), before)
})

test('what was left over by one that was killed is replaced, but not while it is being written', async () => {
  const filename = await fragmented()
  const before = pathsIn(filename, '/')
  writeFileSync(nameOfNew(filename), 'half a file')
  const descriptor = openSync(nameOfNew(filename), 'r+')
  assert.equal(native.lockDescriptor(descriptor, true), true)
  await assert.rejects(repack(filename), (error: Error) => {
    assert.ok(error instanceof LockedError)
    assert.match(error.message, /is being written by another process/)
    return true
  })
  closeSync(descriptor)
  await repack(filename)
  assert.deepEqual(pathsIn(filename, '/'), before)
  assert.equal(existsSync(nameOfNew(filename)), false)
})

test('permissions and links to a file stay; one with two names is refused', async () => {
  const filename = await fragmented()
  const link = newFile()
  symlinkSync(filename, link)
  chmodSync(filename, 0o640)
  const before = pathsIn(filename, '/')
  await repack(link)
  assert.equal(lstatSync(link).isSymbolicLink(), true)
  assert.equal(statSync(filename).mode & 0o7777, 0o640)
  assert.deepEqual(pathsIn(filename, '/'), before)
  const other = newFile()
  linkSync(filename, other)
  await assert.rejects(repack(filename), (error: Error) => {
    assert.ok(error instanceof UnsupportedError)
    assert.match(error.message, /has 2 names in the file system/)
    return true
  })
  assert.equal(statSync(filename).ino, statSync(other).ino)
})

test('one that is killed before any step leaves the old or the new file, and the next one does its work', async () => {
  const program = fileURLToPath(new URL('repack-killed.ts', import.meta.url))
  const run = (filename: string, step: number) =>
    spawnSync(process.execPath, ['--import', 'tsx', program, filename, String(step)], { encoding: 'utf8' })
  const original = newFile()
  leaveJournal(original)
  const makeFile = () => {
    const filename = newFile()
    for (const ending of ['', '-wal']) copyFileSync(original + ending, filename + ending)
    return filename
  }
  const steps = Number(run(makeFile(), -1).stdout)
  assert.ok(steps >= 10, String(steps))
  for (let step = 0; step < steps; step++) {
    const filename = makeFile()
    const { signal, stderr } = run(filename, step)
    assert.equal(signal, 'SIGKILL', stderr)
    assert.deepEqual(pathsIn(filename, '/'), ['/a', '/b', '/c'], `step ${step}`)
    assert.deepEqual(numbersIn(filename, '/c'), [2])
    await repack(filename)
    assert.deepEqual(pathsIn(filename, '/'), ['/a', '/b', '/c'])
    assert.equal(existsSync(nameOfNew(filename)), false)
  }
})
