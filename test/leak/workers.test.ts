import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { describe, it } from 'node:test'
import { Worker } from 'node:worker_threads'
import { File, openObjects } from '../../lib/h5/index.js'
import { addonPath } from '../../lib/h5/native.js'
import { temporaryFolder } from '../support/temporary.js'

const inFolder = temporaryFolder()

const start = (name: string, ending: string): Worker =>
  new Worker(new URL('worker.cjs', import.meta.url), {
    workerData: { addon: addonPath, ending, filename: inFolder(name) },
    // Without the loader of TypeScript, which takes longer to start than the rest.
    execArgv: [],
  })

async function ended(worker: Worker): Promise<void> {
  const [code] = await once(worker, 'exit')
  assert.equal(code, 0)
}

/** HDF5 files that this process has open. */
const descriptors = (): number => readdirSync('/proc/self/fd').length

describe('worker threads', () => {
  it('load the addon again and again, and leave nothing open', async () => {
    const before = descriptors()
    for (let round = 0; round < 25; round++) {
      const workers = Array.from({ length: 4 }, (_, index) => start(`w${index}.h5`, index % 2 ? 'closes' : 'forgets'))
      await Promise.all(workers.map(ended))
      assert.equal(openObjects(), 0)
    }
    assert.ok(descriptors() <= before + 8)
    for (let index = 0; index < 4; index++) {
      using file = File.open(inFolder(`w${index}.h5`), 'r+')
      assert.deepEqual(file.get('/group/data').attributes.get('unit'), 'mV')
    }
  })

  it('may be terminated in the middle of their work', async () => {
    for (let round = 0; round < 5; round++) {
      const worker = start(`t${round}.h5`, 'never ends')
      await once(worker, 'message')
      await worker.terminate()
      assert.equal(openObjects(), 0)
      using file = File.open(inFolder(`t${round}.h5`), 'r+')
      assert.ok(file.get('/group/data').isOpen)
    }
  })
})
