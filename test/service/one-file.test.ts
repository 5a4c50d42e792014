import assert from 'node:assert/strict'
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { File, LockedError } from '../../lib/h5/index.js'
import { HDF5StorageService, type Parameter, type Trajectory } from '../../lib/index.js'
import { runWriter } from '../vfd/crashed.js'
import { inFile, newFilenames, reload, serviceFor, trajectoryIn } from './support.js'

const newFile = newFilenames()

function filled(filename: string, name: string): Trajectory {
  const traj = trajectoryIn(filename, {}, name)
  traj.addParameter('p', name)
  traj.addResult('r', new Float64Array(1000).fill(name.length))
  return traj
}

const names = (filename: string): string[] => inFile(filename, (file) => file.root.names().sort())

test('trajectories that are stored at once, by services of their own, go into one new file one after another', async () => {
  const filename = newFile()
  const all = Array.from({ length: 12 }, (_, index) => `t${index}`)
  await Promise.all(all.map((name) => filled(filename, name).store()))
  assert.deepEqual(names(filename), [...all].sort())
  for (const name of all) assert.equal(((await reload(filename, { name })).get('p') as Parameter).value, name)
})

test('one of them that fails takes nothing from the others, whenever its turn is', async () => {
  for (const turn of [0, 1, 2]) {
    const filename = newFile()
    const stores = ['a', 'b', 'c'].map((name, index) => {
      if (index !== turn) return filled(filename, name).store()
      return serviceFor(filename).store('TRAJECTORY', trajectoryIn(filename, {}, name), { nosuch: 1 })
    })
    const outcomes = await Promise.allSettled(stores)
    assert.deepEqual(
      outcomes.map(({ status }) => status === 'fulfilled'),
      [0, 1, 2].map((index) => index !== turn),
    )
    assert.deepEqual(
      names(filename),
      ['a', 'b', 'c'].filter((_, index) => index !== turn),
    )
  }
})

test('a new file in which a failing message has left nothing goes, and is free at once', async () => {
  const filename = newFile()
  const traj = trajectoryIn(filename)
  // Its name is taken by something else while the message is on its way.
  await assert.rejects(serviceFor(filename).store('TRAJECTORY', traj, { storeData: 'nonsense' }))
  assert.deepEqual([existsSync(filename), existsSync(`${filename}-wal`)], [false, false])
  await filled(filename, 'later').store()
  assert.deepEqual(names(filename), ['later'])
})

test('a message that fails leaves a file that was there before, empty or not', async () => {
  const filename = newFile()
  File.open(filename, 'w').close()
  await assert.rejects(serviceFor(filename).store('TRAJECTORY', trajectoryIn(filename), { storeData: 'nonsense' }))
  assert.ok(existsSync(filename))
})

test('a file that somebody writes is locked for messages, and neither overwritten nor removed', async () => {
  const filename = newFile()
  await filled(filename, 't').store()
  using file = File.open(filename, 'r+')
  file.createArray('/theirs', [1])
  file.flush()
  await assert.rejects(filled(filename, 'other').store(), LockedError)
  assert.throws(() => new HDF5StorageService({ filename, overwriteFile: true }), LockedError)
  const library = JSON.stringify(new URL('../../lib/index.ts', import.meta.url).href)
  const seen = runWriter(
    filename,
    `const { HDF5StorageService } = await import(${library})
     try { new HDF5StorageService({ filename, overwriteFile: true }) } catch (error) { console.log(error.code) }
     try { File.open(filename, 'a') } catch (error) { console.log(error.code) }`,
  )
  assert.equal(seen, 'ERR_LOCKED\nERR_LOCKED\n')
  file.close()
  assert.deepEqual(names(filename), ['t', 'theirs'])
  new HDF5StorageService({ filename, overwriteFile: true })
  assert.equal(existsSync(filename), false)
})

test('what is no HDF5 file goes too when it is overwritten', () => {
  const filename = newFile()
  writeFileSync(filename, 'text')
  new HDF5StorageService({ filename, overwriteFile: true })
  assert.equal(existsSync(filename), false)
})

test('a file is one file by the name of a link too', async () => {
  const [filename, link] = [newFile(), newFile()]
  symlinkSync(filename, link)
  await Promise.all([filled(filename, 'a').store(), filled(link, 'b').store()])
  assert.deepEqual(names(filename), ['a', 'b'])
  const service = serviceFor(filename)
  await service.store('OPEN_FILE', null, { trajectoryName: 'a' })
  await service.store('OPEN_FILE', null, { trajectoryName: 'a', filename: link })
  await service.store('TRAJECTORY', filled(filename, 'c'), { filename: link })
  await service.store('CLOSE_FILE')
  assert.deepEqual(names(link), ['a', 'b', 'c'])
})

test('trajectories of one file merge also when the files are named by a link', async () => {
  const [filename, link] = [newFile(), newFile()]
  symlinkSync(filename, link)
  const [own, other] = [trajectoryIn(filename, {}, 'own'), trajectoryIn(link, {}, 'other')]
  for (const traj of [own, other]) {
    traj.addParameter('p', 1)
    traj.explore({ p: [1, 2] })
    await traj.store()
  }
  await own.merge(other, { moveData: true })
  assert.equal(own.length, 4)
})

test('a file that was left empty by a kill is made whole by the next trajectory', async () => {
  const filename = newFile()
  {
    using file = File.open(filename, 'w')
    for (const name of [...file.root.attributes.keys()]) file.root.attributes.delete(name)
  }
  const before = readFileSync(filename).length
  assert.ok(before > 0)
  await filled(filename, 't').store()
  assert.ok(inFile(filename, (file) => file.root.attributes.has('PYTABLES_FORMAT_VERSION')))
})
