// The running Node.js in another root, and npm with the settings that it has on this machine.

import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The folder of the account in the root that is made. */
export const HOME = '/srv/account'

/** How npm reaches its registry. */
const settings = [
  'registry',
  'cafile',
  'proxy',
  'https-proxy',
  'noproxy',
  'strict-ssl',
  'replace-registry-host',
  'omit-lockfile-registry-resolved',
]
const passed = /^(https?_proxy|no_proxy|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE)$/i

/** Debian's own is too old. */
export function copyNode(folder) {
  const bin = join(folder, 'usr/local/bin')
  const npm = 'lib/node_modules/npm'
  mkdirSync(bin, { recursive: true })
  cpSync(process.execPath, join(bin, 'node'), { dereference: true })
  cpSync(join(dirname(process.execPath), '..', npm), join(folder, 'usr/local', npm), {
    recursive: true,
    dereference: true,
  })
  for (const name of ['npm', 'npx']) symlinkSync(`../${npm}/bin/${name}-cli.js`, join(bin, name))
}

/** The environment in that root. */
export function npmSettings() {
  const { stdout } = spawnSync('npm', ['config', 'get', ...settings], { encoding: 'utf8' })
  const lines = stdout.split('\n').filter((line) => /^[a-z-]+=./.test(line) && !line.endsWith('=null'))
  const ofNpm = lines.map((line) => {
    const at = line.indexOf('=')
    return [`npm_config_${line.slice(0, at).replaceAll('-', '_')}`, line.slice(at + 1)]
  })
  const ofSystem = Object.entries(process.env).filter(([name]) => passed.test(name))
  const own = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME,
    LANG: 'C.UTF-8',
  }
  return { ...Object.fromEntries([...ofSystem, ...ofNpm]), ...own }
}
