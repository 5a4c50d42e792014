import { type Held, HeldLocks, type Limits, usualLimits } from './held-locks.js'
import { EXTENDED, LIMIT, type LockRequest, reply } from './protocol.js'

interface TimedOut {
  readonly at: number
  readonly newRequest: string
}

export interface TableState {
  readonly lastToken: number
  readonly held: readonly (readonly [lock: string, held: Held])[]
}

/** Answers that are kept for requests that come again, and locks that are remembered to have timed out. */
const REMEMBERED = 10_000

/**
 * Who holds which lock, and what each request is answered: pypet's sentences, without sockets. A request that comes
 * again, because its answer was lost, is answered as it was.
 */
export class LockTable {
  readonly #lease: number | null
  readonly #now: () => number
  readonly #held: HeldLocks
  readonly #timedOut = new Map<string, TimedOut>()
  readonly #answers = new Map<string, string>()
  #lastToken: number

  /** `lease` in milliseconds: another client gets a lock that was held for longer; null for never. */
  constructor(
    lease: number | null,
    state: TableState | null = null,
    now: () => number = () => Date.now(),
    limits: Limits = usualLimits,
  ) {
    this.#lease = lease
    this.#now = now
    this.#lastToken = state?.lastToken ?? 0
    this.#held = new HeldLocks(limits)
    for (const [lock, held] of state?.held ?? []) this.#held.set(lock, held)
  }

  get state(): TableState {
    return { lastToken: this.#lastToken, held: this.#held.entries() }
  }

  /** Whether a request would have to wait, and until when at least (milliseconds from now, null for unknown). */
  waitFor({ lock, client }: LockRequest): { readonly leaseLeft: number | null } | null {
    const held = this.#held.get(lock)
    if (held === undefined || held.client === client) return null
    const leaseLeft = this.#lease === null ? null : held.since + this.#lease - this.#now()
    return leaseLeft !== null && leaseLeft <= 0 ? null : { leaseLeft }
  }

  answer(request: LockRequest): string {
    const key = reply(request.command, request.lock, request.client, request.request)
    const known = this.#answers.get(key)
    if (known !== undefined) return known
    const answer = this.#handlers[request.command]?.(request) ?? 'PONG'
    const changes = request.command === 'LOCK' || request.command === 'UNLOCK'
    // What was refused may be asked for again when there is room.
    if (changes && !answer.startsWith(LIMIT)) remember(this.#answers, key, answer)
    return answer
  }

  readonly #handlers: Readonly<Record<string, (request: LockRequest) => string>> = {
    PING: () => 'PONG',
    DONE: () => 'CLOSED',
    LOCK: (request) => this.#lock(request),
    UNLOCK: (request) => this.#unlock(request),
    RENEW: (request) => this.#renew(request),
  }

  #lock(request: LockRequest): string {
    const { lock, client } = request
    const held = this.#held.get(lock)
    const refusal = this.#held.refusalFor(lock, client)
    if (refusal !== null) return reply(LIMIT, refusal)
    if (held === undefined) return this.#grant(request, '')
    if (held.client === client) {
      // The ids stand in each other's place here, as pypet has them.
      return reply(
        'LOCK_ERROR',
        `Re-request of lock \`${lock}\` (old request id \`${client}\`) by \`${held.request}\` (request id \`${request.request}\`)`,
      )
    }
    if (this.waitFor(request) !== null) return 'WAIT'
    remember(this.#timedOut, reply(lock, held.client), { at: this.#now(), newRequest: request.request })
    return this.#grant(request, `Lock \`${lock}\` by \`${held.client}\` (old request id \`${held.request}) timed out`)
  }

  #grant({ lock, client, request }: LockRequest, note: string): string {
    const token = ++this.#lastToken
    this.#held.set(lock, { client, request, token, since: this.#now() })
    if (request.startsWith(EXTENDED)) return reply('GO', note, String(token), String(this.#lease ?? ''))
    return note === '' ? 'GO' : reply('GO', note)
  }

  #unlock({ lock, client, request }: LockRequest): string {
    const held = this.#held.get(lock)
    if (held?.client === client) {
      this.#held.delete(lock)
      return 'RELEASED'
    }
    if (held !== undefined) {
      return reply(
        'RELEASE_ERROR',
        `Lock \`${lock}\` was acquired by \`${held.client}\` (old request id \`${held.request}\`) and not by \`${client}\` (request id \`${request}\`)`,
      )
    }
    const lost = this.#timedOut.get(reply(lock, client))
    if (lost !== undefined) {
      const seconds = (this.#now() - lost.at) / 1000
      return reply(
        'RELEASE_ERROR',
        `Lock \`${lock}\` timed out ${seconds.toFixed(6)} seconds ago (client id \`${client}\`, old request id \`${lost.newRequest}\`)`,
      )
    }
    return reply(
      'RELEASE_ERROR',
      `Lock \`${lock}\` cannot be found in database (client id \`${client}\`, request id \`${request}\`)`,
    )
  }

  #renew({ lock, client }: LockRequest): string {
    const held = this.#held.get(lock)
    if (held?.client !== client) return reply('RENEW_ERROR', `Lock \`${lock}\` is not held by \`${client}\``)
    this.#held.set(lock, { ...held, since: this.#now() })
    return 'RENEWED'
  }

  /** Frees what clients hold that are known to be gone; gives the names of the locks. */
  forget(isGone: (client: string) => boolean): string[] {
    const freed = this.#held
      .entries()
      .filter(([, { client }]) => isGone(client))
      .map(([lock]) => lock)
    for (const lock of freed) this.#held.delete(lock)
    return freed
  }
}

/** The oldest entries give way. */
function remember<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key)
  map.set(key, value)
  if (map.size <= REMEMBERED) return
  for (const oldest of map.keys()) {
    map.delete(oldest)
    return
  }
}
