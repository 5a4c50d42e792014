import type { NativeDataset } from './native.js'

/** Rows of differing length that wait, end to end as they are written. */
export class RaggedBuffer {
  #bytes = new Uint8Array(1024)
  #used = 0
  #lengths: number[] = []

  get rows(): number {
    return this.#lengths.length
  }

  get bytes(): number {
    return this.#used
  }

  /** Copies a row of `length` elements: the caller may reuse its memory before the row is written. */
  append(data: Uint8Array, length: number): void {
    if (this.#used + data.length > this.#bytes.length) this.#grow(this.#used + data.length)
    this.#bytes.set(data, this.#used)
    this.#used += data.length
    this.#lengths.push(length)
  }

  writeTo(dataset: NativeDataset): void {
    dataset.appendVlen(this.#bytes.subarray(0, this.#used), Uint32Array.from(this.#lengths))
  }

  clear(): void {
    this.#used = 0
    this.#lengths = []
  }

  #grow(bytes: number): void {
    const grown = new Uint8Array(Math.max(bytes, 2 * this.#bytes.length))
    grown.set(this.#bytes.subarray(0, this.#used))
    this.#bytes = grown
  }
}
