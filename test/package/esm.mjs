// Stores with every compressor that the prebuilt addon has, and reads it again.
import assert from 'node:assert/strict'
import { Environment, loadTrajectory } from 'trajstore'
import { capabilities, compressors, File } from 'trajstore/hdf5'

assert.ok(capabilities().isPrebuilt)
const names = compressors()
const mit = [
  'zlib',
  'bzip2',
  'blosc',
  ...['blosclz', 'lz4', 'lz4hc', 'snappy', 'zlib', 'zstd'].map((name) => `blosc:${name}`),
]
assert.deepEqual([...names].sort(), [...mit].sort())
const data = Float64Array.from({ length: 20_000 }, (_, i) => Math.floor(i / 10))
const file = File.open('/tmp/all.h5', 'w')
for (const complib of names)
  file.createCArray(`/${complib.replace(':', '_')}`, { data, filters: { complib, complevel: 5 } })
file.close()
const again = File.open('/tmp/all.h5')
for (const complib of names) {
  const node = again.get(`/${complib.replace(':', '_')}`)
  assert.ok(node.storageSize < data.byteLength / 2, complib)
  assert.deepEqual((await node.read()).data, data, complib)
}
again.close()

const env = new Environment({ trajectory: 'sweep', filename: '/tmp/sweep.hdf5' })
env.traj.addParameter('x', 1)
env.traj.explore({ x: [1, 2, 3] })
await env.run((traj) => {
  traj.addResult('z', traj.$.x ** 2)
})
const traj = await loadTrajectory('/tmp/sweep.hdf5', { results: 'data' })
assert.deepEqual([...traj.getFromRuns('z', { fastAccess: true }).values()], [1, 4, 9])
assert.throws(
  () => File.open('/tmp/lzo.h5', 'w', { filters: { complib: 'lzo', complevel: 5 } }),
  /complib must be one of/,
)
console.log(`stored and read with ${names.join(', ')}`)
