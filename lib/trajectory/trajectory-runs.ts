import { InvalidTypeError, InvalidValueError, NotUniqueNodeError } from '../errors.js'
import { Parameter } from '../leaf/index.js'
import { checkOptions, describe } from '../options.js'
import type { RunInformation } from '../service/nodes.js'
import {
  type CheckedRanges,
  fastAccess,
  type GroupNode,
  type LookupOptions,
  NO_RUN,
  type NodeName,
  type TreeNode,
} from '../tree/index.js'
import { tryLookUp } from '../tree/lookup.js'
import { toPlain } from '../values/index.js'
import { exploreParameters, type Ranges } from './explore.js'
import { parameterSummary } from './summary.js'
import { formatRuntime, formatTime, now } from './times.js'
import { TrajectoryTree, type Typed } from './trajectory-tree.js'

/** A run by its index or name. */
export type RunKey = number | string

export interface FromRunsOptions extends LookupOptions {
  /** Plain values where a leaf has one. */
  readonly fastAccess?: boolean
  /** Keys are indices instead of names. */
  readonly useIndices?: boolean
  /** Falls back to what all runs share below `run_ALL`. */
  readonly includeDefaultRun?: boolean
}

/** The runs side of a trajectory: explored parameters, the current run, what stands where run by run. */
export abstract class TrajectoryRuns extends TrajectoryTree {
  #explorations: string[] = []

  // --- explored parameters ------------------------------------------------------------------------------------------

