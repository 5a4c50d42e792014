import { InvalidValueError } from '../errors.js'
import { SparseMatrix, type Value } from '../values/index.js'
import type { Items } from './items.js'
import { Result } from './result.js'
import { MARKER, toSparse, toText } from './sparse-text.js'
import { type Supports, supportsSparseItems } from './supported.js'

/** A result that takes sparse matrices too. */
export class SparseResult extends Result {
  protected override get supports(): Supports {
    return supportsSparseItems
  }

  protected override checkItemName(item: string): void {
    super.checkItemName(item)
    if (item.includes(MARKER))
      throw new InvalidValueError(`'${MARKER}' is reserved in names of items, but got '${item}'.`)
  }

  override toStorage(): Map<string, Value> {
    return new Map(
      Array.from(this.entries(), ([name, value]) => [
        value instanceof SparseMatrix ? `${name}${MARKER}` : name,
        toText(value),
      ]),
    )
  }

  protected override decode(items: Items): Items {
    return new Map(
      Array.from(items, ([name, value]): [string, Value] => {
        const marker = name.indexOf(MARKER)
        return marker < 0 ? [name, value] : [name.slice(0, marker), toSparse(value, this.fullName)]
      }),
    )
  }

  override dropItem(name: string): boolean {
    return super.dropItem(name) || (name.endsWith(MARKER) && super.dropItem(name.slice(0, -MARKER.length)))
  }
}
