import { IoError } from '../errors.js'
import type { NativeDataset } from './native.js'

/** Where rows wait until they are written: a `RowBuffer` or a `RaggedBuffer`. */
interface Buffer {
  readonly rows: number
}

/** The rows of one dataset that are not written yet: its handles share them, however often it was opened. */
export interface WaitingRows<B extends Buffer> {
  buffer: B | undefined
  /** The handle that writes them, as long as it is open; then the next that is used. */
  writer: NativeDataset | undefined
  /** How many handles use this; the last one to close lets go of it. */
  handles: number
}

/** A dataset that rows wait for. */
interface Holding {
  readonly isOpen: boolean
  flush(): void
  discard(): void
}

/** All rows of a file that wait. */
export class WaitingRowsOfFile {
  /** By the identity of their dataset: an address is used again when a dataset is deleted and closed. */
  readonly #known = new Map<string, WeakRef<WaitingRows<Buffer>>>()
  /** Datasets with rows that are not written yet: kept alive until they are. */
  readonly #holding = new Set<Holding>()

  get isAny(): boolean {
    return this.#holding.size > 0
  }

  remember(dataset: Holding): void {
    this.#holding.add(dataset)
  }

  forget(dataset: object): void {
    this.#holding.delete(dataset as Holding)
  }

  /** For a handle that did not ask before, or let go. */
  acquire<B extends Buffer>(native: NativeDataset): WaitingRows<B> {
    const { identity } = native
    const found = this.#known.get(identity)?.deref() as WaitingRows<B> | undefined
    const rows: WaitingRows<B> = found ?? { buffer: undefined, writer: native, handles: 0 }
    rows.handles++
    if (!found) this.#known.set(identity, new WeakRef(rows))
    return rows
  }

  release(native: NativeDataset, rows: WaitingRows<Buffer>): void {
    rows.handles--
    if (rows.writer === native) rows.writer = undefined
    if (rows.handles === 0) this.#known.delete(native.identity)
  }

  /** Writes all. A dataset that fails keeps its own rows, and no other from being written. */
  flush(): void {
    const errors: Error[] = []
    for (const dataset of this.#holding) {
      try {
        if (dataset.isOpen) dataset.flush()
        this.#holding.delete(dataset)
      } catch (error) {
        errors.push(error as Error)
      }
    }
    if (errors.length === 1) throw errors[0]
    if (errors.length === 0) return
    const reasons = errors.map(({ message }) => message).join('; ')
    const cause = new AggregateError(errors, reasons)
    throw new IoError(`The rows of ${errors.length} datasets could not be written: ${reasons}`, { cause })
  }

  /** Forgets all: the file was closed, or went back to a commit. */
  discard(): void {
    for (const dataset of this.#holding) dataset.discard()
    this.#holding.clear()
    this.#known.clear()
  }
}
