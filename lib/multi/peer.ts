import { ClosedError, InvalidTypeError, NoSuchServiceError, TimedOutError } from '../errors.js'
import { isError } from '../values/index.js'
import type { Channel } from './channel.js'
import { type PackedError, packError, unpackError } from './wire/errors.js'

/** What one end does for the other, by name. */
export type Handlers = Readonly<Record<string, (argument: never) => unknown>>

type Message =
  | { readonly kind: 'call'; readonly id: number; readonly name: string; readonly argument: unknown }
  | { readonly kind: 'result'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly error: PackedError }

interface Pending {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
}

export interface CallOptions {
  /** Milliseconds; without it the call waits for as long as the other end lives. */
  readonly timeout?: number
  /** Says what was waited for: 'the lock', 'run 3'. */
  readonly what: string
}

/** One end of a channel over which both call each other. */
export class Peer {
  readonly #channel: Channel
  readonly #handlers: Handlers
  readonly #pending = new Map<number, Pending>()
  #lastId = 0
  #isClosed = false

  constructor(channel: Channel, handlers: Handlers = {}) {
    this.#channel = channel
    this.#handlers = handlers
    channel.onMessage((message) => this.#take(message as Message))
    channel.onClose(() => this.#end())
  }

  /**
   * Throws what the other end threw, `TimedOutError`, `ClosedError` when the other end goes before it answers,
   * `InvalidTypeError` for an argument that cannot cross.
   */
  call(name: string, argument: unknown, { timeout, what }: CallOptions): Promise<unknown> {
    if (this.#isClosed) return Promise.reject(gone(what))
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      const timer =
        timeout === undefined
          ? undefined
          : setTimeout(
              () => settle.reject(new TimedOutError(`Waiting for ${what} took more than ${timeout / 1000} s.`)),
              timeout,
            )
      const done = () => {
        clearTimeout(timer)
        this.#pending.delete(id)
      }
      const settle: Pending = {
        resolve: (result) => {
          done()
          resolve(result)
        },
        reject: (error) => {
          done()
          reject(error)
        },
      }
      this.#pending.set(id, settle)
      try {
        this.#channel.send({ kind: 'call', id, name, argument } satisfies Message)
      } catch (error) {
        settle.reject(sendError(error, what))
      }
    })
  }

  #take(message: Message): void {
    if (message.kind === 'call') void this.#answer(message)
    else if (message.kind === 'result') this.#pending.get(message.id)?.resolve(message.result)
    else if (message.kind === 'error') this.#pending.get(message.id)?.reject(unpackError(message.error))
  }

  async #answer({ id, name, argument }: Message & { kind: 'call' }): Promise<void> {
    let answer: Message
    try {
      const handler = this.#handlers[name]
      if (handler === undefined) throw new NoSuchServiceError(`The other process does not know the call '${name}'.`)
      answer = { kind: 'result', id, result: await handler(argument as never) }
    } catch (error) {
      answer = { kind: 'error', id, error: packError(error) }
    }
    this.#reply(answer)
  }

  #reply(answer: Message): void {
    if (this.#isClosed) return
    try {
      this.#channel.send(answer)
    } catch (error) {
      // Nobody waits any more at an end that is gone.
      if (error instanceof ClosedError) return
      this.#channel.send({
        kind: 'error',
        id: answer.id,
        error: packError(sendError(error, 'the answer')),
      } satisfies Message)
    }
  }

  #end(): void {
    this.#isClosed = true
    for (const { reject } of [...this.#pending.values()]) reject(gone('the answer'))
  }

  close(): void {
    this.#channel.close()
    this.#end()
  }
}

const gone = (what: string): ClosedError =>
  new ClosedError(`Waiting for ${what} is in vain: the process at the other end of the channel is gone.`)

function sendError(error: unknown, what: string): Error {
  if (error instanceof ClosedError || !isError(error)) return error as Error
  return new InvalidTypeError(`${what} cannot be sent to another process: ${error.message}`, { cause: error })
}
