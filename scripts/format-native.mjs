// Formats the C++ sources; with --check it only says which differ, and fails.

import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))

const files = readdirSync('native', { recursive: true })
  .filter((name) => /\.[ch]pp$/.test(name))
  .map((name) => `native/${name}`)
const how = process.argv.includes('--check') ? ['--dry-run', '--Werror'] : ['-i']
const { status } = spawnSync('npx', ['--no-install', 'clang-format', ...how, ...files], { stdio: 'inherit' })
process.exit(status ?? 1)
