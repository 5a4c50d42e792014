// Tries a fresh clone of HEAD on a Debian that has nothing but Node.js and a C++ compiler: `npm start`, then `npm test`. Prints the
// time of each phase, and 'green' or the command that failed with the end of its log. Needs Linux with apt, and root.
//
//   node scripts/test-bare.mjs [--without-python]
//
// --without-python: no rights to install either; what is needed to build is there, the packages of Python are not.

import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { debianMirror, makeDebian, mountSystem } from './bare/debian.mjs'
import { copyNode, HOME, npmSettings } from './bare/node.mjs'

const checkout = fileURLToPath(new URL('..', import.meta.url))
const cache = join(checkout, '.cache', 'bare')
const fixtures = process.env.TRAJSTORE_FIXTURES ?? join(checkout, '..', 'shared', 'fixtures')
const CLONE = join(HOME, 'trajstore')
const USER = 'account'
const LINES = 60

const withoutPython = process.argv.includes('--without-python')
/** All is mounted, and all processes run, in name spaces of their own: both go with the first process, whatever ends it. */
async function outside() {
  const obstacle = whatIsInTheWay()
  if (obstacle) stop(obstacle)
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'root-'))
  // Others than root go through it too.
  chmodSync(folder, 0o755)
  const own = ['--mount', '--pid', '--fork', '--kill-child', '--propagation', 'private']
  // The first process of a name space has to wait for the orphans in it, which a shell does and Node.js does not.
  const first = ['sh', '-c', '"$@"; exit $?', 'sh', process.execPath, ...process.argv.slice(1), '--inside', folder]
  const child = spawn('unshare', [...own, ...first], { stdio: 'inherit' })
  let ended = null
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      ended = signal
      child.kill('SIGKILL')
    })
  }
  const status = await new Promise((done) => child.on('close', done))
  removeRoot(folder)
  if (ended) console.error(`Ended by ${ended}; nothing is left mounted.`)
  process.exit(status ?? 130)
}

function whatIsInTheWay() {
  const isDebian = process.platform === 'linux' && spawnSync('apt-get', ['--version']).status === 0
  if (!isDebian || process.getuid() !== 0) return 'Making a bare Debian needs Linux with apt, and root.'
  if (spawnSync('unshare', ['--mount', '--pid', '--fork', 'true']).status !== 0)
    return 'Making a bare Debian needs the right to mount, which root does not have here.'
  if (!existsSync(join(fixtures, 'pypet')))
    return 'The fixture files were not found: put them at ../shared/fixtures, or name their folder in TRAJSTORE_FIXTURES.'
  return debianMirror() ? null : 'The sources of apt name no mirror of Debian 12 (bookworm).'
}

/** Never through something that is mounted in it. */
function removeRoot(folder) {
  const mounted = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .filter((line) => line.includes(folder))
  if (mounted.length > 0)
    stop(`Something is still mounted below ${folder}, which is left as it is: ${mounted.join('; ')}`)
  rmSync(folder, { recursive: true, force: true })
}

function inside(folder) {
  const log = join(cache, 'log.txt')
  const started = Date.now()
  phase('Debian', () => {
    makeDebian(folder, cache, run)
    copyNode(folder)
    mountSystem(folder, cache, run)
  })
  phase('clone', () => {
    const place = join(folder, CLONE)
    const head = spawnSync('git', ['-C', checkout, 'rev-parse', 'HEAD'], { encoding: 'utf8' }).stdout.trim()
    run('git', ['clone', '--quiet', '--no-hardlinks', checkout, place])
    run('git', ['-C', place, 'checkout', '--quiet', '--detach', head])
    const theirs = join(folder, HOME, 'shared', 'fixtures')
    mkdirSync(theirs, { recursive: true })
    run('mount', ['--bind', fixtures, theirs])
    run('chroot', [folder, 'useradd', '--home-dir', HOME, USER])
    run('chroot', [folder, 'chown', '--recursive', `${USER}:`, CLONE, join(HOME, '.npm')])
    run('chroot', [folder, 'chown', `${USER}:`, HOME])
  })
  const asUser = ['setpriv', `--reuid=${USER}`, `--regid=${USER}`, '--clear-groups']
  phase('npm start, told what is missing', () => {
    const told = inRoot([...asUser, 'npm', 'start'], { expected: 1 })
    if (!told.includes('libhdf5-dev')) fail('npm start', `It does not name libhdf5-dev:\n${told}`)
  })
  if (withoutPython) {
    phase('build packages', () => inRoot(['node', 'scripts/setup.mjs', '--only-system'], { expected: 0 }))
    phase('npm start', () => inRoot([...asUser, 'npm', 'start']))
    phase('npm test', () => {
      const log = inRoot([...asUser, 'npm', 'test'])
      if (!log.includes('python3-tables')) fail('npm test', 'It does not say what it left out.')
    })
  } else {
    run('chroot', [folder, 'chown', '--recursive', 'root:', CLONE])
    phase('npm start', () => inRoot(['npm', 'start'], { ci: true }))
    phase('npm test', () => inRoot(['npm', 'test'], { ci: true }))
  }
  console.log(`green, after ${seconds(started)} (log: .cache/bare/log.txt)`)

  function inRoot(command, { ci = false, expected = 0 } = {}) {
    const inClone = ['chroot', folder, 'sh', '-c', `cd ${CLONE} && exec "$@"`, 'sh', ...command]
    const env = { ...npmSettings(), ...(ci ? { CI: 'true' } : {}) }
    return run(inClone[0], inClone.slice(1), { env, expected, name: command.join(' ') })
  }

  function run(command, args, { env = process.env, expected = 0, name = `${command} ${args.join(' ')}` } = {}) {
    const descriptor = openSync(log, 'w')
    const { status, signal } = spawnSync(command, args, { env, stdio: ['ignore', descriptor, descriptor] })
    closeSync(descriptor)
    const output = readFileSync(log, 'utf8')
    if (status !== expected) fail(name, `It ended with ${signal ?? status}:\n${lastLines(output)}`)
    return output
  }
}

function phase(name, work) {
  const started = Date.now()
  work()
  console.log(`${name}: ${seconds(started)}`)
}

const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(0)} s`
const lastLines = (text) => text.trimEnd().split('\n').slice(-LINES).join('\n')
const fail = (command, why) => stop(`'${command}' failed. ${why}`)

function stop(sentence) {
  console.error(sentence)
  process.exit(1)
}

const at = process.argv.indexOf('--inside')
if (at > 0) inside(process.argv[at + 1])
else await outside()
