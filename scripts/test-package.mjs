// Packs the package as npm would publish it, installs the tarball without scripts, and uses it in a root that has nothing but Node.js:
// no libhdf5, no compiler, no Python. Then builds the addon from the sources in the tarball, where the system has libhdf5.
// Needs prebuilds/ (npm run prebuild:linux) and, for the empty root, to be root.
//
//   node scripts/test-package.mjs

import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const MOST_BYTES = 15 * 1024 * 1024

if (!existsSync(join(root, 'prebuilds'))) stop('There is no prebuilt addon: run npm run prebuild:linux first.')
const folder = mkdtempSync(join(tmpdir(), 'trajstore-package-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

checkGlibc()
run('npm', ['run', '--silent', 'build:lib'])
run('npx', ['--no-install', 'publint', '--strict'])
const tarball = pack()
run('npx', ['--no-install', 'attw', tarball, '--profile', 'esm-only'])
const app = install(tarball)
const size = bytesBelow(join(app, 'node_modules', 'trajstore'))
console.log(`unpacked: ${(size / 1024 / 1024).toFixed(1)} MiB`)
if (size > MOST_BYTES) stop(`The package takes more than ${MOST_BYTES} bytes.`)
for (const file of ['esm.mjs', 'commonjs.cjs', 'workers.mjs', 'old-node-api.mjs']) inEmptyRoot(app, file)
console.log('The package works in an empty root.')
buildFromSources(app)

function pack() {
  const { stdout } = run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder])
  return join(folder, JSON.parse(stdout)[0].filename)
}

function install(tarball) {
  const app = join(folder, 'root', 'app')
  mkdirSync(app, { recursive: true })
  writeFileSync(join(app, 'package.json'), '{ "private": true }')
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--omit=peer', '--loglevel=error']
  run('npm', ['install', ...options, tarball], app)
  for (const file of readdirSync(join(root, 'test', 'package')))
    cpSync(join(root, 'test', 'package', file), join(app, file))
  return app
}

/** A root with node and the libraries that it is linked with. */
function inEmptyRoot(app, file) {
  const place = dirname(app)
  const { stdout } = run('ldd', [process.execPath])
  const libraries = stdout.match(/\/[^ )]+\.so[^ )]*/g)
  for (const path of [process.execPath, ...libraries]) cpSync(path, join(place, path), { dereference: true })
  mkdirSync(join(place, 'tmp'), { recursive: true })
  const inside = process.getuid?.() === 0
  if (!inside) console.log('Not root: testing in this system instead of in an empty root.')
  const [command, args, cwd] = inside
    ? ['chroot', [place, process.execPath, `/app/${file}`], folder]
    : [process.execPath, [join(app, file)], app]
  console.log(`${file}: ${run(command, args, cwd).stdout.trim()}`)
}

/** What those do for whose platform there is no prebuilt addon. */
function buildFromSources(app) {
  if (spawnSync('pkg-config', ['--exists', 'hdf5']).status !== 0)
    return console.log('No libhdf5: not building from source.')
  rmSync(join(app, 'node_modules', 'trajstore', 'prebuilds'), { recursive: true })
  run('npx', ['--no-install', 'trajstore', 'build'], app)
  console.log(`built.mjs: ${run(process.execPath, ['built.mjs'], app).stdout.trim()}`)
}

/** The pages must name the glibc that the prebuilt addon asks for. */
function checkGlibc() {
  const folder = join(root, 'prebuilds', `linux-${process.arch}`)
  const symbols = readdirSync(folder).map((file) => run('objdump', ['-T', join(folder, file)]).stdout)
  const minors = [...symbols.join('').matchAll(/\(GLIBC_2\.(\d+)\)/g)].map(([, minor]) => Number(minor))
  const needed = `glibc 2.${Math.max(...minors)} or newer`
  console.log(`needs ${needed}`)
  for (const page of ['docs/installing.md', 'CHANGELOG.md'])
    if (!readFileSync(join(root, page), 'utf8').includes(needed)) stop(`${page} does not say 'with ${needed}'.`)
}

function bytesBelow(path) {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath ?? entry.path, entry.name)).size, 0)
}

function run(command, args, cwd = root) {
  const result = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 2 ** 26 })
  if (result.status === 0) return result
  stop(
    `${result.stdout ?? ''}${result.stderr ?? ''}\n'${command} ${args.join(' ')}' failed (${result.signal ?? result.status}).`,
  )
}

function stop(sentence) {
  console.error(sentence)
  process.exit(1)
}
