import assert from 'node:assert/strict'
import { it } from 'node:test'
import { type CArray, File } from '../../lib/h5/index.js'
import { runPython } from '../support/python.js'
import { temporaryFolder } from '../support/temporary.js'

const inFolder = temporaryFolder()

/** Bytes of an element: with and without what is left beside groups of 8, 4 and 2. */
const widths = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 15, 16, 17, 24, 31, 33, 64, 73]
/** More than the elements that are handled at a time, and no multiple of any block. */
const CHUNK = 2183
const ROWS = 3 * CHUNK - 5

const texts = (width: number): string[] =>
  Array.from({ length: ROWS }, (_, row) =>
    String.fromCharCode(...Array.from({ length: width }, (_, at) => 33 + ((row * 31 + at * 17) % 90))),
  )

it('elements of any width are shuffled as libhdf5 does it', () => {
  const [ours, theirs] = [inFolder('ours.h5'), inFolder('theirs.h5')]
  {
    using file = File.open(ours, 'w')
    for (const width of widths) {
      const filters = { complib: 'zlib', complevel: 1, shuffle: true }
      const options = { dtype: `|S${width}`, shape: [ROWS], chunkshape: [CHUNK], filters } as const
      file.createCArray(`/w${width}`, options).writeSync(texts(width))
    }
  }
  const equal = runPython<boolean[]>(
    `
import json, sys, h5py
ours, theirs, widths, chunk, rows = json.load(sys.stdin)
equal = []
with h5py.File(ours) as source, h5py.File(theirs, "w") as target:
    for width in widths:
        wanted = [bytes(33 + (row * 31 + at * 17) % 90 for at in range(width)) for row in range(rows)]
        equal.append(source["w%d" % width][...].tolist() == wanted)
        target.create_dataset("w%d" % width, data=wanted, dtype="S%d" % width, chunks=(chunk,), shuffle=True, compression=1)
print(json.dumps(equal))
`,
    [ours, theirs, widths, CHUNK, ROWS],
  )
  assert.deepEqual(
    equal,
    widths.map(() => true),
  )
  using file = File.open(theirs)
  for (const width of widths) {
    const { data } = (file.get(`/w${width}`) as CArray).readSync()
    assert.equal(Buffer.from(data as Uint8Array).toString('latin1'), texts(width).join(''))
  }
})
