import { SHARED_TYPE, STORE } from '../../codec/names.js'
import { InvalidTypeError } from '../../errors.js'
import type { Node } from '../../h5/node.js'
import type { LeafView } from '../nodes.js'
import type { Session } from '../session.js'
import { type SharedType, sharedTypes } from './requests.js'

/** Shared data in the file. */
export interface SharedNode {
  readonly node: Node
  readonly sharedType: SharedType
  /** For messages: `'item' of 'leaf'`. */
  readonly what: string
}

/** Finds shared data; `DataNotInStorageError`, or `InvalidTypeError` for an item that is not shared. */
export function sharedNode(session: Session, leaf: LeafView, item: string): SharedNode {
  const node = session.item(leaf.fullName, item)
  const what = `'${item}' of '${leaf.fullName}'`
  const sharedType = node.attributes.get(SHARED_TYPE)
  if (node.attributes.get(STORE) !== 'SHARED_DATA_' || !isSharedType(sharedType)) {
    throw new InvalidTypeError(`${what} is an ordinary item: make it shared before it is worked on in the file`)
  }
  return { node, sharedType, what }
}

/** The attributes that say so. */
export const sharedMarks = (sharedType: SharedType) => ({ [STORE]: 'SHARED_DATA_', [SHARED_TYPE]: sharedType })

export const isSharedType = (flag: unknown): flag is SharedType => (sharedTypes as readonly unknown[]).includes(flag)

/** The node as one of some kinds that can do what was asked; `InvalidTypeError` for another. */
export function expectNode<T extends Node>({ node, what }: SharedNode, kinds: readonly Kind<T>[], action: string): T {
  for (const Class of kinds) if (node instanceof Class) return node
  throw new InvalidTypeError(
    `${what} is ${node.kind === 'Group' ? 'a frame' : `of kind ${node.kind}`}, which cannot ${action}`,
  )
}

type Kind<T> = abstract new (...args: never[]) => T
