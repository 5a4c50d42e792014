import type { Session } from '../session.js'
import { loadGroup } from './group.js'
import { loadItemNames } from './item-names.js'
import { loadItems } from './items.js'
import { loadLeaf } from './leaf.js'
import { loadTrajectory } from './trajectory.js'
import { loadTree } from './tree.js'

// biome-ignore lint/suspicious/noExplicitAny: each handler knows its own subject and options
type Handler = (session: Session, subject: any, options: any) => unknown

/** What each message of `load` does with an open file. A new message is a file beside this and a line here. */
export const loadHandlers = {
  TRAJECTORY: loadTrajectory,
  LEAF: loadLeaf,
  GROUP: loadGroup,
  TREE: loadTree,
  ITEMS: loadItems,
  ITEM_NAMES: loadItemNames,
} satisfies Record<string, Handler>

export type LoadMessage = keyof typeof loadHandlers | 'LIST'

export const loadMessages = [...Object.keys(loadHandlers), 'LIST']
