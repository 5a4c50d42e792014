import { InvalidTypeError, InvalidValueError, RunModeError } from '../../errors.js'
import { native } from '../../h5/native.js'
import { channelOver, Peer, ReferenceWrapper } from '../../multi/index.js'
import { fromSendable, toSendable } from '../../multi/sendable.js'
import { loadPacked } from '../../multi/wire/load-tree.js'
import { Trajectory, type TrajectoryOptions } from '../../trajectory/index.js'
import type { Wildcard } from '../../tree/index.js'
import { simulationIn } from '../simulation.js'
import { modeOf } from './modes/index.js'
import { COMPUTED, RUN, type RunOrder, type RunReport, START, type StartOrder } from './protocol.js'

/**
 * A process that computes runs: it does what it is called to do by the process that forked it, and ends with it.
 */

interface Job {
  readonly order: StartOrder
  readonly traj: Trajectory
  readonly simulate: (traj: Trajectory, ...args: never[]) => unknown
  readonly args: readonly unknown[]
}

let job: Job | null = null

// An interrupt from the keyboard goes to the whole group of processes; the main process says what becomes of us.
process.on('SIGINT', () => {})
// One that is computing does not hear of the end of its parent: the system kills it then.
native.dieWithParent()
process.on('disconnect', () => process.exit())

const peer = new Peer(channelOver(process), { [START]: start, [RUN]: run })

async function start(order: StartOrder): Promise<void> {
  const module = (await import(order.moduleUrl)) as Record<string, unknown>
  const simulate = simulationIn(module, order.moduleUrl, order.exportName) as Job['simulate']
  const { wildcards, classes } = (module.trajectoryOptions ?? {}) as TrajectoryOptions
  const traj = new Trajectory(order.trajectoryName, {
    ...(wildcards === undefined ? {} : { wildcards }),
    ...(classes === undefined ? {} : { classes }),
    properties: order.properties,
    storageService: await modeOf(order.mode).inWorker(peer, order),
  }) as Trajectory
  checkWildcards(order, traj.wildcards.all)
  loadPacked(traj, order.trajectory)
  job = { order, traj, simulate, args: fromSendable(order.args ?? []) as unknown[] }
}

function checkWildcards({ wildcards, moduleUrl }: StartOrder, known: readonly Wildcard[]): void {
  for (const [name, expected] of wildcards) {
    if (known.find(({ names }) => names.includes(name))?.translate(0) === expected) continue
    throw new InvalidValueError(
      `The wildcard '${name}' is a function, which no process can send: export trajectoryOptions with it from ${moduleUrl}.`,
    )
  }
}

async function run({ run: index, args }: RunOrder): Promise<RunReport> {
  if (job === null) throw new RunModeError('The worker was not told yet what to compute.')
  const { traj, simulate, order } = job
  traj.startRun(index, order.environmentHexsha)
  try {
    const value = await simulate(traj, ...((args === null ? job.args : (fromSendable(args) as unknown[])) as never[]))
    await peer.call(COMPUTED, { run: index, value: sendable(index, value) }, { what: `the value of run ${index}` })
    await traj.finalizeRun({ store: order.store, cleanUp: order.cleanUp })
  } catch (error) {
    if (traj.isRunning) traj.leaveRun()
    throw error
  }
  traj.restoreDefault()
  // The report brings the row to the main process: it must not come again with every later run.
  traj.runs.markStored([index])
  const kept =
    traj.service instanceof ReferenceWrapper ? traj.service.freeReferences() : new Map<string, Uint8Array[]>()
  return { row: traj.runs.get(index), requests: [...kept.values()].flat(), memory: process.memoryUsage.rss() }
}

/** A run whose value cannot be given back fails before its data are stored. */
function sendable(run: number, value: unknown): unknown {
  try {
    return structuredClone(toSendable(value))
  } catch (error) {
    const { message } = error as Error
    throw new InvalidTypeError(`What run ${run} gives back cannot be sent to the main process: ${message}`, {
      cause: error,
    })
  }
}
