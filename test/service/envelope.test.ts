import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { after, test } from 'node:test'
import {
  DataNotInStorageError,
  HDF5StorageService,
  InvalidTypeError,
  InvalidValueError,
  NoSuchServiceError,
  type Result,
  ServiceStateError,
  Trajectory,
  UnknownOptionError,
} from '../../lib/index.js'
import { bytesOf, inFile, newFilenames, reload, serviceFor, trajectoryIn } from './support.js'

const newFile = newFilenames()
const folder = mkdtempSync(join(tmpdir(), 'trajstore-names-'))
after(() => rmSync(folder, { recursive: true }))
const t = { name: 'Tn' }

async function stored(): Promise<[string, Trajectory]> {
  const filename = newFile()
  const traj = trajectoryIn(filename)
  traj.addResult('r', 1)
  await traj.store()
  return [filename, traj]
}

test('file names: directories get the name of the trajectory, everything is absolute, nothing is made', () => {
  const cases: readonly (readonly [given: string | undefined, withTrajectory: string, without: string])[] = [
    [undefined, 'hdf5/Tn.hdf5', 'Experiments.hdf5'],
    ['x.hdf5', 'x.hdf5', 'x.hdf5'],
    ['x', 'x', 'x'],
    ['./x.hdf5', 'x.hdf5', 'x.hdf5'],
    [folder, `${folder}/Tn.hdf5`, `${folder}/Experiments.hdf5`],
    [`${folder}/`, `${folder}/Tn.hdf5`, `${folder}/Experiments.hdf5`],
    [`${folder}/new/`, `${folder}/new/Tn.hdf5`, `${folder}/new/Experiments.hdf5`],
    [`${folder}/new`, `${folder}/new`, `${folder}/new`],
    ['', 'Tn.hdf5', 'Experiments.hdf5'],
  ]
  for (const [given, withTrajectory, without] of cases) {
    const options = given === undefined ? {} : { filename: given }
    assert.equal(new HDF5StorageService({ ...options, trajectory: t }).filename, resolve(withTrajectory), given)
    assert.equal(new HDF5StorageService(options).filename, resolve(without), given)
  }
  assert.equal(existsSync(join(folder, 'new')), false)
})

test('every option of the constructor is checked', () => {
  const wrong: readonly (readonly [
    options: object,
    error: typeof InvalidValueError | typeof InvalidTypeError | typeof UnknownOptionError,
  ])[] = [
    [{ filename: 5 }, InvalidTypeError],
    [{ fileTitle: 5 }, InvalidTypeError],
    [{ overwriteFile: 'yes' }, InvalidTypeError],
    [{ trajectory: 'name' }, InvalidTypeError],
    [{ complib: 'gzip' }, InvalidValueError],
    [{ complevel: 10 }, InvalidValueError],
    [{ complevel: 1.5 }, InvalidValueError],
    [{ shuffle: 1 }, InvalidTypeError],
    [{ fletcher32: null }, InvalidTypeError],
    [{ pandasFormat: 'wide' }, InvalidValueError],
    [{ encoding: 'utf16' }, InvalidValueError],
    [{ summaryTables: false }, InvalidValueError],
    [{ resultsPerRun: -1 }, InvalidValueError],
    [{ derivedParametersPerRun: 2 ** 31 }, InvalidValueError],
    [{ smallOverviewTables: 'on' }, InvalidTypeError],
    [{ complibb: 'zlib' }, UnknownOptionError],
  ]
  for (const [options, error] of wrong)
    assert.throws(() => new HDF5StorageService(options as never), error, JSON.stringify(options))
  assert.ok(
    new HDF5StorageService({
      pandasFormat: 't' as never,
      encoding: 'UTF-8',
      summaryTables: false,
      purgeDuplicateComments: false,
    }),
  )
})

