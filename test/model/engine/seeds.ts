import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { DType } from '../../../lib/h5/native.js'
import { python } from '../../support/python.js'

/** A dataset `/s` that h5py or PyTables wrote, in a file of its own. */
export interface Seed {
  readonly file: string
  readonly kind: 'array' | 'carray' | 'earray' | 'table'
  readonly dtype: DType
  readonly shape: readonly number[]
  /** Elements or packed rows, little endian. */
  readonly hex: string
  readonly chunkshape: readonly number[] | null
  /** How long its first axis can become; null for any length. */
  readonly limit: number | null
  /** One element, little endian; null for a table. */
  readonly fill: string | null
}

/** Names the folder with the seeds to child processes, so that Python makes them once. */
const FOLDER = 'TRAJSTORE_MODEL_SEEDS'

let known: readonly Seed[] | undefined

export function seedsOf(kind: string): readonly Seed[] {
  known ??= JSON.parse(readFileSync(join(folder(), 'seeds.json'), 'utf8')) as Seed[]
  return known.filter((seed) => seed.kind === kind)
}

export const seedPath = ({ file }: Seed): string => join(folder(), file)

function folder(): string {
  const given = process.env[FOLDER]
  if (given !== undefined) return given
  const made = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'trajstore-seeds-'))
  process.on('exit', () => rmSync(made, { recursive: true, force: true }))
  const program = fileURLToPath(new URL('seeds.py', import.meta.url))
  const { status, stdout, stderr } = spawnSync(python, [program, made], { encoding: 'utf8', maxBuffer: 2 ** 28 })
  if (status !== 0) throw new Error(`expected Python to make files for the judge, got: ${stderr}`)
  writeFileSync(join(made, 'seeds.json'), stdout)
  process.env[FOLDER] = made
  return made
}
