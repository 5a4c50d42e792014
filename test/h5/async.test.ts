import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type CArray, type EArray, File, openObjects } from '../../lib/h5/index.js'
import { OFFLOAD_BYTES } from '../../lib/h5/offload.js'
import { temporaryFolder } from '../support/temporary.js'

const inFolder = temporaryFolder()
/** Enough to be handled off the main thread. */
const length = OFFLOAD_BYTES / 8 + 1000

const create = (file: File, path: string): CArray =>
  file.createCArray(path, { dtype: 'float64', shape: [length], filters: { complib: 'zlib', complevel: 1 } })
const filled = (value: number): Float64Array => new Float64Array(length).fill(value)
const firstOf = async (array: { read(): Promise<{ data: unknown }> }): Promise<number> =>
  ((await array.read()).data as Float64Array)[0]!

describe('tasks on other threads', () => {
  it('run in the order in which they were asked for', async () => {
    using file = File.open(inFolder('order.h5'), 'w')
    const array = create(file, '/x')
    const results = Array.from({ length: 10 }, (_, round) => [array.write(filled(round)), firstOf(array)] as const)
    assert.deepEqual(await Promise.all(results.map(([, read]) => read)), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('are not overtaken by what is done on this thread', async () => {
    using file = File.open(inFolder('overtaken.h5'), 'w')
    const array = create(file, '/x')
    const growing = file.createEArray('/grows', { dtype: 'float64', shape: [0, length] })
    for (let round = 1; round < 20; round++) {
      const written = array.write(filled(round))
      const before = firstOf(array)
      array.writeSync(-round, { start: 0, stop: 1 })
      const after = array.read({ stop: 1 })
      growing.append(filled(round))
      assert.equal(growing.shape[0], round)
      assert.equal(await before, round)
      assert.equal((await after).get(0), -round)
      await written
    }
  })

  it('may run for many nodes and files at once', async () => {
    const files = [0, 1, 2].map((index) => File.open(inFolder(`many${index}.h5`), 'w'))
    const arrays = files.flatMap((file) => [0, 1, 2].map((index) => create(file, `/x${index}`)))
    await Promise.all(arrays.map((array, index) => array.write(filled(index))))
    assert.deepEqual(await Promise.all(arrays.map(firstOf)), [0, 1, 2, 3, 4, 5, 6, 7, 8])
    for (const file of files) file.close()
    assert.equal(openObjects(), 0)
  })

  it('are waited for by close, and keep what they wrote', async () => {
    const file = File.open(inFolder('close.h5'), 'w')
    const array = create(file, '/x')
    const pending = [array.write(filled(1)), array.write(filled(2)), array.read()] as const
    file.close()
    assert.equal(openObjects(), 0)
    const [, , read] = await Promise.all(pending)
    assert.equal(read.get(0), 2)
    await assert.rejects(array.read(), { code: 'ERR_CLOSED' })
    using again = File.open(inFolder('close.h5'))
    assert.equal(await firstOf(again.get('/x') as CArray), 2)
  })

  it('of a node that is closed meanwhile give data or a typed error', async () => {
    using file = File.open(inFolder('node.h5'), 'w')
    create(file, '/x').close()
    for (let round = 0; round < 20; round++) {
      const node = file.get('/x') as CArray
      const read = node.read().then(
        ({ data }) => (data as Float64Array).length,
        (error) => error.code,
      )
      node.close()
      assert.ok([length, 'ERR_CLOSED'].includes(await read))
    }
  })

  it('do not stop calls on the main thread', async () => {
    using file = File.open(inFolder('mixed.h5'), 'w')
    const array = create(file, '/x')
    const rows = file.createEArray('/rows', { dtype: 'float64', shape: [0] }) as EArray
    const pending = [array.write(filled(1)), array.write(filled(2))]
    for (let row = 0; row < 100; row++) rows.append([row])
    rows.attributes.set('n', 100)
    assert.equal(rows.readSync().size, 100)
    await Promise.all(pending)
    assert.equal(await firstOf(array), 2)
  })

  it('give errors as rejected promises that say where', async () => {
    using file = File.open(inFolder('errors.h5'), 'w')
    const array = create(file, '/x')
    await assert.rejects(array.write(new Float64Array(length + 1)), { code: 'ERR_INVALID_VALUE' })
    const native = array.native.writeAsync(null, new Uint8Array(8 * length + 8))
    await assert.rejects(native, { code: 'ERR_INVALID_VALUE', path: '/x', filename: inFolder('errors.h5') })
  })
})
