import { InvalidTypeError } from '../errors.js'
import { SharedItem, sharedItemOf } from '../shared/index.js'
import { SharedData, type Value } from '../values/index.js'
import type { Items } from './items.js'
import { Result } from './result.js'
import { type Supports, supportsSharedItems } from './supported.js'

/**
 * A result with items that stay in the file and are worked on there; storing it leaves those alone. Other items are
 * held and stored as those of any result.
 */
export class SharedResult extends Result {
  protected override get supports(): Supports {
    return supportsSharedItems
  }

  protected override checked(item: string, content: unknown): Value {
    const value = super.checked(item, content)
    return value instanceof SharedItem ? settle(this, item, value) : value
  }

  protected override decode(items: Items): Items {
    return new Map(
      Array.from(items, ([name, value]): [string, Value] => [
        name,
        value instanceof SharedData ? handleFor(this, name, value.sharedType) : value,
      ]),
    )
  }

  /**
   * Makes an item that is in the file shared data, without touching them, and gives the handle. What memory held of it
   * is dropped. `InvalidTypeError` for an item that is stored as nothing that can be shared, such as a dict.
   */
  async makeShared(item: string): Promise<SharedItem> {
    const sharedType = await this.#convert<string>(item, 'makeShared')
    const handle = sharedItemOf(sharedType)
    this.dropItem(item)
    this.setItem(item, handle)
    return handle
  }

  /** Makes shared data an ordinary item, and loads it unless `load` is false. */
  async makeOrdinary(item: string, options: { load?: boolean } = {}): Promise<void> {
    await this.#convert(item, 'makeOrdinary')
    this.dropItem(item)
    const root = this.treeRoot
    if (options.load ?? true) await root.service.load('LEAF', this, { trajectoryName: root.name, loadOnly: item })
  }

  async #convert<Answer>(item: string, request: string): Promise<Answer> {
    if (this.root === null || !this.stored) {
      throw new InvalidTypeError(
        `'${this.fullName}' must be in the file before '${item}' is converted: store it first.`,
      )
    }
    const root = this.treeRoot
    const options = { trajectoryName: root.name, item, request }
    return (await root.service.store('ACCESS_DATA', this, options)) as Answer
  }

  override clone(): SharedResult {
    const copy = super.clone() as SharedResult
    for (const [name, value] of [...copy.entries()]) if (value instanceof SharedItem) copy.setItem(name, value.twin())
    return copy
  }
}

/*
 * Every handle of a result: who has one goes on with it when the result is emptied and loaded again. No members of the
 * class: its constructor's base sets items before they are there.
 */
const handles = new WeakMap<SharedResult, Map<string, SharedItem>>()

function settle(result: SharedResult, item: string, handle: SharedItem): SharedItem {
  handle.settle(result, item)
  const known = handles.get(result) ?? new Map()
  handles.set(result, known.set(item, handle))
  return handle
}

function handleFor(result: SharedResult, item: string, sharedType: string): SharedItem {
  const known = handles.get(result)?.get(item)
  return known?.sharedType === sharedType ? known : settle(result, item, sharedItemOf(sharedType))
}
