import type { LeafView } from '../nodes.js'
import type { Session } from '../session.js'
import { append, removeRows, truncate, write } from './change.js'
import { makeOrdinary, makeShared } from './convert.js'
import { create } from './create.js'
import { describeShared, read, where, whereRows } from './read.js'

// biome-ignore lint/suspicious/noExplicitAny: each request has its own options, which it checks
type Access = (session: Session, leaf: LeafView, item: string, request: any) => unknown

/** What may be asked of shared data. A closed list: no name that comes with a message reaches anything else. */
const readers = { describe: describeShared, read, where, whereRows } satisfies Record<string, Access>
const writers = { create, write, append, truncate, removeRows, makeShared, makeOrdinary } satisfies Record<
  string,
  Access
>

export type AccessRequest = keyof typeof readers | keyof typeof writers

export const accessRequests: Readonly<Record<AccessRequest, Access>> = { ...readers, ...writers }

/** Whether a request leaves the file as it is. */
export const isReading = (request: unknown): boolean => typeof request === 'string' && Object.hasOwn(readers, request)
