import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type TestContext, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type GroupNode, TimeOutLockerServer, type Trajectory } from '../../lib/index.js'
import { reload, trajectoryIn } from '../service/support.js'
import { temporaryFolder } from '../support/temporary.js'

const inFolder = temporaryFolder()
const here = (name: string): string => fileURLToPath(new URL(`./paused/${name}`, import.meta.url))

/** What makes a process believe that its file system has no locks. */
function withoutLocks(): NodeJS.ProcessEnv {
  const library = inFolder('no-flock.so')
  execFileSync('cc', ['-shared', '-fPIC', '-o', library, here('no-flock.c'), '-ldl'])
  const preloaded = [process.env.LD_PRELOAD, library].filter(Boolean).join(':')
  return { LD_PRELOAD: preloaded, HDF5_USE_FILE_LOCKING: 'FALSE' }
}

interface Circumstances {
  readonly isFenced: boolean
  /** Whether the kernel keeps two processes out of one file. */
  readonly hasLocks: boolean
}

interface Outcome {
  /** What the holder was told in the end, and what the other one was told. */
  readonly holder: string
  readonly other: string
  readonly traj: Trajectory
}

/** A holder is paused in the middle of its work until the other one has its lock, or has even done its work. */
async function overtaken(t: TestContext, { isFenced, hasLocks }: Circumstances): Promise<Outcome> {
  const filename = inFolder(`fenced-${isFenced}-locks-${hasLocks}.hdf5`)
  await trajectoryIn(filename).store()
  const server = await new TimeOutLockerServer({ url: 'tcp://127.0.0.1:*', timeout: 200 }).start()
  const env = { ...process.env, ...(hasLocks ? {} : withoutLocks()) }
  const begin = (name: string): ChildProcess => {
    const child = fork(here(name), [server.url, filename, String(isFenced)], { execArgv: ['--import', 'tsx'], env })
    t.after(() => child.kill('SIGKILL'))
    return child
  }
  const holder = begin('holder.ts')
  await said(holder)
  await pause(holder)
  const other = begin('other.ts')
  assert.equal(await said(other), 'granted')
  const outcome = said(other)
  if (!isFenced) await outcome
  holder.kill('SIGCONT')
  const ending = said(holder)
  holder.send('go on')
  const told = { holder: await ending, other: await outcome }
  await server.close()
  return { ...told, traj: await reload(filename) }
}

const said = async (child: ChildProcess): Promise<string> => (await once(child, 'message'))[0] as string

/** Resolves once the process does not run any more. */
async function pause(child: ChildProcess): Promise<void> {
  child.kill('SIGSTOP')
  const state = () => /^\d+ \(.*\) (\w)/.exec(readFileSync(`/proc/${child.pid}/stat`, 'utf8'))?.[1]
  while (state() !== 'T') await setTimeout(1)
}

function countIn(traj: Trajectory, group: string): number {
  const node = traj.node(`results.${group}`)
  return node === undefined ? 0 : [...(node as GroupNode).children()].length
}

/** A holder stores 40 results, and the other one 20. */
const counts = (traj: Trajectory): number[] => ['holder', 'other'].map((group) => countIn(traj, group))

test('a holder that is paused for longer than its lease is waited for at the fence: nothing is lost', async (t) => {
  const { holder, other, traj } = await overtaken(t, { isFenced: true, hasLocks: false })
  assert.deepEqual([holder, other], ['LockLostError', 'stored'])
  assert.deepEqual(counts(traj), [40, 20])
})

test('without the fence, all that the other one was told to be stored is lost when the holder goes on', async (t) => {
  const { holder, other, traj } = await overtaken(t, { isFenced: false, hasLocks: false })
  assert.deepEqual([holder, other], ['LockLostError', 'stored'])
  // The holder writes what it had in memory, which knows nothing of the other one.
  assert.deepEqual(counts(traj), [40, 0])
})

test('without the fence, the lock of the file itself refuses the other one where there are locks', async (t) => {
  const { holder, other, traj } = await overtaken(t, { isFenced: false, hasLocks: true })
  assert.deepEqual([holder, other], ['LockLostError', 'LockedError'])
  assert.deepEqual(counts(traj), [40, 0])
})
