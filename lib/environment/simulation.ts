import { pathToFileURL } from 'node:url'
import { InvalidTypeError, InvalidValueError } from '../errors.js'
import type { Ranges, Trajectory } from '../trajectory/index.js'

/** Computes one run: reads parameters, adds results. What it gives back goes into the list of results. */
export type Simulation = (traj: Trajectory, ...args: never[]) => unknown

/** A simulation, or the module whose default export it is. */
export type SimulationSource = Simulation | URL | string

/** Index of a run and what the simulation gave back for it. */
export type RunResult = readonly [run: number, value: unknown]

/** Looks at all results so far; ranges that it gives back are added, and these runs are computed too. */
export type Postprocess = (
  traj: Trajectory,
  results: readonly RunResult[],
  ...args: never[]
) => Expansion | Promise<Expansion>

/** Nothing, further values for the explored parameters, or these with new arguments for the simulation. */
export type Expansion = undefined | null | Ranges | readonly [ranges: Ranges, args: readonly unknown[]]

/** The simulation itself. Throws `InvalidTypeError` for anything that is none, `InvalidValueError` for a module without one. */
export async function resolveSimulation(source: SimulationSource): Promise<Simulation> {
  if (typeof source === 'function') return source
  if (!(source instanceof URL) && typeof source !== 'string') {
    throw new InvalidTypeError(`A simulation is a function or the URL of a module, but got ${typeof source}.`)
  }
  const url = source instanceof URL || source.includes(':') ? String(source) : pathToFileURL(source).href
  const module = (await import(url)) as { default?: unknown }
  if (typeof module.default === 'function') return module.default as Simulation
  throw new InvalidValueError(`The module ${url} needs a default export that is the simulation's function.`)
}
