/**
 * Rows that wait until they fill a chunk: writing by whole chunks means that each is compressed and indexed once.
 * A write that fails keeps its rows here, so that it can be tried again.
 */
export class RowBuffer {
  readonly #rowBytes: number
  readonly #chunkRows: number
  readonly #write: (data: Uint8Array, rows: number) => void
  #bytes = new Uint8Array(0)
  #rows = 0
  /** Rows that fit before the next chunk boundary of the dataset. */
  #room: number

  /** `stored` is the number of rows in the dataset now. */
  constructor(rowBytes: number, chunkRows: number, stored: number, write: (data: Uint8Array, rows: number) => void) {
    this.#rowBytes = rowBytes
    this.#chunkRows = chunkRows
    this.#write = write
    this.#room = chunkRows - (stored % chunkRows)
  }

  get rows(): number {
    return this.#rows
  }

  /** Takes rows, or throws and leaves the rows out that came last. */
  append(data: Uint8Array, rows: number): void {
    if (this.#rows + rows > this.#room) this.flush()
    if (rows >= this.#room) {
      this.#write(data, rows)
      this.#wrote(rows)
      return
    }
    this.#reserve((this.#rows + rows) * this.#rowBytes)
    this.#bytes.set(data, this.#rows * this.#rowBytes)
    this.#rows += rows
  }

  flush(): void {
    if (this.#rows === 0) return
    const rows = this.#rows
    this.#write(this.#bytes.subarray(0, rows * this.#rowBytes), rows)
    this.#rows = 0
    this.#wrote(rows)
  }

  #wrote(rows: number): void {
    const past = rows % this.#chunkRows
    this.#room = past < this.#room ? this.#room - past : this.#room - past + this.#chunkRows
  }

  /** Grows by doubling up to what a chunk needs. */
  #reserve(bytes: number): void {
    if (bytes <= this.#bytes.length) return
    const whole = this.#chunkRows * this.#rowBytes
    const grown = new Uint8Array(Math.min(Math.max(bytes, 2 * this.#bytes.length, 1024), Math.max(bytes, whole)))
    grown.set(this.#bytes)
    this.#bytes = grown
  }
}
