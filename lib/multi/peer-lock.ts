import type { Lock } from './lock-wrapper.js'
import type { Peer } from './peer.js'

/** The calls by which a lock at the other end is used. */
export const ACQUIRE = 'acquire'
export const RELEASE = 'release'

/** A lock that the process at the other end of a channel keeps. */
export class PeerLock implements Lock {
  readonly #peer: Peer
  readonly #timeout: number

  constructor(peer: Peer, timeout: number) {
    this.#peer = peer
    this.#timeout = timeout
  }

  /** Throws `TimedOutError`, `ClosedError` when the keeper is gone. */
  async acquire(): Promise<void> {
    await this.#peer.call(ACQUIRE, null, { timeout: this.#timeout, what: 'the lock of the file' })
  }

  async release(): Promise<void> {
    await this.#peer.call(RELEASE, null, { timeout: this.#timeout, what: 'the release of the lock' })
  }
}
