import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { UnsupportedError } from '../../errors.js'
import type { Command } from '../command.js'

const root = fileURLToPath(new URL('../../../', import.meta.url))

export const command: Command = {
  usage: '',
  operands: [0, 0],
  run() {
    if (!existsSync(join(root, 'CMakeLists.txt'))) throw new UnsupportedError(`There are no sources in '${root}'`)
    const folder = join(root, 'build')
    cmake('-S', root, '-B', folder, '-DCMAKE_BUILD_TYPE=Release', `-DCMAKE_JS_INC=${nodeHeaders()}`)
    cmake('--build', folder, '--parallel')
    const addon = join(folder, 'Release', 'trajstore.node')
    return { data: { addon }, lines: [`Built ${addon}`] }
  },
}

const nodeHeaders = (): string => join(dirname(fileURLToPath(import.meta.resolve('node-api-headers'))), 'include')

/** Runs cmake with its output on stderr: stdout is for the answer. */
function cmake(...args: string[]): void {
  const { status, error } = spawnSync('cmake', args, { stdio: ['ignore', process.stderr, 'inherit'] })
  if (error === undefined && status === 0) return
  throw new UnsupportedError(
    `Building failed${error === undefined ? '' : ` (${error.message})`}: it needs cmake, a C++17 compiler, pkg-config and the ` +
      'development files of HDF5, c-blosc, zlib, libdeflate and bzip2, on Debian: apt-get install cmake g++ pkg-config ' +
      'libhdf5-dev libblosc-dev zlib1g-dev libdeflate-dev libbz2-dev (and liblzo2-dev for lzo)',
  )
}
