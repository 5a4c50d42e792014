import { execFileSync } from 'node:child_process'
import { mkdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const source = fileURLToPath(new URL('limit.cpp', import.meta.url))
const folder = fileURLToPath(new URL('../../build/benchmarks/', import.meta.url))
const program = `${folder}limit`

/** Builds the C++ program over libhdf5 when it is older than its source; gives its path. */
export function buildLimit(): string {
  if (modified(program) > modified(source)) return program
  mkdirSync(folder, { recursive: true })
  const flags = execFileSync('pkg-config', ['--cflags', '--libs', 'hdf5'], { encoding: 'utf8' }).trim().split(/\s+/)
  execFileSync('c++', ['-O2', '-std=c++17', '-Wall', source, '-o', program, ...flags], { stdio: 'inherit' })
  return program
}

const modified = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
