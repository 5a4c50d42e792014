import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { openObjects } from '../../lib/h5/index.js'

/**
 * A folder for the files of one test file, removed at its end; then every HDF5 object must have been closed.
 * Gives a function from a name to a path in it.
 */
export function temporaryFolder(): (name: string) => string {
  const folder = mkdtempSync(join(tmpdir(), 'trajstore-'))
  after(() => {
    rmSync(folder, { recursive: true })
    assert.equal(openObjects(), 0, 'HDF5 objects were left open')
  })
  return (name) => join(folder, name)
}
