import { UnsafeError } from '../errors.js'
import type { ListItem } from '../service/requests.js'
import type { MessageOptions, StorageService } from '../service/storage-service.js'

/** Options that make a service open other files than its own. */
const naming = ['filename', 'otherFilename', 'backupFilename'] as const

/** Lets messages through that stay in the file of the service: who sends from elsewhere names no files here. */
export class OneFile implements StorageService {
  readonly multiprocSafe = false
  readonly #service: StorageService

  constructor(service: StorageService) {
    this.#service = service
  }

  get isOpen(): boolean {
    return this.#service.isOpen
  }

  /** Throws `UnsafeError` for a message that names a file. */
  async store(message: string, subject?: unknown, options: MessageOptions = {}): Promise<unknown> {
    checkNamesNone(message, subject, options)
    return this.#service.store(message, subject, options)
  }

  load(message: string, subject?: unknown, options: MessageOptions = {}): Promise<unknown> {
    return this.#service.load(message, subject, options)
  }
}

function checkNamesNone(message: string, subject: unknown, options: MessageOptions): void {
  const named = naming.find((name) => options[name] !== undefined && options[name] !== null)
  if (named !== undefined) {
    throw new UnsafeError(`${message} over the network goes into the writer's own file, but got the option ${named}.`)
  }
  if (message !== 'LIST' || !Array.isArray(subject)) return
  for (const [item, of, itemOptions] of subject as ListItem[]) checkNamesNone(item, of, itemOptions ?? {})
}
