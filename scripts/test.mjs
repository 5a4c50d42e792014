// Runs the tests by node's own runner: all of them, or the files and folders named as arguments. Where the independent
// readers are missing, it says so and leaves out the files that need them.
//
//   node scripts/test.mjs [path …]

import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))

const paths = process.argv.slice(2)
let files = (paths.length > 0 ? paths : ['test']).flatMap(testFilesIn).sort()
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

const missing = missingReaders()
if (missing.length > 0) {
  const left = new Set(files.filter((file) => needsReaders(file)))
  files = files.filter((file) => !left.has(file))
  console.error(
    `These independent readers are missing: ${missing.join(', ')}. Left out are ${left.size} test files that need them:\n  ` +
      [...left].join('\n  '),
  )
  // A run that proves something must not prove less in silence.
  if (process.env.CI || files.length === 0) process.exit(1)
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

/** Names of Debian's packages. */
function missingReaders() {
  const modules = ['tables', 'pandas', 'scipy', 'h5py']
  const program = `import importlib.util as i; print(*[m for m in ${JSON.stringify(modules)} if not i.find_spec(m)])`
  const { status, stdout } = spawnSync(process.env.TRAJSTORE_PYTHON ?? '/usr/bin/python3', ['-c', program], {
    encoding: 'utf8',
  })
  const absent = status === 0 ? stdout.split(/\s+/).filter(Boolean) : modules
  const hasTools = spawnSync('h5dump', ['--version']).status === 0
  return [...absent.map((name) => `python3-${name}`), ...(hasTools ? [] : ['hdf5-tools'])]
}

/** Whether a file imports, by whatever way, what starts them. */
function needsReaders(file, seen = new Set()) {
  if (file === 'test/support/python.ts' || file === 'test/crash/other-readers.ts') return true
  if (seen.has(file) || !existsSync(file)) return false
  seen.add(file)
  const imports = readFileSync(file, 'utf8').matchAll(/(?:from|import) '(\.[^']+)\.js'/g)
  return [...imports].some(([, path]) => needsReaders(join(dirname(file), `${path}.ts`), seen))
}
