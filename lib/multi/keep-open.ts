import { DataNotInStorageError } from '../errors.js'
import type { MessageOptions, StorageService } from '../service/storage-service.js'

/**
 * Keeps the file open between messages of one trajectory, which costs less than opening it for each; every message is
 * committed nevertheless. When the file is kept open by somebody else already, that stays so.
 */
export class KeepOpen implements StorageService {
  readonly multiprocSafe = false
  readonly #service: StorageService
  #trajectoryName: string | null = null

  constructor(service: StorageService) {
    this.#service = service
  }

  get isOpen(): boolean {
    return this.#service.isOpen
  }

  async store(message: string, subject?: unknown, options: MessageOptions = {}): Promise<unknown> {
    // Senders share the file: when it is open is the writer's business.
    if (message === 'OPEN_FILE' || message === 'CLOSE_FILE') return undefined
    const { trajectoryName } = options
    if (trajectoryName !== undefined && trajectoryName !== this.#trajectoryName) await this.#turnTo(trajectoryName)
    const result = await this.#service.store(message, subject, options)
    if (trajectoryName !== undefined && this.#trajectoryName === null) await this.#turnTo(trajectoryName)
    return result
  }

  load(message: string, subject?: unknown, options: MessageOptions = {}): Promise<unknown> {
    return this.#service.load(message, subject, options)
  }

  async #turnTo(trajectoryName: string): Promise<void> {
    await this.close()
    if (this.#service.isOpen) return
    try {
      await this.#service.store('OPEN_FILE', null, { trajectoryName })
      this.#trajectoryName = trajectoryName
    } catch (error) {
      // The first message of a trajectory makes it.
      if (!(error instanceof DataNotInStorageError)) throw error
    }
  }

  /** Closes the file if it was opened here. */
  async close(): Promise<void> {
    const trajectoryName = this.#trajectoryName
    if (trajectoryName === null) return
    this.#trajectoryName = null
    await this.#service.store('CLOSE_FILE', null, { trajectoryName })
  }
}
