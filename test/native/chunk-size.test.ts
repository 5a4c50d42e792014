import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { it } from 'node:test'
import { CorruptError } from '../../lib/errors.js'
import { type EArray, File, type VLArray } from '../../lib/h5/index.js'
import { runPython } from '../support/python.js'
import { temporaryFolder } from '../support/temporary.js'

const inFolder = temporaryFolder()

/** Says another number of bytes for the only chunk, in the first key of its index. */
function claim(filename: string, bytes: number): void {
  const content = readFileSync(filename)
  const node = content.indexOf('TREE\x01\x00', 0, 'latin1')
  assert.ok(node > 0)
  content.writeUInt32LE(bytes, node + 24)
  writeFileSync(filename, content)
}

it('a chunk without filters is read as long as it should be, whatever the file says', () => {
  for (const bytes of [0, 1, 31, 33, 40, 2 ** 20, 2 ** 32 - 1]) {
    const filename = inFolder(`claims-${bytes}.h5`)
    {
      using file = File.open(filename, 'w')
      const array = file.createEArray('/d', { dtype: 'int32', shape: [0], chunkshape: [8] })
      array.append(new Int32Array(8).fill(7))
    }
    claim(filename, bytes)
    using file = File.open(filename)
    for (const options of [{}, { start: 2, stop: 5 }]) {
      assert.throws(() => (file.get('/d') as EArray).readSync(options), CorruptError)
    }
  }
})

it('rows of variable length whose sum no memory can have are refused', () => {
  const filename = inFolder('sums.h5')
  runPython(
    `
import h5py, json, numpy as np, sys
with h5py.File(json.load(sys.stdin), "w") as f:
    d = f.create_dataset("d", (4,), dtype=h5py.vlen_dtype("f8"))
    for i in range(4): d[i] = np.arange(3.0)
print("null")
`,
    filename,
  )
  const content = readFileSync(filename)
  // A reference: the number of elements, the address of a collection, the number of the object in it.
  const heap = content.indexOf('GCOL\x01', 0, 'latin1')
  const reference = Buffer.alloc(16)
  reference.writeUInt32LE(3, 0)
  reference.writeBigUInt64LE(BigInt(heap), 4)
  reference.writeUInt32LE(1, 12)
  const at = content.indexOf(reference)
  assert.ok(heap > 0 && at > 0)
  for (let row = 0; row < 4; row++) content.writeUInt32LE(0xffffffff, at + 16 * row)
  writeFileSync(filename, content)
  using file = File.open(filename)
  assert.throws(() => (file.get('/d') as VLArray).readSync(), { name: 'LimitError' })
})
