import { InvalidValueError, NoSuchServiceError } from '../../errors.js'
import { describe, nearest } from '../../options.js'
import { type AccessRequest, accessRequests } from '../access/index.js'
import type { LeafView } from '../nodes.js'
import type { Session } from '../session.js'

export interface AccessDataOptions {
  /** The name of the item in the leaf. */
  readonly item: string
  readonly request: AccessRequest
  readonly [option: string]: unknown
}

/**
 * Works on shared data where they are, in the file, and gives what was asked for.
 * `NoSuchServiceError` for a request that is not on the list, `DataNotInStorageError` for an item that is not there.
 */
export function accessData(session: Session, leaf: LeafView, options: AccessDataOptions): unknown {
  const { item, request, ...rest } = options
  const names = Object.keys(accessRequests)
  if (typeof request !== 'string' || !Object.hasOwn(accessRequests, request)) {
    const hint = typeof request === 'string' ? nearest(request, names) : undefined
    throw new NoSuchServiceError(
      `ACCESS_DATA knows the requests ${names.join(', ')}; got ${describe(request)}${hint ? ` (did you mean ${hint}?)` : ''}`,
    )
  }
  if (typeof item !== 'string' || item === '' || item.includes('/')) {
    throw new InvalidValueError(`ACCESS_DATA needs the name of an item of '${leaf.fullName}'; got ${describe(item)}`)
  }
  return accessRequests[request](session, leaf, item, rest)
}
