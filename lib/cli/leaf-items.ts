import { NotFoundError } from '../errors.js'
import { LeafNode } from '../tree/index.js'
import type { Value } from '../values/index.js'
import { loadAnyTrajectory } from './any-trajectory.js'
import { itemsOf } from './leaf-answer.js'
import { UsageError } from './usage-error.js'

/** The items of a leaf of a trajectory; `UsageError` for a group. */
export async function leafItems(filename: string, trajectory: string, fullName: string): Promise<Map<string, Value>> {
  const traj = await loadAnyTrajectory(filename, trajectory)
  const node = await traj.fetch(fullName)
  if (node instanceof LeafNode) return itemsOf(node)
  throw new UsageError(
    `'${fullName}' is a group of the trajectory; name a leaf, or the group by its path (/${trajectory}/…)`,
  )
}

/** The one item that is meant: by name, or the only one. */
export function leafItem(items: ReadonlyMap<string, Value>, fullName: string, name: string | undefined): Value {
  const [only] = items.values()
  if (name === undefined && items.size === 1 && only !== undefined) return only
  const found = name === undefined ? undefined : items.get(name)
  if (found !== undefined) return found
  const there = [...items.keys()].join(', ')
  if (name === undefined) throw new UsageError(`'${fullName}' has several items: choose one by --item out of ${there}`)
  throw new NotFoundError(`'${fullName}' has no item '${name}'; it has ${there}`)
}
