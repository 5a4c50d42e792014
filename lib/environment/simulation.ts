import { pathToFileURL } from 'node:url'
import { InvalidTypeError, InvalidValueError } from '../errors.js'
import type { Ranges, Trajectory } from '../trajectory/index.js'
import type { Natural } from '../tree/index.js'

/** Computes one run: reads parameters, adds results. What it gives back goes into the list of results. */
export type Simulation<Schema extends object = Natural> = (traj: Trajectory<Schema>, ...args: never[]) => unknown

/** A module, and which of its exports is the simulation; 'default' when left out. */
export interface SimulationModule {
  readonly module: URL | string
  readonly exportName?: string
}

/** A simulation, or the module whose default export it is. Runs in workers need a module. */
export type SimulationSource<Schema extends object = Natural> = Simulation<Schema> | URL | string | SimulationModule

/** Index of a run and what the simulation gave back for it. */
export type RunResult = readonly [run: number, value: unknown]

/** Looks at all results so far; ranges that it gives back are added, and these runs are computed too. */
export type Postprocess<Schema extends object = Natural> = (
  traj: Trajectory<Schema>,
  results: readonly RunResult[],
  ...args: never[]
) => Expansion | Promise<Expansion>

/** Nothing, further values for the explored parameters, or these with new arguments for the simulation. */
export type Expansion = undefined | null | Ranges | readonly [ranges: Ranges, args: readonly unknown[]]

/** The simulation itself. Throws `InvalidTypeError` for anything that is none, `InvalidValueError` for a module without one. */
export async function resolveSimulation<Schema extends object>(
  source: SimulationSource<Schema>,
): Promise<Simulation<Schema>> {
  if (typeof source === 'function') return source
  const { url, exportName } = simulationModule(source)
  return simulationIn((await import(url)) as Record<string, unknown>, url, exportName) as Simulation<Schema>
}

/** Also one of another realm. */
const isUrl = (module: unknown): module is URL =>
  module instanceof URL || Object.prototype.toString.call(module) === '[object URL]'

/** Where a simulation is. Throws `InvalidTypeError` for what names no module. */
export function simulationModule(source: unknown): { url: string; exportName: string } {
  const { module = source, exportName = 'default' } = (
    typeof source === 'object' && source !== null ? source : {}
  ) as Partial<SimulationModule>
  if ((!isUrl(module) && typeof module !== 'string') || typeof exportName !== 'string') {
    throw new InvalidTypeError(`A simulation is a function or the URL of a module, but got ${typeof source}.`)
  }
  const url = isUrl(module) || module.includes(':') ? String(module) : pathToFileURL(module).href
  return { url, exportName }
}

/** Throws `InvalidValueError` for a module that does not export that function. */
export function simulationIn(module: Readonly<Record<string, unknown>>, url: string, exportName: string): Simulation {
  const found = module[exportName]
  if (typeof found === 'function') return found as Simulation
  const what = exportName === 'default' ? 'a default export' : `an export '${exportName}'`
  throw new InvalidValueError(`The module ${url} needs ${what} that is the simulation's function.`)
}
