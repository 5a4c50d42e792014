import assert from 'node:assert/strict'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import * as mine from '../../lib/h5/index.js'
import { addonPath } from '../../lib/h5/native.js'
import { temporaryFolder } from '../support/temporary.js'

const path = temporaryFolder()
const root = fileURLToPath(new URL('../..', import.meta.url))

/** The package once more, with the same addon. Below the project, where its dependencies are. */
async function copyOfPackage(): Promise<typeof mine> {
  mkdirSync(join(root, 'build'), { recursive: true })
  const folder = mkdtempSync(join(root, 'build/copy-'))
  after(() => rmSync(folder, { recursive: true }))
  cpSync(join(root, 'lib'), join(folder, 'lib'), { recursive: true })
  const addon = join(folder, 'build/Release/trajstore.node')
  mkdirSync(dirname(addon), { recursive: true })
  symlinkSync(addonPath, addon)
  return (await import(pathToFileURL(join(folder, 'lib/h5/index.ts')).href)) as typeof mine
}

test('two copies of the package in one process throw errors of their own classes', async () => {
  const other = await copyOfPackage()
  assert.notEqual(mine.File, other.File)
  for (const { File, NotFoundError, LockedError } of [mine, other, mine]) {
    using file = File.open(path('own.h5'), 'w')
    assert.throws(() => file.root.native.openGroup('missing'), NotFoundError)
    assert.throws(() => File.open(path('own.h5')), LockedError)
  }
})

test('what one copy holds, the other cannot write', async () => {
  const other = await copyOfPackage()
  using file = mine.File.open(path('shared.h5'), 'w')
  file.createArray('/x', Int32Array.of(1))
  assert.throws(() => other.File.open(path('shared.h5'), 'r+'), other.LockedError)
})
