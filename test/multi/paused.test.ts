import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type TestContext, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import {
  FencedLock,
  type GroupNode,
  HDF5StorageService,
  type Lock,
  LockerClient,
  LockWrapper,
  TimeOutLockerServer,
  Trajectory,
} from '../../lib/index.js'
import { reload, trajectoryIn } from '../service/support.js'
import { temporaryFolder } from '../support/temporary.js'

const inFolder = temporaryFolder()
const HOLDER = fileURLToPath(new URL('./paused/holder.ts', import.meta.url))

// Where libhdf5's own locks of files are off, as on some file systems of clusters.
process.env.HDF5_USE_FILE_LOCKING = 'FALSE'

/** Resolves once the process does not run any more. */
async function pause(child: ChildProcess): Promise<void> {
  child.kill('SIGSTOP')
  const state = () => /^\d+ \(.*\) (\w)/.exec(readFileSync(`/proc/${child.pid}/stat`, 'utf8'))?.[1]
  while (state() !== 'T') await setTimeout(1)
}

interface Outcome {
  /** What the holder was told in the end, and what the other one was told. */
  readonly holder: string
  readonly other: string
  readonly traj: Trajectory
}

/** A holder is paused in the middle of its work until the other one has its lock, or has even done its work. */
async function overtaken(t: TestContext, filename: string, isFenced: boolean): Promise<Outcome> {
  await trajectoryIn(filename).store()
  const server = await new TimeOutLockerServer({ url: 'tcp://127.0.0.1:*', timeout: 200 }).start()
  const child = fork(HOLDER, [server.url, filename, String(isFenced)], { execArgv: ['--import', 'tsx'] })
  await once(child, 'message')
  t.after(() => child.kill('SIGKILL'))
  await pause(child)
  const client = new LockerClient({ url: server.url })
  let hasLock = () => {}
  const granted = new Promise<void>((resolve) => {
    hasLock = resolve
  })
  const noted = { acquire: () => client.acquire().finally(hasLock), release: () => client.release() }
  const lock: Lock = isFenced ? new FencedLock(noted, `${filename}.fence`, 60_000) : noted
  const service = new LockWrapper(new HDF5StorageService({ filename }), lock)
  const work = store(service).then(
    () => 'stored',
    ({ name }: Error) => name,
  )
  await granted
  if (!isFenced) await work
  child.kill('SIGCONT')
  const said = once(child, 'message')
  child.send('go on')
  const [holder] = (await said) as [string]
  const other = await work
  client.close()
  await server.close()
  return { holder, other, traj: await reload(filename) }
}

async function store(service: LockWrapper): Promise<void> {
  const traj = new Trajectory('t', { storageService: service }) as Trajectory
  await traj.load()
  await service.store('OPEN_FILE', null, { trajectoryName: 't' })
  for (let i = 0; i < 20; i++) await traj.store([traj.addResult(`other.r${i}`, new Float64Array(500).fill(i))])
  await service.store('CLOSE_FILE', null, { trajectoryName: 't' })
}

const countIn = (traj: Trajectory, group: string): number =>
  traj.node(`results.${group}`) === undefined ? 0 : [...(traj.node(`results.${group}`) as GroupNode).children()].length

test('a holder that is paused for longer than its lease is waited for: nothing is lost', async (t) => {
  const { holder, other, traj } = await overtaken(t, inFolder('fenced.hdf5'), true)
  assert.deepEqual([holder, other], ['LockLostError', 'stored'])
  assert.deepEqual([countIn(traj, 'holder'), countIn(traj, 'other')], [40, 20])
})

test('without the fence, the lock of the file itself refuses the other one: it stores nothing, and is told so', async (t) => {
  const { holder, other, traj } = await overtaken(t, inFolder('open.hdf5'), false)
  assert.deepEqual([holder, other], ['LockLostError', 'LockedError'])
  assert.deepEqual([countIn(traj, 'holder'), countIn(traj, 'other')], [40, 0])
})
