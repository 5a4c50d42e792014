import { NESTED_GROUP } from '../../codec/index.js'
import { STORE } from '../../codec/names.js'
import { Group } from '../../h5/group.js'
import type { Plan } from '../../h5/plan.js'
import { removeItem } from '../items.js'
import type { Session } from '../session.js'

/** Where new items wait until all of them are written. PyTables hides names that begin so. */
const STAGE = '_p_trajstore_stage'

/** Items that are written beside those of a leaf and are not yet its own. */
export interface StagedItems {
  /** The old items go and the new ones take their places. */
  takeEffect(): void
  /** The new ones go. */
  discard(): void
}

/** Writes items beside those of a leaf, some of which they are to replace: a failure leaves the leaf as it was. */
export async function stageItems(
  session: Session,
  group: Group,
  plans: readonly Plan[],
  replaced: readonly string[],
): Promise<StagedItems> {
  if (group.has(STAGE)) group.remove(STAGE)
  if (plans.length === 0) return { takeEffect: () => {}, discard: () => {} }
  const stage = group.createGroup(STAGE)
  const discard = () => {
    stage.close()
    group.remove(STAGE)
  }
  try {
    await stage.write(plans, session.filters)
  } catch (error) {
    discard()
    throw error
  }
  const takeEffect = () => {
    for (const name of replaced) removeItem(group, name)
    moveChildren(stage, group)
    discard()
  }
  return { takeEffect, discard }
}

/** Nested groups that are there already take up the children of the new ones. */
function moveChildren(from: Group, to: Group): void {
  for (const name of from.names()) {
    if (!to.has(name)) {
      from.native.move(name, to.native, name)
      continue
    }
    using source = from.get(name)
    using target = to.get(name)
    if (source instanceof Group && target instanceof Group && target.attributes.get(STORE) === NESTED_GROUP) {
      moveChildren(source, target)
    }
  }
}
