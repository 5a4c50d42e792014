import { InvalidTypeError, InvalidValueError, RunModeError, RunsFailedError } from '../errors.js'
import { checkOptions, passingOptions } from '../options.js'
import { ConfigLeaves } from '../trajectory/config-leaves.js'
import { formatRuntime, type Ranges, Trajectory, type TrajectoryOptions } from '../trajectory/index.js'
import { now } from '../trajectory/times.js'
import type { Natural, Wildcard } from '../tree/index.js'
import { float } from '../values/index.js'
import { type EnvironmentIdentity, identityOf, versions } from './identity.js'
import { onInterrupt } from './interrupt.js'
import { type OnProgress, type Progress, terminalProgress } from './progress.js'
import { type ArgsOf, argumentsFrom, computeRuns, pendingRuns } from './runner.js'
import {
  type Postprocess,
  type RunResult,
  resolveSimulation,
  type Simulation,
  type SimulationSource,
} from './simulation.js'
import { checkForWorkers, computeInWorkers } from './workers/compute.js'
import { modeOf } from './workers/modes/index.js'
import { WORKER_OPTIONS, type WorkerOptions, type WorkerSettings, workerSettings } from './workers/options.js'

/** Options of an environment; those it does not know go to the trajectory and its storage service. */
export interface EnvironmentOptions<Schema extends object = Natural> extends TrajectoryOptions, WorkerOptions {
  /** A name for a new trajectory, or one that is there. */
  readonly trajectory?: string | Trajectory<Schema>
  /** Stores parameters before the first run, and each run with its results; else run table and meta data only. */
  readonly automaticStoring?: boolean
  /** Takes what a run has added out of memory when it is done. */
  readonly cleanUpRuns?: boolean
  /** The first Ctrl-C lets the current runs end and stops then; with workers it always does. */
  readonly gracefulExit?: boolean
  /** Told after each run; a terminal shows a line anyway. */
  readonly onProgress?: OnProgress
}

export interface RunOptions<Schema extends object = Natural> {
  /** Arguments of the simulation after the trajectory. */
  readonly args?: readonly unknown[]
  readonly postprocess?: Postprocess<Schema>
  readonly postprocessArgs?: readonly unknown[]
  /** When it is aborted, the current run ends, all is stored, and the call rejects with its reason. */
  readonly signal?: AbortSignal
  readonly onProgress?: OnProgress
}

/** What a pipeline's set-up decides. */
export interface Pipeline<Schema extends object = Natural> extends RunOptions<Schema> {
  readonly simulation: SimulationSource<Schema>
  /** Lists of arguments run by run, as for `runMap`, instead of `args`. */
  readonly lists?: readonly Iterable<unknown>[]
}

const OWN_OPTIONS = [
  'trajectory',
  'automaticStoring',
  'cleanUpRuns',
  'gracefulExit',
  'onProgress',
  ...WORKER_OPTIONS,
] as const
const RUN_OPTIONS = ['args', 'postprocess', 'postprocessArgs', 'signal', 'onProgress'] as const

