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
