import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { chunkShape, rowsPerChunk } from '../../lib/h5/chunk-shape.js'
import { type Filters, packFilters, resolveFilters, unpackFilters } from '../../lib/h5/filters.js'
import { compressors } from '../../lib/h5/index.js'
import { fc } from '../support/property.js'
import { runPython } from '../support/python.js'

describe('chunk shapes', () => {
  const shapes = fc.sample(
    fc.record({
      shape: fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 4 }),
      itemsize: fc.constantFrom(1, 2, 4, 8, 16, 33),
      rows: fc.oneof(fc.integer({ min: 1, max: 10000 }), fc.integer({ min: 1, max: 1e9 })),
    }),
    1000,
  )

  it('of arrays are those of PyTables', () => {
    const program = `
import json, sys, numpy as np
from tables.leaf import Leaf
class Fake: maindim = 0; extdim = -1
def shape_of(case):
    fake = Fake(); fake.shape = tuple(case['shape'])
    rowsize = int(np.prod([1] + case['shape'][1:], dtype=object)) * case['itemsize']
    return [int(length) for length in Leaf._calc_chunkshape(fake, case['rows'], rowsize, case['itemsize'])]
json.dump([shape_of(case) for case in json.load(sys.stdin)], sys.stdout)`
    assert.deepEqual(
      shapes.map(({ shape, rows, itemsize }) => chunkShape(shape, rows, itemsize)),
      runPython(program, shapes),
    )
  })

  it('of tables are those of PyTables', () => {
    const program = `
import json, sys
from tables.leaf import Leaf
class Fake: maindim = 0; extdim = 0; shape = (0,)
json.dump([int(Leaf._calc_chunkshape(Fake(), case['rows'], case['itemsize'], case['itemsize'])[0])
           for case in json.load(sys.stdin)], sys.stdout)`
    assert.deepEqual(
      shapes.map(({ rows, itemsize }) => rowsPerChunk(rows, itemsize)),
      runPython(program, shapes),
    )
  })
})

describe('filters', () => {
  const filters: fc.Arbitrary<Filters> = fc
    .record({
      complib: fc.constantFrom(...compressors()),
      complevel: fc.nat(9),
      shuffle: fc.boolean(),
      bitshuffle: fc.boolean(),
      fletcher32: fc.boolean(),
    })
    .map((given) => resolveFilters({ ...given, bitshuffle: given.bitshuffle && given.complib.startsWith('blosc') }))

  it('are packed into one number as PyTables does, and back', () => {
    const samples = fc.sample(filters, 200)
    const program = `
import json, sys, tables
def pack(given):
    filters = tables.Filters(given['complevel'], given['complib'], given['shuffle'], given['bitshuffle'], given['fletcher32'])
    return int(filters._pack())
json.dump([pack(given) for given in json.load(sys.stdin)], sys.stdout)`
    assert.deepEqual(samples.map(packFilters), runPython(program, samples))
  })

  it('come back from that number', () => {
    fc.assert(
      fc.property(filters, (given) => {
        const found = unpackFilters(packFilters(given))
        const known = given.complevel > 0 ? given : { ...given, complib: 'zlib' }
        assert.deepEqual(found, known)
      }),
    )
  })

  it('shuffle by default where there is compression', () => {
    assert.deepEqual(resolveFilters(), {
      complib: 'zlib',
      complevel: 0,
      shuffle: false,
      bitshuffle: false,
      fletcher32: false,
    })
    assert.deepEqual(resolveFilters({ complib: 'lzo' }), {
      complib: 'lzo',
      complevel: 5,
      shuffle: true,
      bitshuffle: false,
      fletcher32: false,
    })
    assert.equal(resolveFilters({ complib: 'blosc', bitshuffle: true }).shuffle, false)
  })
})