test('unknown messages, options and subjects touch no file', async () => {
  const [filename, traj] = await stored()
  const bytes = bytesOf(filename)
  const { service } = traj
  const root = { trajectoryName: 't' }
  const leaf = traj.get('r')
  const attempts: readonly (readonly [() => Promise<unknown>, RegExp | (new (...args: never[]) => Error)])[] = [
    [() => service.store('', traj, root), NoSuchServiceError],
    [() => service.store('EAF', leaf, root), NoSuchServiceError],
    [() => service.store(5 as never, leaf, root), NoSuchServiceError],
    [() => service.load('DELETE', leaf, root), NoSuchServiceError],
    [() => service.load('LEEF', leaf, root), /did you mean LEAF/],
    [() => service.store('LEAF', traj, root), InvalidTypeError],
    [() => service.store('GROUP', leaf, root), InvalidTypeError],
    [() => service.store('TRAJECTORY', traj.results, root), InvalidTypeError],
    [() => service.store('LEAF', 'results.r', root), InvalidTypeError],
    [() => service.store('DELETE', null, root), InvalidTypeError],
    [() => service.store('LEAF', leaf, { ...root, storeDate: 1 }), UnknownOptionError],
    [() => service.store('LEAF', leaf, 5 as never), InvalidTypeError],
    [() => service.store('LEAF', leaf, { trajectoryName: 5 as never }), InvalidTypeError],
    [() => service.store('GROUP', traj.results, { ...root, maxDepth: -1 }), InvalidValueError],
    [() => service.store('TREE', traj, { ...root, child: 'results.q' }), InvalidValueError],
    [() => service.store('TREE', traj, root), InvalidValueError],
    [() => service.store('DELETE', traj, root), InvalidTypeError],
    [() => service.store('DELETE_LINK', 'results.r', root), InvalidTypeError],
    [() => service.store('DELETE_LINK', 'results.q', root), DataNotInStorageError],
    [() => service.store('LIST', 'LEAF', root), InvalidTypeError],
    [() => service.store('LIST', [['LEAF', leaf, {}, {}]], root), InvalidValueError],
    [
      () =>
        service.store(
          'LIST',
          [
            ['LEAF', leaf],
            ['NOTHING', leaf],
          ],
          root,
        ),
      NoSuchServiceError,
    ],
    [
      () =>
        service.store(
          'LIST',
          [
            ['LEAF', leaf],
            ['LIST', [['FLUSH']]],
          ],
          root,
        ),
      ServiceStateError,
    ],
    [() => service.store('LIST', [['LEAF', leaf, { filename: 'x.hdf5' }]], root), InvalidValueError],
    [() => service.store('LEAF', leaf, { trajectoryName: 'other' }), DataNotInStorageError],
    [() => service.load('LEAF', leaf, { trajectoryName: 't', trajectoryIndex: 0 }), InvalidValueError],
    [() => service.load('TRAJECTORY', traj, { trajectoryIndex: 1 }), InvalidValueError],
    [() => service.load('TRAJECTORY', traj, { trajectoryName: 't', loadResults: 4 }), InvalidValueError],
    [() => service.load('TRAJECTORY', traj, { trajectoryName: 't', asNew: true, loadResults: 2 }), InvalidValueError],
  ]
  for (const [attempt, error] of attempts) await assert.rejects(attempt(), error, String(attempt))
  assert.deepEqual(bytesOf(filename), bytes)
})

test('a message that cannot succeed makes no file', async () => {
  const filename = join(newFile(), 'deep', 'x.hdf5')
  const traj = trajectoryIn(filename)
  const leaf = traj.addResult('r', 1)
  await assert.rejects(traj.service.store('LEAF', leaf, { trajectoryName: 't' }), DataNotInStorageError)
  await assert.rejects(traj.service.store('OPEN_FILE'), DataNotInStorageError)
  await assert.rejects(traj.service.load('TRAJECTORY', traj), DataNotInStorageError)
  await assert.rejects(traj.service.store('TRAJECTORY', traj, { onlyInitt: true }), UnknownOptionError)
  await assert.rejects(traj.service.store('TRAJECTORY', traj, { storeData: 'all' }), InvalidValueError)
  assert.equal(existsSync(filename), false)
  await traj.store()
  assert.ok(existsSync(filename) && dirname(filename).endsWith('deep'))
})

