import { LockLostError } from '../errors.js'
import { Semaphore } from './semaphore.js'

/** A lock for users of one process, in the order in which they ask; a user is told apart by identity. */
export class FairLock<User extends object> {
  readonly #place = new Semaphore(1)
  #holder: User | null = null
  readonly #gone = new WeakSet<User>()

  /** Throws `TimedOutError` when the lock is not free in time (milliseconds). */
  async acquire(user: User, timeout: number): Promise<void> {
    await this.#place.enter(
      timeout,
      `The lock of the file was not free for ${timeout / 1000} s: its holder is stalled.`,
    )
    this.#holder = user
    // It came too late for somebody who is gone by now.
    if (this.#gone.has(user)) this.release(user)
  }

  /** Throws `LockLostError` when the user does not hold it. */
  release(user: User): void {
    if (this.#holder !== user)
      throw new LockLostError('The lock of the file is released by a process that does not hold it.')
    this.#holder = null
    this.#place.leave()
  }

  /** A user is gone: what it holds is free. */
  forget(user: User): void {
    this.#gone.add(user)
    if (this.#holder === user) this.release(user)
  }
}
