import { LimitError } from '../../errors.js'

/**
 * How many bytes the values of one pickle may have together. What a pickle recalls from its memo is there once, and each
 * value that is made of it a copy: some kilobytes could become gigabytes.
 */
export class Room {
  readonly #most: number
  #taken = 0

  /** For a pickle of so many bytes. */
  constructor(pickleBytes: number) {
    this.#most = LEAST + pickleBytes * MOST_TIMES
  }

  /** `LimitError` when there is no room for so many more. */
  take(bytes: number): void {
    this.#taken += bytes
    if (this.#taken > this.#most)
      throw new LimitError(`expected at most ${this.#most} bytes of data in a pickle of this size, got more`)
  }
}

const LEAST = 2 ** 22
const MOST_TIMES = 16
