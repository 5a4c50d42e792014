import { PresettingError } from '../errors.js'
import type { Parameter } from '../leaf/index.js'

export interface Preset {
  /** Full name of the parameter to come. */
  readonly name: string
  readonly value: unknown
}

/** Values for parameters that are still to be added. */
export class Presets {
  readonly #values = new Map<string, unknown>()

  add({ name, value }: Preset): void {
    this.#values.set(name, value)
  }

  /** Gives a new parameter its preset value, if there is one, and forgets it. */
  apply(fullName: string, parameter: Parameter): void {
    if (!this.#values.has(fullName)) return
    const value = this.#values.get(fullName)
    this.#values.delete(fullName)
    parameter.set(value)
  }

  /** Throws `PresettingError` when a preset found no parameter: most likely a name is misspelt. */
  checkAllUsed(): void {
    if (this.#values.size === 0) return
    throw new PresettingError(
      `No parameter took the presets ${[...this.#values.keys()].join(', ')}: check their names.`,
    )
  }
}
