// With the addon that `npx trajstore build` made.
import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { capabilities, File, versions } from 'trajstore/hdf5'

assert.equal(capabilities().isPrebuilt, false)
const path = join(tmpdir(), `trajstore-built-${process.pid}.h5`)
const file = File.open(path, 'w')
file.createCArray('/x', { data: Float64Array.of(1, 2, 3), filters: { complib: 'zlib', complevel: 5 } })
assert.deepEqual(file.get('/x').readSync().toArray(), [1, 2, 3])
file.close()
console.log(`HDF5 ${versions().hdf5}, built here`)
