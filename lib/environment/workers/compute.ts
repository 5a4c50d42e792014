import { DataNotInStorageError, InvalidTypeError, InvalidValueError, RunsFailedError } from '../../errors.js'
import { ReferenceStore } from '../../multi/index.js'
import { toSendable } from '../../multi/sendable.js'
import { packTrajectory } from '../../multi/wire/load-tree.js'
import { HDF5StorageService } from '../../service/hdf5-storage-service.js'
import { Trajectory } from '../../trajectory/index.js'
import { progressOf } from '../progress.js'
import { pendingRuns, type RunPlan } from '../runner.js'
import { type RunResult, type SimulationSource, simulationModule } from '../simulation.js'
import { LoadGate } from './load-gate.js'
import { type Meter, systemMeter } from './meter.js'
import { modeOf, type StorageSide } from './modes/index.js'
import type { WorkerSettings } from './options.js'
import { Pool, type PoolOptions, type PoolOutcome } from './pool.js'
import type { RunReport, StartOrder } from './protocol.js'

/** What workers need beside what every runner needs. */
export interface WorkerPlan<Schema extends object> extends Omit<RunPlan<Schema>, 'simulation'> {
  readonly source: SimulationSource<Schema>
  readonly settings: WorkerSettings
  /** Of the machine, when left out. */
  readonly meter?: Meter
}

/**
 * Computes all runs that are not completed, several at a time; the results in order of runs. What fails does not keep
 * the others from being computed: `RunsFailedError` at the end says what is missing.
 */
export async function computeInWorkers<Schema extends object>(
  traj: Trajectory<Schema>,
  plan: WorkerPlan<Schema>,
): Promise<RunResult[]> {
  const pending = pendingRuns(traj)
  if (pending.length === 0) return []
  const { queueMaxSize: maxSize, storageTimeout: timeout, wrapMode, url, curve, insecure } = plan.settings
  const { sharesFile, inMain } = modeOf(wrapMode)
  const service = sharesFile ? serviceOptions(traj, plan.settings) : null
  const side = await inMain(traj.service, { maxSize, timeout, url, curve, insecure })
  let outcome: PoolOutcome
  try {
    const start = startOrder(traj, plan, { service, access: side.access })
    outcome = await new Pool(pending, poolOptions(traj, plan, { start, side, total: pending.length })).compute()
  } finally {
    await side.close()
  }
  checkComplete(traj, outcome, pending.length)
  return [...outcome.results].sort(([a], [b]) => a - b)
}

/** Throws `InvalidTypeError` for a simulation that no other process can load. */
export function checkForWorkers(source: unknown): void {
  if (typeof source === 'function') {
    throw new InvalidTypeError('Runs in workers need the URL of a module: a function cannot be sent to a process.')
  }
  simulationModule(source)
}

function startOrder<Schema extends object>(
  traj: Trajectory<Schema>,
  plan: WorkerPlan<Schema>,
  storage: Pick<StartOrder, 'service' | 'access'>,
): StartOrder {
  const { url, exportName } = simulationModule(plan.source)
  const { settings } = plan
  return {
    moduleUrl: url,
    exportName,
    mode: settings.wrapMode,
    ...storage,
    trajectory: packTrajectory(traj),
    trajectoryName: traj.name,
    properties: traj.properties,
    wildcards: traj.wildcards.all.flatMap(({ names, translate }) => names.map((name) => [name, translate(0)] as const)),
    environmentHexsha: plan.environmentHexsha,
    store: plan.store,
    cleanUp: plan.cleanUp,
    args: settings.freezeInput ? (toSendable(plan.argsOf()) as unknown[]) : null,
    timeout: settings.storageTimeout,
  }
}

function serviceOptions(traj: Trajectory<object>, { wrapMode }: WorkerSettings) {
  if (traj.service instanceof HDF5StorageService) return traj.service.options
  throw new InvalidValueError(
    `In wrapMode '${wrapMode}' workers open the file themselves, which needs an HDF5StorageService; use 'queue' for others.`,
  )
}

interface Frame {
  readonly start: StartOrder
  readonly side: StorageSide
  readonly total: number
}

function poolOptions<Schema extends object>(
  traj: Trajectory<Schema>,
  plan: WorkerPlan<Schema>,
  { start, side, total }: Frame,
): PoolOptions {
  const started = performance.now()
  let done = 0
  return {
    ...plan.settings,
    gate: new LoadGate(plan.settings.caps, plan.meter ?? systemMeter()),
    start,
    side,
    stops: plan.stops,
    argsOf: () => (start.args === null ? (toSendable(plan.argsOf()) as unknown[]) : null),
    settle: (run, report) => settle(traj, run, report, plan.store),
    reconcile: (run) => (plan.store ? side.exclusively(() => reconcile(traj, run)) : Promise.resolve(false)),
    onDone: () => plan.onProgress(progressOf(++done, total, (performance.now() - started) / 1000)),
  }
}

async function settle(
  traj: Trajectory<object>,
  run: number,
  { row, requests }: RunReport,
  store: boolean,
): Promise<void> {
  await new ReferenceStore(traj.service).storeReferences(new Map([[traj.name, requests]]))
  traj.runs.set(run, row)
  if (store) traj.runs.markStored([run])
}

/** The file alone knows whether a run is complete. */
async function reconcile(traj: Trajectory<object>, run: number): Promise<boolean> {
  const nothing = 'nothing'
  const stored = new Trajectory(traj.name, { storageService: traj.service, wildcards: traj.wildcards.all })
  await stored.load({ parameters: nothing, derivedParameters: nothing, results: nothing, other: nothing })
  if (stored.runs.isCompleted(run)) {
    traj.runs.set(run, stored.runs.get(run))
    traj.runs.markStored([run])
    return true
  }
  for (const branch of ['results', 'derived_parameters'])
    await deleteLeftovers(traj, `${branch}.runs.${traj.runName(run)}`)
  return false
}

async function deleteLeftovers(traj: Trajectory<object>, fullName: string): Promise<void> {
  try {
    await traj.loadChild(fullName, { loadData: 'skeleton' })
  } catch (error) {
    if (error instanceof DataNotInStorageError) return
    throw error
  }
  await traj.deleteItems(fullName, { recursive: true, removeFromTrajectory: true })
}

/** So many runs are named in the sentence. */
const NAMED_RUNS = 5

function checkComplete(traj: Trajectory<object>, { failures, results }: PoolOutcome, total: number): void {
  if (failures.size === 0) return
  const runs = [...failures.keys()].sort((a, b) => a - b)
  const named = runs.slice(0, NAMED_RUNS).map((run) => `run ${run}: ${(failures.get(run) as Error).message}`)
  const more = runs.length > NAMED_RUNS ? `; and ${runs.length - NAMED_RUNS} more` : ''
  throw new RunsFailedError(
    `${failures.size} of ${total} runs of '${traj.name}' failed, ${results.size} are completed. ${named.join('; ')}${more}`,
    { failures },
  )
}
