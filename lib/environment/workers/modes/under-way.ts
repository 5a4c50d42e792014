import type { User } from './mode.js'

/** Which messages of which worker are on their way into the file. */
export class UnderWay {
  readonly #messages = new Map<User, Set<Promise<unknown>>>()

  track<T>(user: User, message: Promise<T>): Promise<T> {
    const messages = this.#messages.get(user) ?? new Set()
    this.#messages.set(user, messages.add(message))
    const done = () => messages.delete(message)
    message.then(done, done)
    return message
  }

  /** Resolves when all that a worker has sent is stored, or has failed. */
  async settled(user: User): Promise<void> {
    await Promise.allSettled(this.#messages.get(user) ?? [])
    this.#messages.delete(user)
  }
}
