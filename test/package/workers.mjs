// The addon is loaded by worker threads alone: when the last one ends, Node.js lets go of it.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

for (let index = 0; index < 100; index++) {
  const worker = new Worker(new URL('worker.mjs', import.meta.url), { workerData: index })
  const [code] = await once(worker, 'exit')
  assert.equal(code, 0)
}
console.log('100 worker threads')
