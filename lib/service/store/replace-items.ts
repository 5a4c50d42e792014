import { NESTED_GROUP } from '../../codec/index.js'
import { STORE } from '../../codec/names.js'
import { Group } from '../../h5/group.js'
import type { Plan } from '../../h5/plan.js'
import { removeItem } from '../items.js'
import type { Session } from '../session.js'

/** Where new items wait until all of them are written. PyTables hides names that begin so. */
const STAGE = '_p_trajstore_stage'

/**
 * Writes items of a leaf, some in place of others: first all new ones beside the old, then the old go and the new take
 * their places. So a failure while writing leaves the leaf as it was.
 */
export async function replaceItems(
  session: Session,
  leaf: string,
  plans: readonly Plan[],
  replaced: readonly string[],
): Promise<void> {
  if (plans.length === 0) return
  const group = session.require(leaf)
  if (replaced.length === 0 && !plans.some((plan) => group.has(plan.name))) return group.write(plans)
  if (group.has(STAGE)) group.remove(STAGE)
  const stage = group.createGroup(STAGE)
  try {
    await stage.write(plans)
  } catch (error) {
    stage.close()
    group.remove(STAGE)
    throw error
  }
  for (const name of replaced) removeItem(group, name)
  moveChildren(stage, group)
  stage.close()
  group.remove(STAGE)
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
