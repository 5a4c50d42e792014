import { InvalidValueError, UnsupportedError } from '../errors.js'
import type { TrajectoryView } from '../service/nodes.js'
import { type ListItem, leavesFileAlone } from '../service/requests.js'
import type { MessageOptions, StorageService } from '../service/storage-service.js'
import { fileMessages } from '../service/store/index.js'
import { packRun } from './segment.js'
import { type IncomingRequest, packRequest, unpackRequest } from './wire/request.js'

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

  /**
   * Nothing is marked as stored. Throws `InvalidValueError` for a message without the name of a trajectory,
   * `UnsupportedError` for one that wants to know what is in the file.
   */
  async store(message: string, subject?: unknown, options: MessageOptions = {}): Promise<void> {
    if (leavesFileAlone(message, options)) {
      throw new UnsupportedError(
        `Messages are kept for later here: '${message}' cannot answer '${options.request}'. Use wrapMode 'queue' for runs that read shared data.`,
      )
    }
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

  /**
   * In order; stops at the first message that fails, and throws its error. What goes into one trajectory is one list,
   * so that all of it is committed at once.
   */
  async storeReferences(references: References): Promise<void> {
    for (const [trajectoryName, requests] of references) {
      let list: ListItem[] = []
      const storeList = async () => {
        if (list.length > 0) await this.#service.store('LIST', list, { trajectoryName })
        list = []
      }
      for (const request of requests.map(unpackRequest)) {
        const item = itemFrom(request)
        if (item !== null) list.push(item)
        else {
          await storeList()
          await this.#service.store(request.message, request.subject, request.options)
        }
      }
      await storeList()
    }
  }
}

/** A message as an item of a list; null for one about a file, or with a list or a file of its own. */
function itemFrom({ message, subject, options }: IncomingRequest): ListItem | null {
  const { trajectoryName: _, ...rest } = options
  const isOfItsOwn = (fileMessages as readonly string[]).includes(message) || 'filename' in rest || 'fileTitle' in rest
  return isOfItsOwn ? null : [message, subject, rest]
}