/** Runs a simulation for all points of a trajectory, and keeps the file complete all along. */
export class Environment<Schema extends object = Natural> implements AsyncDisposable {
  readonly traj: Trajectory<Schema>
  readonly name: string
  readonly hexsha: string
  readonly timestamp: number
  readonly #settings: {
    readonly automaticStoring: boolean
    readonly cleanUpRuns: boolean
    readonly gracefulExit: boolean
  }
  readonly #workers: WorkerSettings
  readonly #onProgress: OnProgress
  readonly #config: ConfigLeaves
  #isBusy = false
  #isStopping = false

  /** Throws `UnknownOptionError`, `InvalidTypeError`, `InvalidValueError`. */
  constructor(options: EnvironmentOptions<Schema> = {}) {
    this.#workers = workerSettings(options)
    this.traj = trajectoryFrom(options)
    const { automaticStoring = true, cleanUpRuns = true, gracefulExit = false } = options
    this.#settings = { automaticStoring, cleanUpRuns, gracefulExit: gracefulExit || this.#workers.workers > 0 }
    this.#onProgress = both(terminalProgress(process.stderr), options.onProgress)
    const identity = identityOf(this.traj, now())
    this.name = identity.name
    this.hexsha = identity.hexsha
    this.timestamp = identity.timestamp
    this.#config = new ConfigLeaves(this.traj, `environment.${identity.name}`)
    this.#describe(identity)
  }

  #describe(identity: EnvironmentIdentity): void {
    const { traj } = this
    const entries: readonly Entry[] = [
      ...this.#describeWorkers(),
      ['clean_up_runs', this.#settings.cleanUpRuns, 'Whether results leave memory after their run'],
      ['resumable', true, 'Whether the runs can be resumed from the file'],
      ['graceful_exit', this.#settings.gracefulExit, 'Whether the first interrupt lets the current run end'],
      ['automatic_storing', this.#settings.automaticStoring, 'Whether runs are stored as soon as they are done'],
      ['timestamp', float(identity.timestamp), 'When the environment was made'],
      ['hexsha', identity.hexsha, 'SHA-1 that tells environments apart'],
      ['script', process.argv[1] ?? '', 'The program that made the environment'],
      ['trajectory.name', traj.name, 'Name of the trajectory'],
      ['trajectory.timestamp', float(traj.timestamp), 'When the trajectory was made'],
      ...Object.entries(versions()).map(([name, version]) => [`versions.${name}`, version, 'Version'] as const),
      ...traj.wildcards.all.flatMap(describeWildcard),
    ]
    for (const [name, value, comment] of entries) this.#config.set(name, value, comment)
  }

  #describeWorkers(): readonly Entry[] {
    const { workers, wrapMode, maxAttempts, freezeInput, caps } = this.#workers
    const multiproc: Entry = ['multiproc', workers > 0, 'Whether runs are computed by several processes']
    if (workers === 0) return [multiproc]
    return [
      multiproc,
      ['ncores', workers, 'Number of processes that compute runs'],
      ['wrap_mode', wrapMode.toUpperCase(), 'How runs in these reach the file'],
      ['max_attempts', maxAttempts, 'How often a run is tried whose process ends'],
      ['freeze_input', freezeInput, 'Whether arguments are sent once to each process'],
      ...Object.entries(caps).map(
        ([name, cap]) => [`${name}_cap`, float(cap), 'Percent in use over which no run begins'] as const,
      ),
    ]
  }

  // --- running ------------------------------------------------------------------------------------------------------

  /**
   * Computes every run that is not completed: `simulation(traj, ...args)`. Gives the index and value of each, in order.
   * The file has parameters and config before the first run, and each run as soon as it is done; when a run throws,
   * trajectory and file stay usable and running again continues.
   */
  async run(simulation: SimulationSource<Schema>, options: RunOptions<Schema> = {}): Promise<RunResult[]> {
    checkOptions(options, RUN_OPTIONS, 'run')
    const args = options.args ?? []
    return this.#exclusively(() => this.#compute(simulation, () => args, options))
  }

  /** As `run`, with the next item of each list as arguments run by run. */
  async runMap(
    simulation: SimulationSource<Schema>,
    lists: readonly Iterable<unknown>[],
    options: Omit<RunOptions<Schema>, 'args'> = {},
  ): Promise<RunResult[]> {
    checkOptions(options, RUN_OPTIONS, 'runMap')
    if (this.#workers.freezeInput) {
      throw new InvalidValueError('runMap gives each run its own arguments, so it cannot be used with freezeInput.')
    }
    const argsOf = argumentsFrom(lists)
    return this.#exclusively(() => this.#compute(simulation, argsOf, options))
  }

  /** Lets `setup(traj)` add and explore parameters and say what to run; without an answer the trajectory is stored only. */
  async pipeline(
    setup: (traj: Trajectory<Schema>) => PipelineAnswer<Schema> | Promise<PipelineAnswer<Schema>>,
  ): Promise<RunResult[]> {
    const answer = await setup(this.traj)
    if (answer === undefined || answer === null) {
      await this.traj.store()
      return []
    }
    if (typeof answer === 'function') return this.run(answer)
    const { simulation, lists, ...options } = answer as Pipeline<Schema>
    return lists === undefined ? this.run(simulation, options) : this.runMap(simulation, lists, options)
  }

  /**
   * Continues a trajectory that stopped before all runs were completed: loads it unless it is in memory, deletes what
   * unfinished runs left in the file, and runs what is not completed.
   */
  async resume(simulation: SimulationSource<Schema>, options: RunOptions<Schema> = {}): Promise<RunResult[]> {
    checkOptions(options, RUN_OPTIONS, 'resume')
    if (!this.traj.stored) await this.traj.load()
    await this.#deleteLeftovers()
    this.#config.set('resumed', true, 'Whether runs were resumed')
    return this.run(simulation, options)
  }

  /** The storage service never changes what is in the file: half a run would stay. */
  async #deleteLeftovers(): Promise<void> {
    const { traj } = this
    const groups = pendingRuns(traj).flatMap((run) => [...traj.index.named(traj.runName(run))])
    const stored = groups.filter((group) => group.stored && group.root === traj)
    await traj.deleteItems(stored, { recursive: true, removeFromTrajectory: true })
  }

  /** Lets the current run end and starts no other; `run` gives what there is and can be called again. */
  stop(): void {
    this.#isStopping = true
  }

  async #exclusively(work: () => Promise<RunResult[]>): Promise<RunResult[]> {
    if (this.#isBusy) throw new RunModeError(`The environment '${this.name}' is running already.`)
    this.#isBusy = true
    this.#isStopping = false
    const release = this.#settings.gracefulExit ? onInterrupt(() => this.stop()) : () => {}
    try {
      return await work()
    } finally {
      release()
      this.#isBusy = false
    }
  }

  async #compute(source: SimulationSource<Schema>, argsOf: ArgsOf, options: RunOptions<Schema>): Promise<RunResult[]> {
    const { traj } = this
    const compute = await this.#runner(source, argsOf, options)
    traj.presets.checkAllUsed()
    traj.lockParameters()
    const startTimestamp = now()
    await this.#storeAll()
    const outcome = await this.#withOpenFile(() => this.#computeAndExpand(compute, options)).catch(keepFailures)
    await this.#storeAll()
    await this.#storeTimes(startTimestamp, now())
    options.signal?.throwIfAborted()
    if (outcome instanceof RunsFailedError) throw outcome
    return outcome
  }

  /** Opening the file for each run would cost more than storing into it; every run is flushed nevertheless. */
  async #withOpenFile<T>(work: () => Promise<T>): Promise<T> {
    const { service, name } = this.traj
    const isShared = this.#workers.workers > 0 && modeOf(this.#workers.wrapMode).sharesFile
    if (isShared && service.isOpen) await this.close()
    if (isShared || service.isOpen) return work()
    await service.store('OPEN_FILE', null, { trajectoryName: name })
    try {
      return await work()
    } finally {
      await service.store('CLOSE_FILE', null, { trajectoryName: name })
    }
  }

  /** Computes what is not completed, here or in workers, with the arguments that it is given. */
  async #runner(
    source: SimulationSource<Schema>,
    argsOf: ArgsOf,
    { signal, onProgress }: RunOptions<Schema>,
  ): Promise<Runner> {
    const plan = {
      argsOf,
      environmentHexsha: this.hexsha,
      store: this.#settings.automaticStoring,
      cleanUp: this.#settings.cleanUpRuns,
      onProgress: both(this.#onProgress, onProgress),
      stops: () => this.#isStopping || signal?.aborted === true,
    }
    if (this.#workers.workers > 0) {
      checkForWorkers(source)
      return (changes) => computeInWorkers(this.traj, { ...plan, ...changes, source, settings: this.#workers })
    }
    const simulation = await resolveSimulation(source)
    return (changes) => computeRuns(this.traj, { ...plan, ...changes, simulation })
  }

  /** Runs, and runs again as long as post-processing adds points. */
  async #computeAndExpand(
    compute: Runner,
    { postprocess, postprocessArgs = [], signal }: RunOptions<Schema>,
  ): Promise<RunResult[]> {
    let changes: { argsOf?: ArgsOf } = {}
    const results = await compute(changes)
    while (postprocess !== undefined && !this.#isStopping && signal?.aborted !== true) {
      const before = this.traj.length
      const answer = await postprocess(this.traj, results, ...(postprocessArgs as never[]))
      const [ranges, args] = Array.isArray(answer) ? (answer as [Ranges, unknown[]]) : [answer as Ranges, null]
      if (ranges !== undefined && ranges !== null) await this.traj.expand(ranges)
      if (this.traj.length === before) break
      if (args !== null) changes = { argsOf: () => args }
      this.#config.set('postproc_expand', true, 'Whether post-processing added runs')
      await this.#storeAll()
      results.push(...(await compute(changes)))
    }
    return results
  }

  async #storeAll(): Promise<void> {
    await this.traj.store(this.#settings.automaticStoring ? {} : { onlyInit: true })
  }

  async #storeTimes(start: number, finish: number): Promise<void> {
    const leaves = [
      this.#config.set('start_timestamp', float(start), 'When the runs started'),
      this.#config.set('finish_timestamp', float(finish), 'When the runs ended'),
      this.#config.set('runtime', formatRuntime(finish - start), 'How long the runs took'),
    ]
    await this.traj.store(leaves, { storeData: 'overwrite' })
  }

  /** Closes the file if it was kept open. */
  async close(): Promise<void> {
    if (this.traj.service.isOpen) await this.traj.service.store('CLOSE_FILE', null, { trajectoryName: this.traj.name })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}

type Runner = (changes: { argsOf?: ArgsOf }) => Promise<RunResult[]>

/** What is computed is stored first; then the error is thrown. */
function keepFailures(error: unknown): RunsFailedError {
  if (error instanceof RunsFailedError) return error
  throw error
}

export type PipelineAnswer<Schema extends object = Natural> = Pipeline<Schema> | Simulation<Schema> | undefined | null

type Entry = readonly [name: string, value: unknown, comment: string]

function describeWildcard({ names, translate }: Wildcard, i: number): Entry[] {
  const location = `wildcards.function_${i}`
  return [
    ...names.map((name, j): Entry => [`${location}.wildcard_${j}`, name, 'Name of the wildcard']),
    [`${location}.name`, translate.name, 'Name of its function'],
    [`${location}.source`, String(translate), 'Its function'],
  ]
}

function trajectoryFrom<Schema extends object>(options: EnvironmentOptions<Schema>): Trajectory<Schema> {
  const { trajectory } = options
  const rest = Object.fromEntries(
    Object.entries(options).filter(([key]) => !(OWN_OPTIONS as readonly string[]).includes(key)),
  )
  if (!(trajectory instanceof Trajectory)) {
    return passingOptions(() => new Trajectory<Schema>(trajectory, rest), OWN_OPTIONS, 'Environment')
  }
  checkOptions(rest, [], 'An environment for a trajectory that is there')
  if (trajectory.isRunning) throw new InvalidTypeError(`'${trajectory.name}' is in the middle of a run.`)
  return trajectory
}

const both =
  (one: OnProgress, other: OnProgress | undefined): OnProgress =>
  (progress: Progress) => {
    one(progress)
    other?.(progress)
  }
