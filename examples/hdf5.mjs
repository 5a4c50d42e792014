// HDF5 without trajectories: `trajstore/hdf5` has PyTables' nouns and can be used alone.

import { File } from 'trajstore/hdf5'
import { outputFile } from './output.mjs'

const filename = outputFile('measurement.h5')

const file = File.open(filename, 'w', { title: 'A measurement' })
try {
  // An array that grows, compressed in chunks. Appended rows are buffered until they fill a chunk.
  const trace = file.createEArray('/measurement/trace', {
    dtype: 'float32',
    shape: [0, 4],
    filters: { complib: 'blosc:lz4', complevel: 5 },
    attributes: { unit: 'mV', rate: 20000 },
  })
  for (let i = 0; i < 10_000; i++) trace.append(Float32Array.of(i, Math.sin(i / 100), Math.cos(i / 100), i % 7))

  // A table: rows with named columns.
  const events = file.createTable('/measurement/events', { columns: { time: 'float64', kind: '|T16' } })
  events.append([
    { time: 0.5, kind: 'start' },
    { time: 12.25, kind: 'stimulus' },
  ])
} finally {
  file.close()
}

const stored = File.open(filename)
try {
  for (const node of stored.walk()) console.log(node)
  const trace = stored.get('/measurement/trace')
  const { data, shape } = await trace.read({ start: -2 })
  console.log(`the last rows, shape ${shape}: ${[...data].map((value) => value.toFixed(2)).join(' ')}`)
  console.log(`${trace.size * 4} bytes take ${trace.storageSize} in the file; unit ${trace.attributes.get('unit')}`)
  for (const event of stored.get('/measurement/events').records()) console.log(`${event.time} s: ${event.kind}`)
} finally {
  stored.close()
}
