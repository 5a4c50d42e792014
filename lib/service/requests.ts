import { InvalidTypeError, InvalidValueError, NoSuchServiceError, ServiceStateError } from '../errors.js'
import { checkOptions, describe, nearest } from '../options.js'
import { isReading } from './access/index.js'
import { itemOptions } from './envelope.js'
import { loadMessages } from './load/index.js'
import type { MessageOptions } from './storage-service.js'
import { fileMessages, storeMessages } from './store/index.js'

export type Direction = 'store' | 'load'

/** One item of a LIST: a message with its subject and options. */
export type ListItem = readonly [message: string, subject?: unknown, options?: MessageOptions]

/** Checks what can be checked of a message before any file is touched; lists with all their items. */
export function checkRequest(direction: Direction, message: unknown, subject: unknown, options: object): void {
  checkMessage(direction, message)
  if (message === 'LIST') {
    checkOptions(options, [], `${direction}(LIST)`)
    checkList(direction, subject)
  } else if (!(fileMessages as readonly unknown[]).includes(message)) {
    checkSubject(message as string, subject)
  }
}

function checkMessage(direction: Direction, message: unknown): void {
  const known = direction === 'store' ? storeMessages : loadMessages
  if (typeof message === 'string' && known.includes(message)) return
  const hint = typeof message === 'string' ? nearest(message, known) : undefined
  throw new NoSuchServiceError(
    `${direction} knows the messages ${known.join(', ')}; got ${describe(message)}${hint ? ` (did you mean ${hint}?)` : ''}`,
  )
}

function checkList(direction: Direction, subject: unknown): void {
  if (!Array.isArray(subject)) {
    throw new InvalidTypeError(`The subject of LIST is a list of messages; got ${describe(subject)}`)
  }
  for (const [position, item] of subject.entries()) {
    if (!Array.isArray(item) || item.length < 1 || item.length > 3) {
      const got = Array.isArray(item) ? `${item.length} entries` : describe(item)
      throw new InvalidValueError(`Item ${position} of a LIST must be [message, subject, options]; got ${got}`)
    }
    const [message, itemSubject, options] = item as unknown as ListItem
    if (message !== 'LIST' && (fileMessages as readonly string[]).includes(message)) {
      throw new ServiceStateError(`${message} cannot be an item of a LIST, under which the file is open already`)
    }
    checkRequest(direction, message, itemSubject, itemOptions(options))
  }
}

/** Messages about a trajectory as a whole, about leaves, and those whose subject is no node. */
const ofRoots = ['TRAJECTORY', 'SINGLE_RUN', 'SEGMENT', 'PREPARE_MERGE', 'BACKUP', 'ITEMS', 'ITEM_NAMES']
const ofLeaves = ['LEAF', 'ACCESS_DATA']
const ofNoNode = ['DELETE_LINK', 'MERGE']

function checkSubject(message: string, subject: unknown): void {
  if (ofNoNode.includes(message)) return
  const isNode = typeof subject === 'object' && subject !== null && 'isLeaf' in subject && 'fullName' in subject
  const { isLeaf, isRoot } = (isNode ? subject : {}) as { isLeaf?: boolean; isRoot?: boolean }
  const fits = ofRoots.includes(message)
    ? isRoot === true
    : message === 'DELETE' || isLeaf === ofLeaves.includes(message)
  if (isNode && fits) return
  const wanted = ofRoots.includes(message)
    ? 'a trajectory'
    : message === 'DELETE'
      ? 'a node of a trajectory'
      : ofLeaves.includes(message)
        ? 'a leaf'
        : 'a group'
  throw new InvalidTypeError(`The subject of ${message} must be ${wanted}; got ${describe(subject)}`)
}

/** Whether a message makes the trajectory that it is about. */
export function createsTrajectory(message: unknown, subject: unknown): boolean {
  if (message === 'TRAJECTORY') return true
  return message === 'LIST' && (subject as ListItem[]).some(([item, of]) => createsTrajectory(item, of))
}

/** Whether a message only reads, though it is one of `store`. */
export const leavesFileAlone = (message: string, options: Readonly<Record<string, unknown>>): boolean =>
  message === 'ACCESS_DATA' && isReading(options.request)
