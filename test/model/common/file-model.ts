import { join } from 'node:path'
import { File, type FileOptions } from '../../../lib/h5/file.js'
import type { Durability } from '../../../lib/h5/native.js'
import type { Node } from '../../../lib/h5/node.js'
import type { Dice } from '../engine/dice.js'
import { type Args, refuse } from '../engine/kind.js'

/**
 * A file in the model: a state that is never changed but replaced, so that what a rollback goes back to is the state at
 * the last commit.
 */
export class FileModel<State> {
  readonly durability: Durability
  state: State
  committed: State
  writable = true
  inTransaction = false

  constructor(config: Args, state: State) {
    this.durability = config.durability as Durability
    this.state = state
    this.committed = state
  }

  get hasJournal(): boolean {
    return this.durability !== 'none'
  }

  /** A file that was opened for reading refuses every change. */
  checkWritable(): void {
    if (!this.writable) refuse('ReadOnlyError')
  }

  commit(): void {
    if (!this.inTransaction) this.committed = this.state
  }

  goBack(): void {
    this.state = this.committed
  }
}

const durabilities: readonly Durability[] = ['process', 'process', 'none', 'checkpoint', 'commit']

export const fileConfig = (dice: Dice): Args => ({ durability: dice.pick(durabilities) })

/** A file of the library, and the handles of its nodes. */
export class RealFile {
  readonly filename: string
  readonly options: FileOptions
  file: File
  /** By path and number: the same node may be open several times. */
  readonly #handles = new Map<string, Node>()
  /** Ends the transaction that is under way. */
  transaction: Transaction | undefined

  /** `begin` puts a file there that is to be opened, or says that there is none. */
  constructor(config: Args, folder: string, begin: (filename: string) => boolean = () => false) {
    this.filename = join(folder, 'file.h5')
    this.options = { durability: config.durability as Durability }
    this.file = File.open(this.filename, begin(this.filename) ? 'r+' : 'w', this.options)
  }

  /** The handle of that number, opened when it is not open. */
  handle(path: string, number: number): Node {
    const key = `${path}#${number}`
    const known = this.#handles.get(key)
    if (known) return known
    const opened = this.file.get(path)
    this.#handles.set(key, opened)
    return opened
  }

  get handles(): Iterable<Node> {
    return this.#handles.values()
  }

  closeHandle(path: string, number: number): void {
    this.#handles.get(`${path}#${number}`)?.close()
    this.#handles.delete(`${path}#${number}`)
  }

  reopen(mode: 'r' | 'r+' | 'a'): void {
    this.file.close()
    this.opened(mode)
  }

  /** After the file was closed. */
  opened(mode: 'r' | 'r+' | 'a'): void {
    this.#handles.clear()
    this.file = File.open(this.filename, mode, this.options)
  }

  /** Handles of nodes that are gone are of no use. */
  forgetVanished(): void {
    for (const [key, node] of this.#handles) if (!this.file.has(node.path)) this.#handles.delete(key)
  }

  abandon(): void {
    try {
      this.transaction?.fail()
      this.file.close({ discard: true })
    } catch {
      // It failed before: that is what is reported.
    }
  }
}

/** A transaction whose end comes as a step of its own. */
export class Transaction {
  readonly ended: Promise<unknown>
  succeed: () => void = () => {}
  fail: () => void = () => {}

  constructor(file: File) {
    const work = new Promise<void>((resolve, reject) => {
      this.succeed = resolve
      this.fail = () => reject(new Undone())
    })
    this.ended = file
      .transaction(() => work)
      .then(
        () => undefined,
        (error: unknown) => error,
      )
  }
}

/** What ends a transaction that is not to be kept. */
export class Undone extends Error {}
