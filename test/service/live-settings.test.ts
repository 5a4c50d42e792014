import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { CArray } from '../../lib/h5/index.js'
import {
  DataNotInStorageError,
  HDF5StorageService,
  InvalidTypeError,
  InvalidValueError,
  type Result,
  ServiceStateError,
  type StorageStatus,
  Trajectory,
} from '../../lib/index.js'
import { inFile, newFilenames, reload, trajectoryIn } from './support.js'

const newFile = newFilenames()

const levelOf = (filename: string, path: string) =>
  inFile(filename, (file) => {
    using node = file.get(path)
    assert.ok(node instanceof CArray)
    return node.filters.complevel
  })

describe('settings of a service are properties', () => {
  test('that tell what was given, what is the default, and refuse what cannot be', () => {
    const service = new HDF5StorageService({ filename: newFile(), complevel: 4 })
    assert.deepEqual([service.complevel, service.complib, service.pandasFormat], [4, 'zlib', 'fixed'])
    service.complib = 'bzip2'
    service.pandasFormat = 't' as 'table'
    assert.deepEqual([service.complib, service.pandasFormat], ['bzip2', 'table'])
    assert.throws(() => Object.assign(service, { complevel: 10 }), InvalidValueError)
    assert.throws(() => Object.assign(service, { shuffle: 'yes' }), InvalidTypeError)
    assert.throws(() => Object.assign(service, { summaryTables: false }), InvalidValueError)
    assert.throws(() => Object.assign(service, { displayTime: -1 }), InvalidValueError)
    assert.throws(() => Object.assign(service, { onProgress: 5 }), InvalidTypeError)
    assert.throws(() => Object.assign(service, { complevle: 3 }), /not extensible/)
    assert.deepEqual(
      [service.complevel, service.shuffle, service.summaryTables, service.displayTime],
      [4, true, true, 20],
    )
    assert.deepEqual([service.options.complib, service.options.complevel], ['bzip2', 4])
  })

  test('that hold for what is stored after they were set, also while the file is kept open', async () => {
    const filename = newFile()
    const service = new HDF5StorageService({ filename, complevel: 2 })
    const traj = new Trajectory('t', { storageService: service })
    const data = new Float64Array(1000)
    traj.addResult('a', data)
    const first = traj.store()
    service.complevel = 5
    await first
    await traj.openStore()
    traj.addResult('b', data)
    await traj.store()
    service.complevel = 7
    traj.addResult('c', data)
    await traj.store()
    await traj.closeStore()
    const levels = ['a', 'b', 'c'].map((name) => levelOf(filename, `/t/results/${name}/${name}`))
    assert.deepEqual(levels, [2, 5, 7])
  })
})

test('messages to a file that is not kept open are refused', async () => {
  const filename = newFile()
  const service = new HDF5StorageService({ filename })
  await assert.rejects(service.store('FLUSH'), ServiceStateError)
  await assert.rejects(service.store('CLOSE_FILE'), ServiceStateError)
})

test('a long message says how far it is', async () => {
  const filename = newFile()
  const told: StorageStatus[] = []
  const traj = new Trajectory('t', {
    filename,
    displayTime: 0,
    onProgress: (status: StorageStatus) => told.push(status),
  })
  for (let i = 0; i < 5; i++) traj.addResult(`r${i}`, i)
  await traj.store()
  const last = told.at(-1)
  assert.equal(last?.message, 'TRAJECTORY')
  assert.equal(last.direction, 'store')
  assert.equal(last.total, [...traj.nodes()].length + 1)
  assert.deepEqual(
    told.map(({ done }) => done),
    told.map((_, index) => index + 1),
  )
  assert.ok(told.every(({ remaining, rate, elapsed }) => remaining !== null && rate >= 0 && elapsed >= 0))
  told.length = 0
  await traj.load({ loadData: 'overwrite' })
  assert.ok(told.length >= 5)
  assert.deepEqual([told[0]?.direction, told[0]?.total, told[0]?.remaining], ['load', null, null])
})

describe('items that are named and not there', () => {
  /** What was warned of while `work` ran. */
  async function warned(work: () => Promise<unknown>): Promise<string[]> {
    const warnings: string[] = []
    const listen = (warning: Error & { code?: string }) => {
      if (warning.code === 'TRAJSTORE_UNKNOWN_ITEM') warnings.push(warning.message)
    }
    process.on('warning', listen)
    await work()
    await new Promise(setImmediate)
    process.off('warning', listen)
    return warnings
  }

  test('are warned of, and the rest is done', async () => {
    const filename = newFile()
    const traj = trajectoryIn(filename)
    traj.addResult('r', { first: 1, second: 2 })
    await traj.store()
    const back = await reload(filename, { results: 'skeleton' })
    const only = await warned(() => back.load('r', { loadOnly: ['first', 'secnd'] }))
    assert.deepEqual(only, ["'results.r' has no item 'secnd', which loadOnly names; it has 'first', 'second'"])
    assert.deepEqual(back.get<Result>('r').toDict(), { first: 1 })
    assert.equal((await warned(() => back.load('r', { loadExcept: ['frist'] }))).length, 1)
    traj.get<Result>('r').set({ first: 10 })
    assert.equal((await warned(() => traj.storeItems('r', { overwrite: ['first', 'third'] }))).length, 1)
    assert.equal((await warned(() => traj.deleteItems('r', { deleteOnly: ['second', 'third'] }))).length, 1)
    assert.deepEqual((await reload(filename)).get<Result>('r').toDict(), { first: 10 })
  })

  test('are an error with strict, and nothing is done', async () => {
    const filename = newFile()
    const traj = trajectoryIn(filename)
    traj.addResult('r', { first: 1, second: 2 })
    await traj.store()
    traj.get<Result>('r').set({ first: 10 })
    const strict = true
    await assert.rejects(traj.load('r', { loadOnly: ['first', 'x'], strict }), DataNotInStorageError)
    await assert.rejects(traj.storeItems('r', { overwrite: ['first', 'x'], strict }), DataNotInStorageError)
    await assert.rejects(traj.deleteItems('r', { deleteOnly: ['first', 'x'], strict }), DataNotInStorageError)
    assert.deepEqual((await reload(filename)).get<Result>('r').toDict(), { first: 1, second: 2 })
  })
})
