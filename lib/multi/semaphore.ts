import { ClosedError, TimedOutError } from '../errors.js'

interface Waiter {
  readonly enter: () => void
  readonly refuse: (error: Error) => void
}

/** So many may enter at once; who comes later waits in the order of coming, and not for ever. */
export class Semaphore {
  #free: number
  readonly #waiting = new Set<Waiter>()
  #closed: Error | null = null

  constructor(places: number) {
    this.#free = places
  }

  /** Throws `TimedOutError` with that sentence when no place gets free in time, `ClosedError` after `close`. */
  enter(timeout: number, sentence: string): Promise<void> {
    if (this.#closed !== null) return Promise.reject(this.#closed)
    if (this.#free > 0) {
      this.#free--
      return Promise.resolve()
    }
    return new Promise((resolve, reject) => {
      const leave = () => {
        clearTimeout(timer)
        this.#waiting.delete(waiter)
      }
      const waiter: Waiter = {
        enter: () => {
          leave()
          resolve()
        },
        refuse: (error) => {
          leave()
          reject(error)
        },
      }
      const timer = setTimeout(() => waiter.refuse(new TimedOutError(sentence)), timeout)
      this.#waiting.add(waiter)
    })
  }

  leave(): void {
    const [next] = this.#waiting
    if (next === undefined) this.#free++
    else next.enter()
  }

  /** Refuses all who wait and all who come. */
  close(sentence: string): void {
    this.#closed ??= new ClosedError(sentence)
    for (const waiter of this.#waiting) waiter.refuse(this.#closed)
  }
}
