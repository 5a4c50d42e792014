import type { Session } from '../session.js'
import { accessData } from './access-data.js'
import { backup } from './backup.js'
import { deleteNode } from './delete.js'
import { deleteLink } from './delete-link.js'
import { storeGroup } from './group.js'
import { storeLeaf } from './leaf.js'
import { merge } from './merge.js'
import { prepareMerge } from './prepare-merge.js'
import { storeSingleRun } from './single-run.js'
import { storeTrajectory } from './trajectory.js'
import { storeTree } from './tree.js'

// biome-ignore lint/suspicious/noExplicitAny: each handler knows its own subject and options
type Handler = (session: Session, subject: any, options: any) => unknown

/** What each message of `store` does to an open file. A new message is a file beside this and a line here. */
export const storeHandlers = {
  TRAJECTORY: storeTrajectory,
  SINGLE_RUN: storeSingleRun,
  LEAF: storeLeaf,
  GROUP: storeGroup,
  TREE: storeTree,
  DELETE: deleteNode,
  DELETE_LINK: deleteLink,
  BACKUP: backup,
  PREPARE_MERGE: prepareMerge,
  MERGE: merge,
  ACCESS_DATA: accessData,
} satisfies Record<string, Handler>

/** Messages about the file itself, which the service answers: LIST, OPEN_FILE, CLOSE_FILE, FLUSH. */
export const fileMessages = ['LIST', 'OPEN_FILE', 'CLOSE_FILE', 'FLUSH'] as const

export type StoreMessage = keyof typeof storeHandlers | (typeof fileMessages)[number]

export const storeMessages = [...Object.keys(storeHandlers), ...fileMessages]
