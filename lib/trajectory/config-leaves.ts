import { Parameter } from '../leaf/index.js'
import type { Trajectory } from './trajectory.js'

/** Config parameters below one group, locked so that they say how it was. */
export class ConfigLeaves {
  readonly #traj: Trajectory<object>
  readonly #location: string

  constructor(traj: Trajectory<object>, location: string) {
    this.#traj = traj
    this.#location = location
  }

  /** Adds a parameter, or replaces its value. */
  set(name: string, value: unknown, comment: string): Parameter {
    const fullName = `config.${this.#location}.${name}`
    const known = this.#traj.node(fullName)
    if (known instanceof Parameter) {
      known.unlock()
      known.set(value)
      known.lock()
      return known
    }
    const parameter = this.#traj.addConfig<Parameter>(`${this.#location}.${name}`, value, comment)
    parameter.lock()
    return parameter
  }
}

/** What is stored for the first time says in its config by which settings. */
export function addSettings(traj: Trajectory<object>): void {
  const leaves = new ConfigLeaves(traj, 'hdf5')
  for (const { name, value, comment } of traj.service.settingLeaves?.(traj) ?? []) leaves.set(name, value, comment)
  const group = traj.node('config.hdf5')
  if (group?.comment === '') group.comment = 'Settings by which this trajectory is stored'
}
