import { ClosedError } from '../errors.js'
import { textOfBytes } from '../values/index.js'
import { AttributeSet } from './attributes.js'
import type { File } from './file.js'
import type { NativeNode } from './native.js'

export type NodeKind = 'Group' | 'Array' | 'CArray' | 'EArray' | 'VLArray' | 'Table' | 'UnImplemented'

/** Anything with a path in a file: a group or a dataset. */
export abstract class Node<Native extends NativeNode = NativeNode> implements Disposable {
  abstract readonly kind: NodeKind
  readonly file: File
  /** Absolute: '/results/trace'. */
  readonly path: string
  readonly attributes: AttributeSet
  #native: Native
  /** Of the file's contents, see `File.generation`. */
  #generation: number
  #isClosed = false

  /** @internal */
  constructor(file: File, path: string, native: Native) {
    this.file = file
    this.path = path
    this.#native = native
    this.#generation = file.generation
    this.attributes = new AttributeSet(() => this.native)
  }

  get name(): string {
    return this.path === '/' ? '/' : this.path.slice(this.path.lastIndexOf('/') + 1)
  }

  /** PyTables' title; '' when there is none. */
  get title(): string {
    return titleText(this.attributes.get('TITLE'))
  }

  set title(title: string) {
    this.attributes.set('TITLE', title)
  }

  get isOpen(): boolean {
    return !this.#isClosed && (this.#native.isOpen || (this.file.isOpen && this.#generation !== this.file.generation))
  }

  /** Equal for two names of one object. */
  get address(): number {
    return this.native.address
  }

  /** Writes what is buffered for this node into the file's buffers. */
  flush(): void {}

  /** @internal Forgets what is buffered. */
  discard(): void {}

  /** Lets go of what is shared with other handles. */
  protected release(): void {}

  /** Writes what is buffered and lets go of the node; the file stays open. Idempotent. */
  close(): void {
    if (!this.isOpen) return
    this.flush()
    this.file.waiting.forget(this)
    this.release()
    this.#isClosed = true
    this.#native.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  /** @internal The open handle, or `ClosedError`. Opened anew by its path when the file went back to a commit. */
  get native(): Native {
    // The usual case without a call of the addon.
    if (!this.#isClosed && this.#generation === this.file.generation) return this.#native
    if (this.#native.isOpen) return this.#native
    if (!this.isOpen) {
      const reason = this.file.isOpen ? 'it was closed before' : `its file '${this.file.filename}' was closed`
      throw new ClosedError(`'${this.path}' cannot be used: ${reason}`, {
        path: this.path,
        filename: this.file.filename,
      })
    }
    this.#native = this.file.reopen(this.path) as unknown as Native
    this.#generation = this.file.generation
    return this.#native
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `${this.kind} ${this.path}${this.isOpen ? this.details() : ' (closed)'}`
  }

  /** For the text form. */
  protected details(): string {
    return ''
  }
}

/** The title that an attribute says; '' when there is none. */
export const titleText = (value: unknown): string => (typeof value === 'string' ? value : textOf(value))

function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null || !('data' in value)) return ''
  return value.data instanceof Uint8Array ? textOfBytes(value.data).replace(/\0+$/, '') : ''
}

/** '/a' and 'b' make '/a/b'. */
export const joinPath = (parent: string, name: string): string => (parent === '/' ? `/${name}` : `${parent}/${name}`)
