import { InvalidTypeError } from '../errors.js'
import type { SettingLeaf } from '../service/config-leaves.js'
import type { GroupView } from '../service/nodes.js'
import type { MessageOptions, StorageService } from '../service/storage-service.js'

/** Whatever lets one process in at a time; both may answer at once or by a promise. */
export interface Lock {
  acquire(): unknown
  release(): unknown
}

/** For whoever shares it with nobody: the wrapper takes one message at a time anyway. */
const ownLock: Lock = { acquire: () => {}, release: () => {} }

/**
 * Lets messages through to a service while a lock is held, so that several processes use one file. From OPEN_FILE to
 * CLOSE_FILE the lock is held throughout.
 */
export class LockWrapper implements StorageService {
  readonly multiprocSafe = true
  readonly #service: StorageService
  readonly #lock: Lock
  #isHeld = false
  #last: Promise<unknown> = Promise.resolve()

  /**
   * Without a lock, users of this wrapper alone come one after another, in the order in which they ask. Throws
   * `InvalidTypeError` for a lock without `acquire` and `release`.
   */
  constructor(service: StorageService, lock: Lock = ownLock) {
    if (typeof lock?.acquire !== 'function' || typeof lock.release !== 'function') {
      throw new InvalidTypeError(
        'A lock is an object with the methods acquire() and release(), but got something else.',
      )
    }
    this.#service = service
    this.#lock = lock
  }

  get isOpen(): boolean {
    return this.#service.isOpen
  }

  settingLeaves(traj: GroupView): readonly SettingLeaf[] {
    return this.#service.settingLeaves?.(traj) ?? []
  }

  /** Throws what the service throws, and what the lock throws. */
  store(message: string, subject?: unknown, options: MessageOptions = {}): Promise<unknown> {
    return this.#inTurn(() => this.#service.store(message, subject, options))
  }

  load(message: string, subject?: unknown, options: MessageOptions = {}): Promise<unknown> {
    return this.#inTurn(() => this.#service.load(message, subject, options))
  }

  /** Messages of this process share the lock: they come one after another. */
  #inTurn(work: () => Promise<unknown>): Promise<unknown> {
    const turn = this.#last.then(() => this.#locked(work))
    this.#last = turn.catch(() => {})
    return turn
  }

  async #locked(work: () => Promise<unknown>): Promise<unknown> {
    if (!this.#isHeld) await this.#lock.acquire()
    this.#isHeld = true
    let result: unknown
    try {
      result = await work()
    } catch (error) {
      await this.#release().catch((failure: Error) => {
        throw new AggregateError([error, failure], `${(error as Error).message}; and then: ${failure.message}`)
      })
      throw error
    }
    await this.#release()
    return result
  }

  async #release(): Promise<void> {
    if (this.#service.isOpen) return
    // A lock whose release fails is not ours any more either.
    this.#isHeld = false
    await this.#lock.release()
  }
}
