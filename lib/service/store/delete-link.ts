import { DataNotInStorageError, InvalidTypeError, InvalidValueError } from '../../errors.js'
import { checkOptions, describe } from '../../options.js'
import type { Session } from '../session.js'

/** Deletes a link, given by its dotted name; never a node. */
export function deleteLink(session: Session, name: string, options: object = {}): void {
  checkOptions(options, [], 'store(DELETE_LINK)')
  if (typeof name !== 'string' || name === '') {
    throw new InvalidValueError(`A link to delete is given by its full name; got ${describe(name)}`)
  }
  const dot = name.lastIndexOf('.')
  const group = session.require(name.slice(0, Math.max(0, dot)))
  const last = name.slice(dot + 1)
  const kind = group.native.kindOf(last)
  if (kind === null) throw new DataNotInStorageError(`There is no link '${name}' in '${session.trajectoryName}'`)
  if (kind !== 'softlink') {
    throw new InvalidTypeError(`'${name}' is no link but a ${kind}; delete nodes by the message DELETE`)
  }
  group.remove(last)
}