test('another file or trajectory is for one message only, and failed ones leave no state', async () => {
  const [filename, traj] = await stored()
  const elsewhere = newFile()
  const { service } = traj
  await assert.rejects(
    service.load('TRAJECTORY', traj, { trajectoryName: 'other', filename: elsewhere }),
    DataNotInStorageError,
  )
  const twin = trajectoryIn(elsewhere, {}, 'twin')
  await service.store('TRAJECTORY', twin, { filename: elsewhere })
  assert.equal(existsSync(elsewhere), true)
  await traj.store([traj.addResult('late', 2)])
  assert.equal((await reload(filename)).value('late'), 2)
})

test('the title of the file is that of the last who stored', async () => {
  const [filename] = await stored()
  const title = () => inFile(filename, (file) => file.root.title)
  assert.equal(title(), 't')
  const again = await reload(filename, { fileTitle: 'My file' })
  await assert.rejects(again.service.store('LEAF', again.get('r'), { trajectoryName: 'x' }), DataNotInStorageError)
  assert.equal(title(), 't')
  await again.store()
  assert.equal(title(), 'My file')
})

test('overwriteFile deletes the file when the service is made', async () => {
  const [filename] = await stored()
  serviceFor(filename)
  assert.ok(existsSync(filename))
  serviceFor(filename, { overwriteFile: true })
  assert.equal(existsSync(filename), false)
  serviceFor(filename, { overwriteFile: true })
})

test('items of a list have their own options', async () => {
  const [filename, traj] = await stored()
  const r = traj.get<Result>('r')
  const s = traj.addResult('s', 1)
  await traj.store([s])
  r.set(2)
  s.set(2)
  await traj.service.store('LIST', [
    ['LEAF', r, { overwrite: true }],
    ['LEAF', s],
    ['LIST', []],
  ])
  const back = await reload(filename)
  assert.deepEqual([back.value('r'), back.value('s')], [2, 1])
})

test('a kept file serves several trajectories, each with its own groups', async () => {
  const [filename, traj] = await stored()
  const { service } = traj
  await service.store('OPEN_FILE')
  await service.store('OPEN_FILE')
  assert.ok(service.isOpen)
  const other = new Trajectory('other', { storageService: service })
  other.addResult('r', 'of other')
  await other.store()
  await traj.store([traj.addResult('late', 2)])
  await other.store([other.addResult('late', 3)])
  await assert.rejects(service.store('OPEN_FILE', null, { filename: newFile() }), ServiceStateError)
  await assert.rejects(service.store('LEAF', traj.get('late'), { trajectoryName: 'none' }), DataNotInStorageError)
  const twin = new Trajectory('t', { storageService: service })
  await twin.load({ name: 'other', results: 'data' })
  assert.equal(twin.value('r'), 'of other')
  await service.store('CLOSE_FILE')
  await assert.rejects(service.store('CLOSE_FILE'), ServiceStateError)
  await assert.rejects(service.store('FLUSH'), ServiceStateError)
  assert.equal(service.isOpen, false)
  const late = async (name: string) => (await reload(filename, { name })).value('late')
  assert.deepEqual([await late('t'), await late('other')], [2, 3])
})

test('a trajectory is never stored into one that was merged away under an open file', async () => {
  const [filename, traj] = await stored()
  const { service } = traj
  const other = new Trajectory('other', { storageService: service })
  other.addResult('x', 1)
  await other.store()
  await service.store('OPEN_FILE')
  await other.store([other.addResult('y', 1)])
  await service.store('MERGE', null, {
    trajectoryName: 't',
    otherTrajectoryName: 'other',
    renames: {},
    deleteTrajectory: true,
  })
  await assert.rejects(other.store([other.addResult('z', 1)]), DataNotInStorageError)
  await service.store('CLOSE_FILE')
  assert.equal(
    inFile(filename, (file) => file.has('other')),
    false,
  )
})
