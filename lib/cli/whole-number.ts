import { type Call, textOption } from './command.js'
import { UsageError } from './usage-error.js'

/** The number of an option; undefined when it was not given. */
export function wholeNumber(call: Call, name: string): number | undefined {
  const text = textOption(call, name)
  if (text === undefined) return undefined
  if (!/^\d{1,15}$/.test(text)) throw new UsageError(`--${name} must be a whole number; got '${text}'`)
  return Number(text)
}
