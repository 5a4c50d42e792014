// Sets up everything that `npm start` and `npm test` need, in four steps that each know when they are done:
// system libraries, npm packages, the native addon, the compiled library. Run again, it takes well under two seconds.
// Where packages cannot be installed, it names those that are missing and goes on if the addon can be built without them.
//
//   node scripts/setup.mjs [--tests] [--only-system]
//
// --tests: also what only the tests need (the independent readers); --only-system: nothing but the system libraries.

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
process.chdir(root)

const buildPackages = [
  'cmake',
  'g++',
  'make',
  'pkg-config',
  'libhdf5-dev',
  'libblosc-dev',
  'liblzo2-dev',
  'zlib1g-dev',
  'libdeflate-dev',
  'libbz2-dev',
]
const testPackages = ['python3-tables', 'python3-pandas', 'python3-scipy', 'python3-h5py', 'hdf5-tools']

const tools = ['cmake', 'c++', 'pkg-config']

const withTests = process.argv.includes('--tests')

installSystemPackages()
if (process.argv.includes('--only-system')) process.exit(0)
step('npm packages', 'node_modules/.setup-stamp', ['package.json', 'package-lock.json'], [], () =>
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']),
)
step(
  'native addon',
  'build/.setup-stamp',
  ['native', 'CMakeLists.txt', 'package-lock.json'],
  [process.version, hdf5Version(), existsSync('build/Release/trajstore.node')],
  () => run('npm', ['run', '--silent', 'build:native']),
)
step(
  'library',
  'dist/.setup-stamp',
  ['lib', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'],
  [existsSync('dist/index.js')],
  () => run('npm', ['run', '--silent', 'build:lib']),
)

/** Runs `build` unless the stamp says that it ran for exactly these inputs. */
function step(name, stamp, inputs, facts, build) {
  const key = fingerprint(inputs, facts)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === key) return
  console.log(`setup: ${name} …`)
  build()
  mkdirSync(dirname(stamp), { recursive: true })
  // Facts such as "the result exists" may have become true by the build itself.
  writeFileSync(
    stamp,
    fingerprint(
      inputs,
      facts.map((fact) => (typeof fact === 'boolean' ? true : fact)),
    ),
  )
}

function fingerprint(inputs, facts) {
  const hash = createHash('sha256').update(JSON.stringify(facts))
  for (const file of inputs.flatMap(filesBelow)) hash.update(`\0${file}\0`).update(readFileSync(file))
  return hash.digest('hex')
}

function filesBelow(path) {
  if (!existsSync(path)) return []
  try {
    return readdirSync(path, { withFileTypes: true })
      .flatMap((entry) => filesBelow(join(path, entry.name)))
      .sort()
  } catch (error) {
    if (error.code === 'ENOTDIR') return [path]
    throw error
  }
}

function installSystemPackages() {
  if (!commandExists('dpkg-query')) return checkWithoutDebian()
  const toBuild = buildPackages.filter((name) => !isInstalled(name))
  const toTest = withTests ? testPackages.filter((name) => !isInstalled(name)) : []
  const missing = [...toBuild, ...toTest]
  if (missing.length === 0) return
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', ...missing]
  const obstacle = tryToInstall(install, missing)
  if (obstacle === null) return
  const sentence = `These system packages are missing: ${missing.join(' ')}. ${obstacle} To install them:\n\n  sudo ${install.join(' ')}\n`
  // A run that proves something must not prove less in silence.
  if (process.env.CI || (toBuild.length > 0 && !canBuild())) stop(sentence)
  console.warn(`setup: ${sentence}\nsetup: going on without them …`)
}

/** Why it could not be done; null when it is done. */
function tryToInstall(install, missing) {
  const asRoot = process.getuid?.() === 0 ? [] : canSudo() ? ['sudo', '-n'] : null
  if (asRoot === null) return 'There is no right to install them.'
  console.log(`setup: system packages ${missing.join(' ')} …`)
  for (const command of [['apt-get', 'update'], install]) {
    const failure = runQuietly([...asRoot, ...command])
    if (failure !== null) return failure
  }
  return null
}

/** By packages of another name, or by what was installed by hand. */
function canBuild() {
  const libraries = ['hdf5', 'blosc', 'zlib', 'libdeflate']
  return tools.every(commandExists) && spawnSync('pkg-config', ['--exists', ...libraries]).status === 0
}

function isInstalled(name) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of dpkg-query
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Status}', name], { encoding: 'utf8' })
  return stdout === 'installed'
}

function checkWithoutDebian() {
  if (!tools.every(commandExists) || !hdf5Version()) {
    stop(
      'Building trajstore needs cmake, a C++17 compiler, pkg-config and the development files of HDF5, c-blosc, LZO, zlib, libdeflate and bzip2. ' +
        'On Debian they are installed for you; on this system please install them by its package manager and run this again.',
    )
  }
}

function hdf5Version() {
  return spawnSync('pkg-config', ['--modversion', 'hdf5'], { encoding: 'utf8' }).stdout?.trim() ?? ''
}

function commandExists(name) {
  return spawnSync('sh', ['-c', `command -v ${name}`]).status === 0
}

function canSudo() {
  return commandExists('sudo') && spawnSync('sudo', ['-n', 'true']).status === 0
}

/** For noisy tools: what they printed when they failed, else null. */
function runQuietly([command, ...args]) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const result = spawnSync(command, args, { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'] })
  if (result.status === 0) return null
  return `${result.stdout ?? ''}${result.stderr ?? ''}\n'${command} ${args.join(' ')}' failed.`
}

function run(command, args) {
  const result = spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] })
  if (result.status !== 0) stop(`'${command} ${args.join(' ')}' failed.`)
}

function stop(sentence) {
  console.error(sentence)
  process.exit(1)
}
