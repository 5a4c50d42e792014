import type { StorageService } from './storage-service.js'

/** Takes every message and does nothing: for trajectories that are to stay in memory. */
export class LazyStorageService implements StorageService {
  readonly isOpen = false
  readonly multiprocSafe = false

  async store(..._message: unknown[]): Promise<void> {}
  async load(..._message: unknown[]): Promise<void> {}
}
