import assert from 'node:assert/strict'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { openObjects } from '../../../lib/h5/index.js'

/** What this process holds, as far as it could be left over: child processes, descriptors by kind, HDF5 objects. */
export interface Holdings {
  readonly workers: number
  readonly descriptors: Readonly<Record<string, number>>
  readonly objects: number
}

export function holdings(): Holdings {
  const descriptors: Record<string, number> = {}
  for (const kind of readdirSync('/proc/self/fd').flatMap(kindOf)) descriptors[kind] = (descriptors[kind] ?? 0) + 1
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ').filter(Boolean)
  return { workers: children.filter(isWorker).length, descriptors, objects: openObjects() }
}

/** One that is closed meanwhile, as that of the listing itself, counts for nothing. */
function kindOf(descriptor: string): string[] {
  try {
    const target = readlinkSync(`/proc/self/fd/${descriptor}`)
    return [target.startsWith('/') ? target : target.replace(/:.*/, '')]
  } catch {
    return []
  }
}

function isWorker(pid: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('worker')
  } catch {
    return false
  }
}

/** Fails when there is more of anything than before. */
export function assertNothingLeft(before: Holdings, after: Holdings, what: string): void {
  assert.equal(after.workers, 0, `${what} leaves processes`)
  assert.equal(after.objects, before.objects, `${what} leaves HDF5 objects open`)
  for (const [kind, count] of Object.entries(after.descriptors)) {
    const known = before.descriptors[kind] ?? 0
    assert.ok(count <= known, `${what} leaves ${count - known} descriptors of ${kind}`)
  }
}
