// A root with Debian 12 and a C++ compiler, whose apt works as that of this machine.

import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { HOME } from './node.mjs'

const SUITE = 'bookworm'
const INCLUDED = ['g++']
const SOURCES = '/etc/apt/sources.list.d'

/** What lets apt and npm reach their servers. */
const taken = [
  '/etc/resolv.conf',
  '/etc/hosts',
  '/etc/ssl/certs/ca-certificates.crt',
  '/usr/local/share/ca-certificates',
  '/etc/apt/keyrings',
  '/etc/apt/trusted.gpg.d',
]
const settingsOfApt = /^Acquire::(https?|Retries|Check-)/

/** The mirror that the sources of this machine's apt name for that suite. */
export function debianMirror() {
  return [...sourceLines(), ...sourceParagraphs()].find(({ suites }) => suites.includes(SUITE))?.mirror
}

function sourceFiles(ending) {
  const below = existsSync(SOURCES) ? readdirSync(SOURCES).map((name) => join(SOURCES, name)) : []
  return ['/etc/apt/sources.list', ...below].filter((path) => path.endsWith(ending) && existsSync(path))
}

/** deb [options] mirror suite components */
function sourceLines() {
  const lines = sourceFiles('.list').flatMap((path) => readFileSync(path, 'utf8').split('\n'))
  return lines.flatMap((line) => {
    const found = /^deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)/.exec(line)
    return found ? [{ mirror: found[1], suites: [found[2]] }] : []
  })
}

function sourceParagraphs() {
  const paragraphs = sourceFiles('.sources').flatMap((path) => readFileSync(path, 'utf8').split(/\n\s*\n/))
  return paragraphs.flatMap((text) => {
    const field = (name) => new RegExp(`^${name}:\\s*(.+)$`, 'im').exec(text)?.[1].trim().split(/\s+/) ?? []
    const [mirror] = field('URIs')
    return mirror && field('Types').includes('deb') ? [{ mirror, suites: field('Suites') }] : []
  })
}

export function makeDebian(folder, cache, run) {
  const debs = join(cache, 'debs')
  mkdirSync(debs, { recursive: true })
  if (spawnSync('debootstrap', ['--version']).status !== 0) {
    run('apt-get', ['update'])
    run('apt-get', ['install', '-y', '--no-install-recommends', 'debootstrap'])
  }
  const options = ['--variant=minbase', `--include=${INCLUDED.join(',')}`, `--cache-dir=${debs}`]
  run('debootstrap', [...options, SUITE, folder, debianMirror()])
  takeApt(folder)
}

function takeApt(folder) {
  for (const path of [...taken, ...sourceFiles('.list'), ...sourceFiles('.sources')].filter(existsSync)) {
    rmSync(join(folder, path), { recursive: true, force: true })
    cpSync(path, join(folder, path), { recursive: true, dereference: true })
  }
  const settings = spawnSync('apt-config', ['dump'], { encoding: 'utf8' }).stdout.split('\n')
  const ours = ['APT::Keep-Downloaded-Packages "true";', 'APT::Sandbox::User "root";']
  const lines = [...settings.filter((line) => settingsOfApt.test(line)), ...ours]
  writeFileSync(join(folder, 'etc/apt/apt.conf.d/90machine'), `${lines.join('\n')}\n`)
}

/** What a system has mounted, and the caches, which the next run uses as well. */
export function mountSystem(folder, cache, run) {
  const mount = (place, ...args) => {
    mkdirSync(join(folder, place), { recursive: true })
    run('mount', [...args, join(folder, place)])
  }
  const npm = join(cache, 'npm')
  mkdirSync(npm, { recursive: true })
  mount('proc', '-t', 'proc', 'proc')
  mount('dev', '--rbind', '/dev')
  mount('dev/shm', '-t', 'tmpfs', 'tmpfs')
  mount('var/cache/apt/archives', '--bind', join(cache, 'debs'))
  mount(join(HOME, '.npm'), '--bind', npm)
}
