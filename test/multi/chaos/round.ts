import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { CorruptError, DataNotInStorageError, loadTrajectory } from '../../../lib/index.js'
import { type Content, contentOf } from '../../environment/content.js'

export const RUNS = 30
export const modes = ['queue', 'pipe', 'lock', 'netlock', 'netqueue', 'local'] as const
export const victims = ['worker', 'main'] as const

export interface Round {
  readonly mode: (typeof modes)[number]
  readonly victim: (typeof victims)[number]
  /** The victim is killed when so many lines are in the log. */
  readonly afterLines: number
  readonly folder: string
}

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))

/** More than any experiment needs here; a process that takes longer hangs. */
const PATIENCE_MS = 300_000

/** Kills somebody at some instant, resumes until all is computed, and compares with an undisturbed experiment. */
export async function play({ mode, victim, afterLines, folder }: Round, expected: Content): Promise<void> {
  const filename = join(folder, 'x.hdf5')
  const log = join(folder, 'log')
  const first = begin(filename, log, mode)
  await linesIn(log, afterLines, first)
  const workers = childrenOf(first.pid)
  const target = victim === 'main' ? first.pid : workers[0]
  if (target !== undefined) kill(target)
  const code = await ended(first)
  if (victim === 'main') await gone(workers)
  else assert.equal(code, 0, 'the main process goes on without a worker')
  const before = await completedIn(filename)
  const acknowledged = acknowledgedIn(log)
  assert.ok(before >= acknowledged, `${acknowledged} runs were said to be done, ${before} are in the file`)
  if (code !== 0) assert.equal(await ended(begin(filename, log, mode)), 0, 'resuming ends well')
  assert.deepEqual(await contentOf(filename), expected)
  assertNotAgain(log)
  assert.deepEqual(readdirSync(folder).sort(), ['log', 'x.hdf5'])
}

/** An experiment that nobody disturbs. */
export async function undisturbed(folder: string): Promise<Content> {
  const filename = join(folder, 'x.hdf5')
  assert.equal(await ended(begin(filename, join(folder, 'log'), 'queue')), 0)
  return contentOf(filename)
}

const begin = (filename: string, log: string, mode: string): ChildProcess =>
  spawn(process.execPath, ['--import', 'tsx', MAIN, filename, log, mode, String(RUNS)], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })

async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode
  if (child.signalCode !== null) return null
  const [code] = (await once(child, 'exit', { signal: AbortSignal.timeout(PATIENCE_MS) })) as [number | null]
  return code
}

const linesOf = (log: string): string[] => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [])

async function linesIn(log: string, count: number, child: ChildProcess): Promise<void> {
  while (child.exitCode === null && linesOf(log).length < count) await setTimeout(2)
}

function childrenOf(pid: number | undefined): number[] {
  if (pid === undefined || !existsSync(`/proc/${pid}`)) return []
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean)
    .map(Number)
    .filter(isNode)
}

/** Whatever else the main process starts, for instance to compile, is no worker. */
const isNode = (pid: number): boolean => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('worker')
  } catch {
    return false
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    // It has ended by itself meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

const isAlive = (pid: number): boolean =>
  existsSync(`/proc/${pid}/stat`) && !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))

/** Nobody outlives the main process. */
async function gone(pids: readonly number[]): Promise<void> {
  for (let waited = 0; pids.some(isAlive); waited += 20) {
    assert.ok(waited < 10_000, `the workers ${pids.filter(isAlive).join(', ')} outlive their main process`)
    await setTimeout(20)
  }
}

/** Runs that the file has; none when it has no trajectory yet. */
async function completedIn(filename: string): Promise<number> {
  if (!existsSync(filename)) return 0
  const traj = await loadTrajectory(filename).catch((error: unknown) => {
    if (error instanceof DataNotInStorageError || error instanceof CorruptError) return null
    throw error
  })
  return traj?.runs.completedCount ?? 0
}

/** So many runs the main process has said to be done. */
const acknowledgedIn = (log: string): number =>
  linesOf(log).reduce((most, line) => (line.startsWith('done') ? Math.max(most, Number(line.slice(5))) : most), 0)

/** Only what two workers were computing is lost with them. */
function assertNotAgain(log: string): void {
  const began = linesOf(log).filter((line) => line.startsWith('began'))
  const repeated = began.length - new Set(began).size
  assert.ok(repeated <= 2, `${repeated} runs were computed again: at most those of two workers are lost`)
}
