// Builds the addon that the npm package holds: HDF5 and c-blosc with its codecs inside, from Debian's source packages, into
// prebuilds/. Everything that is downloaded or compiled on the way is kept below .cache/prebuild: the second time takes a minute.
//
//   node scripts/prebuild-linux.mjs
//
// It runs on Debian 12 or its kin; what it runs on decides which glibc the addon needs.

import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const cache = join(root, '.cache', 'prebuild')
const installed = join(cache, 'installed')
const cFlags = '-O2 -fPIC -fvisibility=hidden'

/** Source packages by exact version, so that two runs build the same. */
const libraries = [
  { name: 'hdf5', version: '1.14.5+repack-3', build: cmake(hdf5Options()) },
  { name: 'bzip2', version: '1.0.8-5', build: buildBzip2 },
  { name: 'lz4', version: '1.10.0-4', build: makeLibrary('lib', 'liblz4.a', 'BUILD_SHARED=no') },
  { name: 'libzstd', version: '1.5.7+dfsg-1', build: makeLibrary('lib', 'libzstd.a') },
  {
    name: 'snappy',
    version: '1.1.9-3',
    build: cmake(['-DSNAPPY_BUILD_TESTS=OFF', '-DSNAPPY_BUILD_BENCHMARKS=OFF', '-DBUILD_SHARED_LIBS=OFF']),
  },
  { name: 'c-blosc', version: '1.21.3+ds-1', build: cmake(bloscOptions()) },
]

mkdirSync(join(installed, 'lib'), { recursive: true })
mkdirSync(join(installed, 'include'), { recursive: true })
const sourcesKnown = { done: false }
for (const library of libraries) provide(library)
buildAddon()

/** Builds a library unless this version of it is there. */
function provide({ name, version, build }) {
  const stamp = join(installed, `${name}-${version}`)
  if (existsSync(stamp)) return
  console.log(`prebuild: ${name} ${version} …`)
  build(sourceOf(name, version))
  writeFileSync(stamp, '')
}

/** The unpacked source package; apt's lists and downloads stay in the cache, /etc is not touched. */
function sourceOf(name, version) {
  const folder = join(cache, name)
  rmSync(folder, { recursive: true, force: true })
  const environment = { APT_CONFIG: aptConfiguration() }
  if (!sourcesKnown.done) run('apt-get', ['update', '-qq'], { environment })
  sourcesKnown.done = true
  const downloads = join(cache, 'downloads')
  run('apt-get', ['source', '-qq', '--download-only', `${name}=${version}`], { cwd: downloads, environment })
  const description = readdirSync(downloads).find((file) => file.startsWith(`${name}_`) && file.endsWith('.dsc'))
  run('dpkg-source', ['--no-check', '-x', join(downloads, description), folder])
  return folder
}

function aptConfiguration() {
  for (const folder of ['apt/lists/partial', 'apt/cache/archives/partial', 'downloads'])
    mkdirSync(join(cache, folder), { recursive: true })
  const list = join(cache, 'apt', 'debian.sources')
  const key = '/usr/share/keyrings/debian-archive-keyring.gpg'
  const source = ['Types: deb-src', 'URIs: http://deb.debian.org/debian', 'Suites: bookworm trixie', 'Components: main']
  writeFileSync(list, `${[...source, `Signed-By: ${key}`].join('\n')}\n`)
  const file = join(cache, 'apt', 'apt.conf')
  const settings = {
    'Dir::State::lists': join(cache, 'apt/lists'),
    'Dir::Cache': join(cache, 'apt/cache'),
    'Dir::Etc::sourcelist': list,
    'Dir::Etc::sourceparts': '/dev/null',
    'APT::Sandbox::User': process.env.USER ?? 'root',
  }
  writeFileSync(
    file,
    Object.entries(settings)
      .map(([name, value]) => `${name} "${value}";\n`)
      .join(''),
  )
  return file
}

