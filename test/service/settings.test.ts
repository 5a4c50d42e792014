import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { CArray } from '../../lib/h5/index.js'
import { InvalidValueError, type Parameter, type TrajectoryOptions } from '../../lib/index.js'
import { inFile, newFilenames, overviewRows, reload, trajectoryIn } from './support.js'

const newFile = newFilenames()
const array = new Float64Array(1000)

const filtersOf = (filename: string, path: string) =>
  inFile(filename, (file) => {
    using node = file.get(path)
    assert.ok(node instanceof CArray)
    const { complib, complevel, shuffle, fletcher32 } = node.filters
    return { complib, complevel, shuffle, fletcher32 }
  })

async function stored(options: TrajectoryOptions): Promise<string> {
  const filename = newFile()
  const traj = trajectoryIn(filename, options)
  traj.addResult('r', array)
  await traj.store()
  return filename
}

test('what is stored first says in its config and its table by which settings', async () => {
  const filename = await stored({
    complib: 'bzip2',
    complevel: 3,
    fletcher32: true,
    resultsPerRun: 7,
    largeOverviewTables: true,
  })
  const back = await reload(filename)
  const config = back.get('config.hdf5')
  assert.notEqual(config.comment, '')
  const names = [
    'complib',
    'complevel',
    'shuffle',
    'fletcher32',
    'pandas_format',
    'encoding',
    'purge_duplicate_comments',
    'results_per_run',
    'derived_parameters_per_run',
    'overview.results_overview',
    'overview.config_overview',
    'overview.results_summary',
  ]
  assert.deepEqual(
    names.map((name) => back.value(`config.hdf5.${name}`)),
    ['bzip2', 3, true, true, 'fixed', 'utf8', true, 7, 0, true, true, true],
  )
  assert.equal([...back.leaves()].filter(({ fullName }) => fullName.startsWith('config.hdf5.')).length, 16)
  assert.ok(back.get<Parameter>('config.hdf5.complib').isLocked)
  const [row] = overviewRows(filename, 'hdf5_settings') ?? []
  assert.deepEqual(
    [row?.complib, row?.complevel, Boolean(row?.fletcher32), row?.results_per_run],
    ['bzip2', 3, true, 7],
  )
  assert.deepEqual(filtersOf(filename, 't/results/r/r'), {
    complib: 'bzip2',
    complevel: 3,
    shuffle: true,
    fletcher32: true,
  })
})

test('the file stands above defaults, and an explicit option above the file', async () => {
  const filename = await stored({ complib: 'blosc', complevel: 4, shuffle: false, fletcher32: false })
  const plain = await reload(filename)
  await plain.store([plain.addResult('deep.as_before', array)])
  assert.deepEqual(filtersOf(filename, 't/results/deep/as_before/as_before'), {
    complib: 'blosc',
    complevel: 4,
    shuffle: false,
    fletcher32: false,
  })
  const other = await reload(filename, { complib: 'zlib', fletcher32: true })
  await other.store([other.addResult('deep.other', array)])
  assert.deepEqual(filtersOf(filename, 't/results/deep/other/other'), {
    complib: 'zlib',
    complevel: 4,
    shuffle: false,
    fletcher32: true,
  })
  const r = other.get<never>('results.r') as never
  await other.store([r], { storeData: 'overwrite' })
  assert.equal(filtersOf(filename, 't/results/r/r').complib, 'zlib')
  const again = await reload(filename)
  await again.store([again.addResult('third', array)])
  assert.equal(filtersOf(filename, 't/results/third/third').complib, 'blosc')
})

test("a trajectory's own config stands above defaults, and an explicit option above that", async () => {
  const filename = newFile()
  const traj = trajectoryIn(filename, { complevel: 2 })
  traj.addConfig('hdf5.complib', 'lzo')
  traj.addConfig('hdf5.complevel', 8)
  traj.addResult('r', array)
  await traj.store()
  assert.deepEqual(filtersOf(filename, 't/results/r/r'), {
    complib: 'lzo',
    complevel: 2,
    shuffle: true,
    fletcher32: false,
  })
  assert.deepEqual([traj.value('config.hdf5.complib'), traj.value('config.hdf5.complevel')], ['lzo', 2])
})

test('config that cannot be is refused before anything is made', async () => {
  const filename = newFile()
  const traj = trajectoryIn(filename)
  traj.addConfig('hdf5.complevel', 12)
  await assert.rejects(traj.store(), InvalidValueError)
  assert.equal(existsSync(filename), false)
})

test('each table is made when its setting asks for it', async () => {
  const tables = {
    smallOverviewTables: ['config_overview', 'parameters_overview', 'explored_parameters_overview'],
    largeOverviewTables: ['results_overview', 'derived_parameters_overview'],
    summaryTables: ['results_summary', 'derived_parameters_summary'],
  }
  for (const [setting, names] of Object.entries(tables)) {
    for (const on of [true, false]) {
      const filename = await stored({ [setting]: on, purgeDuplicateComments: false })
      for (const name of names) assert.equal(overviewRows(filename, name) !== undefined, on, `${name} ${on}`)
    }
  }
})

test('every compressor of this build stores and loads, with and without shuffling and checksums', async () => {
  const { compressors } = await import('../../lib/h5/filters.js')
  for (const complib of compressors()) {
    for (const shuffle of [true, false]) {
      const filename = await stored({ complib, complevel: 5, shuffle, fletcher32: shuffle })
      const back = await reload(filename)
      assert.deepEqual(back.value('r'), array)
      assert.equal(back.value('config.hdf5.complib'), complib)
      await back.store([back.addResult('again', array)])
    }
  }
})
