import { workerData } from 'node:worker_threads'
import { File } from 'trajstore/hdf5'

const file = File.open(`/tmp/worker${workerData}.h5`, 'w')
file.createArray('/x', [workerData])
// Every other one leaves its file open when it ends.
if (workerData % 2) file.close()
