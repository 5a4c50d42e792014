import { InvalidValueError, UnsupportedError } from '../errors.js'
import type { TrajectoryView } from '../service/nodes.js'
import type { MessageOptions, StorageService } from '../service/storage-service.js'
import { packRun } from './segment.js'
import { type PackedError, unpackError } from './wire/errors.js'
import { unpack } from './wire/pack.js'
import { answerRequest, packRequest } from './wire/request.js'

/** Packed messages by trajectory, in order. */
export type References = ReadonlyMap<string, readonly Uint8Array[]>

/** Keeps messages in memory, each as its subject was at the call, for a `ReferenceStore` to store them later. */
export class ReferenceWrapper implements StorageService {
  readonly isOpen = false
  readonly multiprocSafe = true
  #references = new Map<string, Uint8Array[]>()

  get references(): References {
    return this.#references
  }

  /** Throws `InvalidValueError` for a message without the name of a trajectory. Nothing is marked as stored. */
  async store(message: string, subject?: unknown, options: MessageOptions = {}): Promise<void> {
    const isRun = message === 'SINGLE_RUN'
    const request = isRun ? await packRun(subject as TrajectoryView, options) : packRequest(message, subject, options)
    const { bytes, trajectoryName } = request
    if (trajectoryName === undefined) {
      throw new InvalidValueError(`${message} needs the name of a trajectory (trajectoryName) to be kept for later.`)
    }
    const known = this.#references.get(trajectoryName)
    if (known === undefined) this.#references.set(trajectoryName, [bytes])
    else known.push(bytes)
  }

  async load(message: string): Promise<never> {
    throw new UnsupportedError(`Messages are kept for later here: '${message}' cannot be loaded.`)
  }

  /** Forgets what was kept, and gives it. */
  freeReferences(): References {
    const references = this.#references
    this.#references = new Map()
    return references
  }
}

/** Stores what `ReferenceWrapper` kept. */
export class ReferenceStore {
  readonly #service: StorageService

  constructor(service: StorageService) {
    this.#service = service
  }

  /** In order; stops at the first message that fails, and throws its error. */
  async storeReferences(references: References): Promise<void> {
    for (const requests of references.values()) {
      for (const bytes of requests) {
        const { error } = unpack(await answerRequest(this.#service, bytes)) as unknown as { error: PackedError | null }
        if (error !== null) throw unpackError(error)
      }
    }
  }
}
