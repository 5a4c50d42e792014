import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Durability, File } from '../../lib/h5/index.js'
import type { FullOutcome, FullTask } from './full-worker.js'
import { complaintsOfOthers } from './other-readers.js'
import { verify } from './verify.js'

const MIB = 1024 * 1024

/** A way for a disk to be full; undefined when this system does not allow it. */
type Limit = (folder: string, bytes: number) => Disk | undefined

interface Disk {
  readonly folder: string
  readonly ballast: string | null
  release(): void
}

/** A small file system in memory, which needs the right to mount. */
const smallFileSystem: Limit = (folder, bytes) => {
  const mounted = join(folder, 'small')
  mkdirSync(mounted, { recursive: true })
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', mounted])
  if (status !== 0) return undefined
  const ballast = join(mounted, 'ballast')
  writeFileSync(ballast, Buffer.alloc(bytes / 3))
  const release = () => {
    const unmounted = spawnSync('umount', [mounted], { encoding: 'utf8' })
    assert.equal(unmounted.status, 0, unmounted.stderr)
  }
  return { folder: mounted, ballast, release }
}

/** A limit of the size of each file. */
const limitedFiles: Limit = (folder) => ({ folder, ballast: null, release() {} })

const limits: Readonly<Record<string, Limit>> = {
  'a full file system': smallFileSystem,
  'limited file sizes': limitedFiles,
}

export interface FullReport {
  /** A line for each combination. */
  readonly lines: string[]
  readonly broken: string[]
}

export interface FullPlan {
  readonly folder: string
  readonly seed: number
  readonly megabytes: number
  readonly durabilities: readonly Durability[]
}

/** Every kind of limit × durability × reaction. */
export function fillDisks({ folder, seed, megabytes, durabilities }: FullPlan): FullReport {
  const report: FullReport = { lines: [], broken: [] }
  for (const [name, limit] of Object.entries(limits)) {
    for (const durability of durabilities) {
      for (const reaction of ['abort', 'retry'] as const) {
        const what = `${name}, durability ${durability}, ${reaction}`
        const disk = limit(folder, megabytes * MIB)
        if (disk === undefined) report.lines.push(`${what}: left out, mounting is not allowed here`)
        else fillOne(what, disk, { durability, reaction, seed, limit: (megabytes * MIB * 2) / 3 }, report)
      }
    }
  }
  return report
}

interface Combination {
  readonly durability: Durability
  readonly reaction: FullTask['reaction']
  readonly seed: number
  readonly limit: number
}

function fillOne(what: string, disk: Disk, combination: Combination, report: FullReport): void {
  const filename = join(disk.folder, `${combination.durability}-${combination.reaction}.h5`)
  try {
    const { ballast } = disk
    const { before, after, code } = runWriter({ ...combination, filename, ballast })
    assert.equal(code, 'ERR_IO')
    {
      using file = File.open(filename, 'r')
      assert.equal(verify(file, combination.seed), after)
    }
    assert.deepEqual(complaintsOfOthers([filename]), [])
    report.lines.push(`${what}: full after ${before} steps (${code}), ${after} in the end`)
  } catch (error) {
    report.broken.push(`${what}: ${(error as Error).message}`)
  } finally {
    disk.release()
  }
}

function runWriter(task: FullTask): FullOutcome {
  const program = fileURLToPath(new URL('full-worker.ts', import.meta.url))
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', program, JSON.stringify(task)],
    { encoding: 'utf8' },
  )
  assert.equal(status, 0, `the writer ended with ${status ?? signal}: ${stderr}`)
  return JSON.parse(stdout) as FullOutcome
}
