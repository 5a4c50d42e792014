import { COMMENT, COMMENT_DIGEST } from '../../constants/names.js'
import type { Group } from '../../h5/group.js'
import type { AttributeValue } from '../../h5/plan.js'
import type { Line } from '../overview/columns.js'
import type { Session } from '../session.js'

/** A leaf's comment as an attribute, or in its place the digest by which the one that is stored for many is found. */
export function commentAttributes(
  session: Session,
  leaf: Pick<Line, 'fullName' | 'comment'>,
): [name: string, value: AttributeValue][] {
  if (leaf.comment === '') return []
  const decision = session.overview.decide(leaf)
  return decision === null || decision.keep ? [[COMMENT, leaf.comment]] : [[COMMENT_DIGEST, decision.digest]]
}

/** Gives a leaf in the file another comment; never clears it, since in memory it may just not be loaded. */
export function replaceComment(session: Session, leaf: Pick<Line, 'fullName' | 'comment'>, group: Group): void {
  if (leaf.comment === '') return
  const before = group.attributes.get(COMMENT)
  const wanted = commentAttributes(session, leaf)
  group.attributes.assign(wanted)
  for (const name of [COMMENT, COMMENT_DIGEST]) {
    if (group.attributes.has(name) && !wanted.some(([kept]) => kept === name)) group.attributes.delete(name)
  }
  if (typeof before === 'string' && before !== leaf.comment) session.overview.passOn(leaf.fullName, before)
}
