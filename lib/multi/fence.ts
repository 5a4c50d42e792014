import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { LockLostError, TimedOutError } from '../errors.js'
import { native } from '../h5/native.js'
import type { Lock } from './lock-wrapper.js'

/** A lock that numbers those who get it. */
export interface TokenLock {
  acquire(): Promise<number | null>
  release(): Promise<void>
}

const PAUSE_MS = 5
const DIGITS = 20

/**
 * A lock over the network with a fence beside the file: a lease may end while its holder is paused, so that two believe
 * to have the lock. The kernel's lock on the side file keeps the second one out until the first is done, and the number
 * in it refuses who was overtaken before he began.
 */
export class FencedLock implements Lock {
  readonly #lock: TokenLock
  readonly #filename: string
  readonly #timeout: number
  #descriptor: number | null = null

  /** `filename` of the side file; never of the file that it guards, which libhdf5 locks in its own way. */
  constructor(lock: TokenLock, filename: string, timeout: number) {
    this.#lock = lock
    this.#filename = filename
    this.#timeout = timeout
  }

  /** Throws `LockLostError` when somebody with a later token was here, `TimedOutError`. */
  async acquire(): Promise<void> {
    const token = await this.#lock.acquire()
    if (token === null) return
    const descriptor = openSync(this.#filename, constants.O_RDWR | constants.O_CREAT)
    try {
      await this.#enter(descriptor)
      this.#pass(descriptor, token)
      this.#descriptor = descriptor
    } catch (error) {
      closeSync(descriptor)
      throw error
    }
  }

  async #enter(descriptor: number): Promise<void> {
    const until = performance.now() + this.#timeout
    while (!native.lockDescriptor(descriptor, true)) {
      if (performance.now() > until) {
        throw new TimedOutError(`'${this.#filename}' was locked for ${this.#timeout / 1000} s: its holder is stalled.`)
      }
      await delay(PAUSE_MS)
    }
  }

  #pass(descriptor: number, token: number): void {
    const bytes = Buffer.alloc(DIGITS)
    const last = Number(bytes.toString('latin1', 0, readSync(descriptor, bytes, 0, DIGITS, 0)))
    if (token < last) throw new LockLostError(`The lock with token ${token} was overtaken by token ${last}.`)
    // Of one length, in one call: a kill leaves the number before or this one.
    writeSync(descriptor, String(token).padStart(DIGITS), 0)
  }

  async release(): Promise<void> {
    // Closing the descriptor gives the kernel's lock back.
    if (this.#descriptor !== null) closeSync(this.#descriptor)
    this.#descriptor = null
    await this.#lock.release()
  }
}
