import { InvalidValueError } from '../errors.js'
import type { Trajectory } from '../trajectory/index.js'
import { type OnProgress, progressOf } from './progress.js'
import type { RunResult, Simulation } from './simulation.js'

export interface RunPlan {
  readonly simulation: Simulation
  /** Arguments of one run after the trajectory. */
  readonly argsOf: () => readonly unknown[]
  readonly environmentHexsha: string
  readonly store: boolean
  readonly cleanUp: boolean
  readonly onProgress: OnProgress
  /** Asked before each run. */
  readonly stops: () => boolean
}

/** Computes all runs that are not completed, one after another; the results in order of runs. */
export async function computeRuns(traj: Trajectory, plan: RunPlan): Promise<RunResult[]> {
  const pending = pendingRuns(traj)
  const results: RunResult[] = []
  const started = performance.now()
  const report = () => plan.onProgress(progressOf(results.length, pending.length, (performance.now() - started) / 1000))
  for (const run of pending) {
    if (plan.stops()) break
    results.push([run, await computeRun(traj, run, plan)])
    report()
  }
  traj.restoreDefault()
  return results
}

export function pendingRuns(traj: Trajectory): number[] {
  const pending: number[] = []
  for (let run = 0; run < traj.length; run++) if (!traj.runs.isCompleted(run)) pending.push(run)
  return pending
}

/** Whatever happens in the run, the trajectory leaves run mode and the default values are back. */
async function computeRun(traj: Trajectory, run: number, plan: RunPlan): Promise<unknown> {
  const args = plan.argsOf()
  traj.startRun(run, plan.environmentHexsha)
  try {
    const value: unknown = await plan.simulation(traj, ...(args as never[]))
    await traj.finalizeRun({ store: plan.store, cleanUp: plan.cleanUp })
    return value
  } catch (error) {
    traj.leaveRun()
    traj.restoreDefault()
    throw error
  }
}

/** Arguments run by run: the next of each list. Throws `InvalidValueError` when one has no more. */
export function argumentsFrom(lists: readonly Iterable<unknown>[]): () => readonly unknown[] {
  if (lists.length === 0) throw new InvalidValueError('Mapping needs at least one list of arguments, but got none.')
  const iterators = lists.map((list) => list[Symbol.iterator]())
  return () =>
    iterators.map((iterator, i) => {
      const next = iterator.next()
      if (next.done) throw new InvalidValueError(`List ${i} of arguments has fewer items than there are runs.`)
      return next.value
    })
}
