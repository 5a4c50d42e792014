import { InvalidTypeError, InvalidValueError } from '../../errors.js'
import { describe } from '../../options.js'
import type { MessageOptions } from '../storage-service.js'

/** One item of a LIST: a message with its subject and options. */
export type ListItem = readonly [message: string, subject?: unknown, options?: MessageOptions]

/** Checks the form of a list's items; options of one item are never those of the next. */
export function checkList(subject: unknown): readonly ListItem[] {
  if (!Array.isArray(subject)) {
    throw new InvalidTypeError(`The subject of LIST is a list of messages; got ${describe(subject)}`)
  }
  for (const [position, item] of subject.entries()) {
    if (!Array.isArray(item) || item.length < 1 || item.length > 3 || typeof item[0] !== 'string') {
      throw new InvalidValueError(
        `Item ${position} of a LIST must be [message, subject, options]; got ${Array.isArray(item) ? `${item.length} entries` : describe(item)}`,
      )
    }
  }
  return subject as readonly ListItem[]
}
