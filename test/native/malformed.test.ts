import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'node:test'
import { malformedFiles, malformedFixtures } from '../support/fixtures.js'
import { type Reading, readInChild } from '../support/read-in-child.js'

const MOST_SECONDS = 5
const MOST_MEGABYTES = 1024

it('reads damaged files that break libhdf5 without dying, hanging or filling memory', () => {
  const folder = malformedFixtures()
  assert.equal(readdirSync(folder).filter((name) => name.endsWith('.h5')).length, 39)
  const read = malformedFiles()
  const outcomes = readInChild(read)
  assert.equal(outcomes.length, read.length)
  assert.deepEqual(
    outcomes.filter((outcome) => 'died' in outcome || !isModest(outcome)),
    [],
  )
})

it('reports damage as errors with a code, and leaves nothing open', () => {
  const folder = malformedFixtures()
  // A header, a link, a global heap, a chunk's filter that is not trusted.
  const files = ['05_00161_val.h5', '09_00001_zero.h5', '07_00117_flipn.h5', '09_00079_xsplice.h5']
  const outcomes = readInChild(files.map((name) => join(folder, name))) as Reading[]
  for (const { codes } of outcomes) assert.ok(Object.keys(codes).every((code) => code.startsWith('ERR_')))
  assert.deepEqual(
    outcomes.map(({ codes }) => (codes.ERR_CORRUPT ?? 0) > 0 || (codes.ERR_FILTER_UNAVAILABLE ?? 0) > 0),
    [true, true, true, true],
  )
  assert.deepEqual(new Set(outcomes.map(({ open }) => open)), new Set([0]))
})

const isModest = ({ seconds, memory }: Reading): boolean => seconds < MOST_SECONDS && memory < MOST_MEGABYTES
