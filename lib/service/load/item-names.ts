import { InvalidTypeError } from '../../errors.js'
import { Group } from '../../h5/group.js'
import { checkOptions, describe } from '../../options.js'
import { isLeafMarked } from '../attributes.js'
import { storedItems } from '../items.js'
import type { GroupView } from '../nodes.js'
import type { Session } from '../session.js'

export interface LoadItemNamesOptions {
  /** Full names of groups. */
  readonly groups: readonly string[]
}

/** So many names are enough to tell which one was meant. */
const MOST_NAMES = 1000

/** What ITEMS finds below groups: names of leaves and of their items, without those of the groups. */
export function loadItemNames(session: Session, _traj: GroupView, options: LoadItemNamesOptions): string[] {
  const { groups } = checkOptions(options, ['groups'], 'load(ITEM_NAMES)')
  if (!Array.isArray(groups) || groups.some((name) => typeof name !== 'string'))
    throw new InvalidTypeError(`The groups of ITEM_NAMES are a list of full names; got ${describe(groups)}`)
  const names = new Set<string>()
  for (const group of groups.map((name) => session.group(name))) {
    for (const name of group === undefined ? [] : namesBelow(group, '')) {
      if (names.size < MOST_NAMES) names.add(name)
    }
  }
  return [...names]
}

function* namesBelow(group: Group, prefix: string): Generator<string> {
  for (const { name, kind } of group.list()) {
    if (kind !== 'group') continue
    using child = group.get(name)
    if (!(child instanceof Group)) continue
    const fullName = `${prefix}${name}`
    if (!isLeafMarked(child.attributes)) yield* namesBelow(child, `${fullName}.`)
    else yield* [fullName, ...Array.from(storedItems(child).keys(), (item) => `${fullName}.${item}`)]
  }
}
