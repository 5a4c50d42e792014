import { Result } from './result.js'
import { type Supports, supportsSharedItems } from './supported.js'

/** A result that also stands for data that live in the file and are worked on there; storing it leaves those alone. */
export class SharedResult extends Result {
  protected override get supports(): Supports {
    return supportsSharedItems
  }
}
