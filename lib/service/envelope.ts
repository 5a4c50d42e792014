import { InvalidTypeError, InvalidValueError } from '../errors.js'
import { describe } from '../options.js'
import type { MessageOptions } from './storage-service.js'

/** What says where a message goes. */
export interface Envelope {
  readonly filename?: string
  readonly fileTitle?: string
  readonly trajectoryName?: string
  readonly trajectoryIndex?: number
}

const names = ['filename', 'fileTitle', 'trajectoryName', 'trajectoryIndex'] as const
const isEnvelope = (key: string): boolean => (names as readonly string[]).includes(key)

/** Tells what says where a message goes from what belongs to the message. */
export function splitOptions(options: MessageOptions): { envelope: Envelope; rest: Record<string, unknown> } {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new InvalidTypeError(`The options of a message must be an object; got ${describe(options)}`)
  }
  const entries = Object.entries(options).filter(([, value]) => value !== undefined)
  const envelope = Object.fromEntries(entries.filter(([key]) => isEnvelope(key)))
  for (const key of ['filename', 'fileTitle', 'trajectoryName'] as const) {
    if (envelope[key] === undefined || typeof envelope[key] === 'string') continue
    throw new InvalidTypeError(`${key} must be text; got ${describe(envelope[key])}`)
  }
  return { envelope, rest: Object.fromEntries(entries.filter(([key]) => !isEnvelope(key))) }
}

/** The options of an item in a LIST, which goes where the list goes. */
export function itemOptions(options: MessageOptions | undefined): Record<string, unknown> {
  const { envelope, rest } = splitOptions(options ?? {})
  const [key] = Object.keys(envelope)
  if (key === undefined) return rest
  throw new InvalidValueError(`An item of a LIST goes where the list goes: give ${key} to the list`)
}

/** The name of the trajectory that the subject is, or belongs to; of a list that of its first node. */
export function nameOf(subject: unknown): string | undefined {
  if (Array.isArray(subject)) {
    for (const item of subject) {
      const name = Array.isArray(item) ? nameOf(item[1]) : undefined
      if (name !== undefined) return name
    }
    return undefined
  }
  if (typeof subject !== 'object' || subject === null) return undefined
  const node = subject as { isRoot?: boolean; name?: string; root?: { name?: string } | null }
  return node.isRoot ? node.name : node.root?.name
}
