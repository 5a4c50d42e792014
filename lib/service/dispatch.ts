import { IoError } from '../errors.js'
import { itemOptions } from './envelope.js'
import { rootOf } from './load/group.js'
import { loadHandlers } from './load/index.js'
import type { GroupView, NodeView, TrajectoryView } from './nodes.js'
import type { Direction, ListItem } from './requests.js'
import type { Session } from './session.js'
import { storeHandlers } from './store/index.js'

type Handler = (session: Session, subject: unknown, options: unknown) => unknown

/**
 * Lets a handler answer a message that was checked. What a failing message has made is taken back; of a list that is
 * the item that failed, those before it stay.
 */
export async function dispatch(
  session: Session,
  direction: Direction,
  message: string,
  subject: unknown,
  options: Record<string, unknown>,
): Promise<unknown> {
  if (message === 'LIST') {
    for (const [item, of, own] of subject as ListItem[]) {
      await dispatch(session, direction, item, of, itemOptions(own))
    }
    return undefined
  }
  const handlers = (direction === 'store' ? storeHandlers : loadHandlers) as Record<string, Handler>
  try {
    const answer = await handlers[message]?.(session, subject, options)
    session.commit()
    return answer
  } catch (error) {
    takeBack(session, subject, error as Error)
    throw error
  }
}

function takeBack(session: Session, subject: unknown, cause: Error): void {
  try {
    const names = session.rollBack()
    const isNode = typeof subject === 'object' && subject !== null && 'isLeaf' in subject
    const root = isNode ? (rootOf(subject as NodeView) as TrajectoryView) : null
    for (const name of names) {
      const node = root?.node(name)
      if (node !== undefined) markNotStored(node)
    }
  } catch (error) {
    const { message } = error as Error
    throw new IoError(`${cause.message}; what was written before could not be taken back: ${message}`, { cause })
  }
}

/** Nothing of it is in the file, from here down. */
function markNotStored(node: NodeView): void {
  node.stored = false
  if (!node.isLeaf) for (const child of (node as GroupView).children()) markNotStored(child)
}
