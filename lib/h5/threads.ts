import { InvalidValueError } from '../errors.js'
import { describe } from '../options.js'
import { native } from './native.js'

const LARGEST = 256

/** How many threads compress and decompress the chunks of one block that is read or written; all cores by default. */
export const threads = (): number => native.threads()

/** Sets that for the whole process, worker threads included; `InvalidValueError` unless it is 1 to 256. */
export function setThreads(count: number): void {
  if (!Number.isInteger(count) || count < 1 || count > LARGEST) {
    throw new InvalidValueError(
      `The number of threads must be a whole number from 1 to ${LARGEST}; got ${describe(count)}`,
    )
  }
  native.setThreads(count)
}