/** Without tools, languages, and all that reaches for the network or other licences. */
function hdf5Options() {
  const off = [
    'BUILD_SHARED_LIBS',
    'BUILD_TESTING',
    'HDF5_BUILD_TOOLS',
    'HDF5_BUILD_EXAMPLES',
    'HDF5_BUILD_CPP_LIB',
    'HDF5_BUILD_FORTRAN',
    'HDF5_BUILD_JAVA',
    'HDF5_BUILD_HL_LIB',
    'HDF5_ENABLE_SZIP_SUPPORT',
    'HDF5_ENABLE_ROS3_VFD',
    'HDF5_ENABLE_THREADSAFE',
  ]
  return [...off.map((name) => `-D${name}=OFF`), '-DBUILD_STATIC_LIBS=ON', '-DHDF5_ENABLE_Z_LIB_SUPPORT=ON']
}

function bloscOptions() {
  const off = ['BUILD_SHARED', 'BUILD_TESTS', 'BUILD_BENCHMARKS', 'BUILD_FUZZERS', 'DEACTIVATE_SNAPPY']
  const external = ['LZ4', 'ZSTD', 'SNAPPY', 'ZLIB'].map((name) => `-DPREFER_EXTERNAL_${name}=ON`)
  const found = ['lz4', 'zstd', 'snappy'].flatMap((name) => [
    `-D${name.toUpperCase()}_INCLUDE_DIR=${join(installed, 'include')}`,
    `-D${name.toUpperCase()}_LIBRARY=${join(installed, 'lib', `lib${name}.a`)}`,
  ])
  return [...off.map((name) => `-D${name}=OFF`), ...external, ...found, `-DCMAKE_PREFIX_PATH=${installed}`]
}

function cmake(options) {
  return (source) => {
    const folder = join(source, 'build-static')
    mkdirSync(folder)
    const common = [
      'BUILD_TYPE=Release',
      `INSTALL_PREFIX=${installed}`,
      'INSTALL_LIBDIR=lib',
      'POSITION_INDEPENDENT_CODE=ON',
    ]
    // HDF5's configuration writes into the folder that it is started in.
    run('cmake', [source, ...common.map((setting) => `-DCMAKE_${setting}`), ...options], { cwd: folder })
    run('cmake', ['--build', folder, '--parallel', '2'])
    run('cmake', ['--install', folder])
  }
}

function makeLibrary(folder, archive, ...options) {
  return (source) => {
    const place = join(source, folder)
    run('make', ['-C', place, '-j2', archive, ...options, `CFLAGS=${cFlags}`])
    copyFileSync(join(place, archive), join(installed, 'lib', archive))
    for (const header of readdirSync(place).filter((file) => file.endsWith('.h')))
      copyFileSync(join(place, header), join(installed, 'include', header))
  }
}

function buildBzip2(source) {
  run('make', ['-C', source, '-j2', 'libbz2.a', `CFLAGS=${cFlags} -D_FILE_OFFSET_BITS=64`])
  copyFileSync(join(source, 'libbz2.a'), join(installed, 'lib', 'libbz2.a'))
  copyFileSync(join(source, 'bzlib.h'), join(installed, 'include', 'bzlib.h'))
}

function buildAddon() {
  const folder = join(cache, 'addon')
  const headers = join(root, 'node_modules', 'node-api-headers', 'include')
  const settings = ['CMAKE_BUILD_TYPE=Release', `STATIC_DEPS=${installed}`, `CMAKE_JS_INC=${headers}`]
  run('cmake', ['-S', root, '-B', folder, ...settings.map((setting) => `-D${setting}`)])
  run('cmake', ['--build', folder, '--parallel', '2', '--target', 'trajstore'])
  const target = join(root, 'prebuilds', `linux-${process.arch}`)
  mkdirSync(target, { recursive: true })
  const addon = join(target, 'trajstore.glibc.node')
  run('strip', ['-o', addon, join(folder, 'Release', 'trajstore.node')])
  console.log(`prebuild: ${addon}`)
}

/** Output is shown only when a command fails. */
function run(command, args, { cwd = root, environment = {} } = {}) {
  const result = spawnSync(command, args, {
    cwd,
    env: { ...process.env, ...environment },
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  if (result.status === 0) return
  console.error(`${result.error?.message ?? ''}${result.stdout ?? ''}${result.stderr ?? ''}`.slice(-8000))
  console.error(`'${command} ${args.join(' ')}' failed.`)
  process.exit(1)
}
