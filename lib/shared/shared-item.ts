import { inspect } from 'node:util'
import { InvalidTypeError } from '../errors.js'
import type { AccessRequest } from '../service/access/index.js'
import type { SharedDescription, SharedType } from '../service/access/requests.js'
import { type LeafNode, type RootNode, storedRoot } from '../tree/index.js'
import { SharedData } from '../values/index.js'

/** Where shared data are: an item of a leaf. */
interface Place {
  readonly leaf: LeafNode
  readonly item: string
}

/**
 * Data that stay in the file and are worked on there, part by part. A `SharedResult` holds them and gives them their
 * place. Each call opens the file and closes it again unless `traj.openStore()` keeps it open.
 *
 * Errors of all methods: `InvalidTypeError` before the data have a place in a trajectory that was stored,
 * `DataNotInStorageError` before `create()`.
 */
export abstract class SharedItem extends SharedData {
  #place: Place | null = null

  constructor(sharedType: SharedType) {
    super(sharedType)
  }

  /** Full name of the leaf and name of the item; null before it is in a result. */
  get path(): string | null {
    return this.#place === null ? null : `${this.#place.leaf.fullName}.${this.#place.item}`
  }

  /** @internal Called by the leaf that takes it in. */
  settle(leaf: LeafNode, item: string): void {
    const place = this.#place
    if (place !== null && (place.leaf !== leaf || place.item !== item)) {
      throw new InvalidTypeError(
        `These shared data are '${place.item}' of '${place.leaf.fullName}' already and cannot be '${item}' of '${leaf.fullName}' too.`,
      )
    }
    this.#place = { leaf, item }
  }

  /** @internal The same data for another leaf. */
  abstract twin(): SharedItem

  [inspect.custom](): string {
    return `<${this.constructor.name} ${this.path ?? 'of no result'}>`
  }

  /** What the data look like in the file. */
  async describe(): Promise<SharedDescription> {
    return this.request('describe')
  }

  /** Number of rows. */
  async length(): Promise<number> {
    return (await this.describe()).nrows
  }

  /** Makes the data in the file, the result too if it is not there yet. */
  protected async createWith(request: object): Promise<void> {
    const { leaf, root } = this.#settled()
    if (!leaf.stored) await root.service.store('LEAF', leaf, { trajectoryName: root.name })
    await this.request('create', { ...request, sharedType: this.sharedType })
  }

  protected async request<Answer>(request: AccessRequest, options: object = {}): Promise<Answer> {
    const { leaf, item, root } = this.#settled()
    const message = { trajectoryName: root.name, item, request, ...options }
    return (await root.service.store('ACCESS_DATA', leaf, message)) as Answer
  }

  #settled(): Place & { root: RootNode } {
    if (this.#place === null)
      throw new InvalidTypeError('Shared data are worked on once they are an item of a SharedResult.')
    return { ...this.#place, root: storedRoot(this.#place.leaf) }
  }
}
