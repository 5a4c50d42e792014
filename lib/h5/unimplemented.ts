import { UnsupportedError } from '../errors.js'
import type { File } from './file.js'
import type { NativeNode } from './native.js'
import { Node } from './node.js'

/** A node that is there, with attributes that can be read, but whose data cannot: `reason` says why. */
export class UnImplemented extends Node {
  readonly kind = 'UnImplemented'
  readonly reason: string

  /** @internal */
  constructor(file: File, path: string, native: NativeNode, reason: string) {
    super(file, path, native)
    this.reason = reason
  }

  read(): Promise<never> {
    return Promise.reject(this.#error())
  }

  readSync(): never {
    throw this.#error()
  }

  protected override details(): string {
    return ` (${this.reason})`
  }

  #error(): UnsupportedError {
    return new UnsupportedError(`'${this.path}' cannot be read: ${this.reason}`, {
      path: this.path,
      filename: this.file.filename,
    })
  }
}
