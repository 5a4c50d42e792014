/** A Python pickle that is kept as it is: it is never executed. */
export class PickledObject {
  readonly bytes: Uint8Array
  /** The classes and functions it names, as `module.name`. */
  readonly globals: readonly string[]

  constructor(bytes: Uint8Array, globals: readonly string[] = []) {
    this.bytes = bytes
    this.globals = globals
  }
}
