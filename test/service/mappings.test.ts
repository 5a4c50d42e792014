import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codecs, inferFlag } from '../../lib/codec/index.js'
import type { Group } from '../../lib/h5/index.js'
import {
  ATTR_LIST,
  frame,
  HDF5StorageService,
  NAME_TABLE_MAPPING,
  objectTable,
  PR_ATTR_NAME_MAPPING,
  SharedArray,
  series,
  TYPE_FLAG_MAPPING,
} from '../../lib/index.js'
import { toValue } from '../../lib/values/index.js'
import { inFile, newFilenames, trajectoryIn } from './support.js'

const newFile = newFilenames()

test('the flags of types are those that are inferred', () => {
  const samples: Record<keyof typeof TYPE_FLAG_MAPPING, unknown> = {
    Scalar: 1.5,
    Sequence: [1, 2, 3],
    NDArray: Float64Array.of(1, 2),
    Dict: { a: 1 },
    ObjectTable: objectTable({ a: [1, 2] }),
    Frame: frame({ a: Float64Array.of(1) }),
    Series: series(Float64Array.of(1)),
    SharedData: new SharedArray(),
  }
  for (const [name, sample] of Object.entries(samples)) {
    assert.equal(inferFlag(name, toValue(sample)), TYPE_FLAG_MAPPING[name as keyof typeof TYPE_FLAG_MAPPING], name)
  }
  const flags = codecs.map(({ flag }) => flag as string)
  assert.ok(Object.values(TYPE_FLAG_MAPPING).every((flag) => flags.includes(flag)))
})

test('the tables are those of a file, and each setting is one of a service', async () => {
  const filename = newFile()
  const traj = trajectoryIn(filename, { largeOverviewTables: true })
  traj.addParameter('x', 1)
  traj.addResult('r', 1)
  traj.addDerivedParameter('d', 1)
  traj.explore({ x: [1, 2] })
  await traj.store()
  const there = inFile(filename, (file) => {
    using overview = file.get(`/${traj.name}/overview`)
    return (overview as Group).names().filter((name) => /_(overview|summary)$/.test(name))
  })
  assert.deepEqual(there.sort(), Object.keys(NAME_TABLE_MAPPING).sort())
  const service = new HDF5StorageService({ filename })
  const settings = [...Object.values(NAME_TABLE_MAPPING), ...Object.values(PR_ATTR_NAME_MAPPING), ...ATTR_LIST]
  for (const setting of settings) assert.ok(setting in service, setting)
  assert.ok(Object.isFrozen(NAME_TABLE_MAPPING) && Object.isFrozen(ATTR_LIST) && Object.isFrozen(TYPE_FLAG_MAPPING))
})
