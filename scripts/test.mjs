// Runs the tests by node's own runner: all of them, or the files and folders named as arguments.
//
//   node scripts/test.mjs [path …]

import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))

const paths = process.argv.slice(2)
const files = (paths.length > 0 ? paths : ['test']).flatMap(testFilesIn).sort()
if (files.length === 0) {
  console.error(`No test file was found in ${paths.join(', ')}.`)
  process.exit(1)
}
if (!existsSync('../shared/fixtures/pypet') && !process.env.TRAJSTORE_FIXTURES) {
  console.error(
    'The fixture files were not found: put them at ../shared/fixtures, or name their folder in TRAJSTORE_FIXTURES; ' +
      'tests that need them will fail.',
  )
}

// Node leaves a core free for itself, which on two cores means one file after the other.
const options = ['--import', 'tsx', '--test', '--test-reporter=spec', `--test-concurrency=${availableParallelism()}`]
const { status } = spawnSync(process.execPath, [...options, ...files], { stdio: ['ignore', 'inherit', 'inherit'] })
process.exit(status ?? 1)

function testFilesIn(path) {
  if (path.endsWith('.ts')) return [path]
  return readdirSync(path, { recursive: true })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => `${path}/${name}`)
}
