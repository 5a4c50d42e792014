// A worker thread that uses the addon alone: `workerData` names the addon, a file and how to end.
const { parentPort, workerData } = require('node:worker_threads')
const native = require(workerData.addon)

native.setErrorFactory(({ message }) => new Error(message))
const spec = {
  dtype: '<f8',
  shape: [0],
  maxshape: [null],
  chunks: [1000],
  filters: { complib: 'zlib', complevel: 1, shuffle: true, fletcher32: false },
}

function work(rounds) {
  const file = native.create(workerData.filename, false, {})
  const group = file.root().createGroup('group', [['text', 'abc']])
  const dataset = group.createDataset('data', spec, [['unit', 'mV']])
  const rows = new Uint8Array(new Float64Array(1000).fill(1.5).buffer)
  for (let round = 0; round < rounds; round++) dataset.append(rows, 1000)
  if (dataset.read(null).length !== rounds * 8000) throw new Error('rows are missing')
  return { file, dataset, rows }
}

const endings = {
  closes: () => work(3).file.close(),
  // The environment's end has to close what is open.
  forgets: () => work(3),
  // Until it is terminated, there is always a task under way.
  async 'never ends'() {
    const { dataset, rows } = work(1)
    parentPort.postMessage('working')
    for (;;)
      await Promise.all([dataset.appendAsync(rows, 1000), dataset.appendAsync(rows, 1000), dataset.readAsync(null)])
  },
}
endings[workerData.ending]()
