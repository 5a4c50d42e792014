export interface Held {
  readonly client: string
  readonly request: string
  readonly token: number
  /** Milliseconds, by the table's clock. */
  readonly since: number
}

export interface Limits {
  /** Locks that are held at a time, by all clients together. */
  readonly maxLocks: number
  readonly maxLocksPerClient: number
}

export const usualLimits: Limits = { maxLocks: 10_000, maxLocksPerClient: 1000 }

/** Who holds which lock, with bounds: whoever reaches a server could fill its memory otherwise. */
export class HeldLocks {
  readonly #limits: Limits
  readonly #held = new Map<string, Held>()
  readonly #perClient = new Map<string, number>()

  constructor(limits: Limits) {
    this.#limits = limits
  }

  get(lock: string): Held | undefined {
    return this.#held.get(lock)
  }

  entries(): [lock: string, held: Held][] {
    return [...this.#held]
  }

  /** Why a client cannot hold one more lock; null when it can. */
  refusalFor(lock: string, client: string): string | null {
    const { maxLocks, maxLocksPerClient } = this.#limits
    const holder = this.#held.get(lock)
    if (holder?.client === client) return null
    if ((this.#perClient.get(client) ?? 0) >= maxLocksPerClient) {
      return `A client holds at most ${maxLocksPerClient} locks of this server: release some before \`${lock}\``
    }
    if (holder !== undefined || this.#held.size < maxLocks) return null
    return `This server gives at most ${maxLocks} locks at a time, and all are held`
  }

  set(lock: string, held: Held): void {
    this.delete(lock)
    this.#held.set(lock, held)
    this.#count(held.client, 1)
  }

  delete(lock: string): void {
    const held = this.#held.get(lock)
    if (held === undefined) return
    this.#held.delete(lock)
    this.#count(held.client, -1)
  }

  #count(client: string, change: number): void {
    const count = (this.#perClient.get(client) ?? 0) + change
    if (count === 0) this.#perClient.delete(client)
    else this.#perClient.set(client, count)
  }
}