  /** The explored parameters by full name, in order of exploration; null for one that is not in memory. */
  exploredParameters(): ReadonlyMap<string, Parameter | null> {
    return new Map(
      this.#explorations.map((name) => {
        const node = this.node(name)
        return [name, node instanceof Parameter ? node : null]
      }),
    )
  }

  /** Those of them that are in memory and have a range. */
  protected loadedExplored(): Parameter[] {
    return [...this.exploredParameters().values()].filter((parameter) => parameter?.isExplored === true) as Parameter[]
  }

  /** Every parameter in memory, in whichever branch. */
  allParameters(): Parameter[] {
    return [...this.leaves({ withLinks: false })].filter((leaf) => leaf instanceof Parameter)
  }

  loadExplorations(fullNames: readonly string[]): void {
    this.#explorations = [...fullNames]
  }

  get isExplored(): boolean {
    return this.#explorations.length > 0
  }

  protected get explorations(): readonly string[] {
    return this.#explorations
  }

  /**
   * Gives parameters ranges of equal length, one value for each run, see `cartesianProduct`. Changes all or nothing.
   * Throws `InvalidTypeError`, `InvalidValueError`, `NodeLookupError`, `NotUniqueNodeError`.
   */
  explore<Schema extends object, Given extends Ranges>(
    this: TrajectoryRuns & Typed<Schema>,
    ranges: Given & CheckedRanges<Schema, Given>,
  ): void {
    this.forbidInRun('explore')
    const { names, length } = exploreParameters(this, ranges, this.#explorations)
    this.restoreDefault()
    this.#explorations = [...this.#explorations, ...names]
    this.runs.resize(length)
  }

  /** Drops all ranges and runs; a stored trajectory needs `force`. */
  shrink(options: { readonly force?: boolean } = {}): void {
    this.forbidInRun('shrink')
    checkOptions(options, ['force'], 'shrink')
    if (this.stored && !options.force) {
      throw new InvalidTypeError(`'${this.name}' is stored: shrinking it needs { force: true }.`)
    }
    const absent = [...this.exploredParameters()].find(([, parameter]) => parameter === null || parameter.isEmpty())
    if (this.stored && absent) {
      throw new InvalidTypeError(
        `'${absent[0]}' is explored and not in memory: load it before '${this.name}' is shrunk.`,
      )
    }
    this.restoreDefault()
    // Also a range that no exploration names, which is a remainder in a file.
    for (const parameter of this.allParameters()) {
      if (!parameter.isExplored) continue
      parameter.unlock()
      parameter.shrink()
    }
    this.#explorations = []
    this.runs.reset(1)
  }

  /** An explored parameter that leaves memory leaves the exploration, unless the file has it. */
  override nodeRemoved(node: TreeNode): void {
    super.nodeRemoved(node)
    if (this.stored || !this.#explorations.includes(node.fullName)) return
    this.#explorations = this.#explorations.filter((name) => name !== node.fullName)
    if (this.#explorations.length === 0) this.runs.reset(1)
  }

  // --- runs by name and index ---------------------------------------------------------------------------------------

  runName(index: number): string {
    if (index !== NO_RUN) this.runs.isCompleted(index)
    return this.wildcards.runName(index)
  }

  /** The index of a run, -1 for the dummy; `InvalidValueError` for a run there is none of. */
  runIndex(run: RunKey): number {
    const index = typeof run === 'number' ? run : this.runIndexOf(this.translate(run))
    if (index === null) throw new InvalidValueError(`'${run}' is no name of a run of '${this.name}'.`)
    if (index !== NO_RUN) this.runs.isCompleted(index)
    return index
  }

  /** Names of all runs. */
  runNames(): string[] {
    return Array.from({ length: this.length }, (_, index) => this.wildcards.runName(index))
  }

  /** What is known of a run, or without one of all runs in order. */
  runInformation(run: RunKey): RunInformation
  runInformation(): RunInformation[]
  runInformation(run?: RunKey): RunInformation | RunInformation[] {
    if (run !== undefined) return this.runs.get(this.runIndex(run))
    return Array.from({ length: this.length }, (_, index) => this.runs.get(index))
  }

  /** Whether a run, or without one all runs, are completed. */
  isCompleted(run?: RunKey): boolean {
    this.forbidInRun('ask for completed runs')
    return run === undefined ? this.runs.completedCount === this.length : this.runs.isCompleted(this.runIndex(run))
  }

  // --- the current run ----------------------------------------------------------------------------------------------

  /** Name of the current run, null outside of one. */
  get currentRunName(): string | null {
    return this.runAt < 0 ? null : this.wildcards.runName(this.runAt)
  }

  /** Sets all explored parameters to a run and narrows lookups to it; null or -1 ends that. */
  setCurrentRun(run: RunKey | null): void {
    this.forbidInRun('change the current run')
    this.moveTo(run === null ? NO_RUN : this.runIndex(run))
  }

  /** Ends the current run: parameters have their default values again. */
  restoreDefault(): void {
    this.setCurrentRun(null)
  }

  protected moveTo(index: number): void {
    for (const parameter of this.loadedExplored()) parameter.setRun(index)
    this.runAt = index
  }

  /** Sets each run in turn and gives its index; afterwards, however the loop ends, all is as before. */
  *iterRuns(range: { start?: number; stop?: number; step?: number } = {}): Generator<number, void, undefined> {
    this.forbidInRun('go through runs')
    checkOptions(range, ['start', 'stop', 'step'], 'iterRuns')
    const { start = 0, stop = this.length, step = 1 } = range
    if (![start, stop, step].every(Number.isInteger) || start < 0 || step < 1 || stop > this.length) {
      throw new InvalidValueError(
        `Runs go from 0 to ${this.length} in steps of at least 1, but got ${start}, ${stop}, ${step}.`,
      )
    }
    const before = this.runAt
    try {
      for (let index = start; index < stop; index += step) {
        this.setCurrentRun(index)
        yield index
      }
    } finally {
      this.setCurrentRun(before)
    }
  }

  /** What a name stands for run by run; runs without it are left out. Throws `NotUniqueNodeError`. */
  getFromRuns(name: NodeName, options: FromRunsOptions = {}): Map<RunKey, unknown> {
    this.forbidInRun('look into other runs')
    const {
      fastAccess: plain,
      useIndices,
      includeDefaultRun = true,
      ...lookup
    } = checkOptions(
      options,
      ['fastAccess', 'useIndices', 'includeDefaultRun', 'withLinks', 'shortcuts', 'maxDepth'],
      'getFromRuns',
    )
    const found = new Map<RunKey, unknown>()
    const shared = includeDefaultRun ? this.#inRun(NO_RUN, name, lookup) : undefined
    for (let index = 0; index < this.length; index++) {
      const node = this.#inRun(index, name, lookup) ?? shared
      if (node === undefined) continue
      found.set(useIndices ? index : this.wildcards.runName(index), plain ? fastAccess(node) : node)
    }
    return found
  }

  #inRun(index: number, name: NodeName, options: LookupOptions): TreeNode | undefined {
    const runName = this.wildcards.runName(index)
    const nodes = new Set<TreeNode>()
    for (const group of this.index.named(runName)) {
      const node = group.isLeaf ? undefined : tryLookUp(group as GroupNode, name, options)
      if (node !== undefined) nodes.add(node)
    }
    const [one, other] = nodes
    if (one !== undefined && other !== undefined) {
      throw new NotUniqueNodeError(
        `'${String(name)}' fits more than one node of ${runName}: '${one.fullName}' and '${other.fullName}'.`,
      )
    }
    return one
  }

  /** Indices of the runs for which the predicate holds, given the values of the named parameters there. */
  *findIndices(
    names: NodeName | readonly NodeName[],
    predicate: (...values: unknown[]) => boolean,
  ): Generator<number, void, undefined> {
    if (typeof predicate !== 'function') {
      throw new InvalidTypeError(`Runs are found by a predicate, but got ${describe(predicate)}.`)
    }
    const parameters = (Array.isArray(names) ? names : [names]).map((name: NodeName) => {
      const node = this.get(name)
      if (node instanceof Parameter) return node
      throw new InvalidTypeError(`Runs are found by parameters, but '${node.fullName}' is none.`)
    })
    for (let index = 0; index < this.length; index++) {
      if (predicate(...parameters.map((parameter) => toPlain(parameter.typedAt(index))))) yield index
    }
  }

  // --- computing a run ----------------------------------------------------------------------------------------------

  /** Begins to compute a run: its time is kept, what is added now belongs to it, and much is forbidden. */
  startRun(run: RunKey = this.runAt, environmentHexsha: string | null = null): void {
    if (this.running) return
    const index = this.runIndex(run)
    if (index === NO_RUN) throw new InvalidTypeError('No run is set: say which one to start.')
    this.moveTo(index)
    this.forgetNew()
    const timestamp = now()
    this.runs.set(index, {
      timestamp,
      time: formatTime(timestamp),
      shortEnvironmentHexsha: environmentHexsha?.slice(0, 7) ?? null,
    })
    this.running = true
  }

  /** Writes into the run table that the current run is done. */
  protected completeRun(): void {
    const finishTimestamp = now()
    const started = this.runs.get(this.runAt).timestamp ?? finishTimestamp
    this.runs.set(this.runAt, {
      finishTimestamp,
      runtime: formatRuntime(finishTimestamp - started),
      parameterSummary: parameterSummary(this.loadedExplored(), this.runAt),
      completed: true,
    })
  }

  /** The current run is not done after all. */
  protected reopenRun(): void {
    this.runs.set(this.runAt, { finishTimestamp: null, runtime: null, completed: false })
  }

  /** Leaves run mode without a word in the run table; the current run stays set. */
  leaveRun(options: { readonly cleanUp?: boolean } = {}): void {
    this.running = false
    if (options.cleanUp ?? true) this.removeNew()
    else this.forgetNew()
  }
}
