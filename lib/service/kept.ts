/** What can be open and is closed when it has to make room. */
export interface Closable {
  readonly isOpen: boolean
  close(): void
}

/** Open nodes by name, kept for the next request; beyond `limit` the longest unused is closed. */
export class Kept<T extends Closable> {
  readonly #limit: number
  readonly #nodes = new Map<string, T>()

  constructor(limit: number) {
    this.#limit = limit
  }

  get(name: string): T | undefined {
    const node = this.#nodes.get(name)
    return node?.isOpen ? this.keep(name, node) : undefined
  }

  keep(name: string, node: T): T {
    this.#nodes.delete(name)
    this.#nodes.set(name, node)
    if (this.#nodes.size > this.#limit) this.#dropOldest()
    return node
  }

  #dropOldest(): void {
    for (const [name, node] of this.#nodes) {
      this.#nodes.delete(name)
      node.close()
      return
    }
  }

  /** Closes those whose names are meant. */
  release(isMeant: (name: string) => boolean): void {
    for (const [name, node] of this.#nodes) {
      if (!isMeant(name)) continue
      this.#nodes.delete(name)
      node.close()
    }
  }
}
