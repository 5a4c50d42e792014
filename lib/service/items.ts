import { codecFor, flattenStored, inferFlag, NESTED_GROUP, nestPlans } from '../codec/index.js'
import { STORE } from '../codec/names.js'
import { InvalidTypeError, NoSuchServiceError } from '../errors.js'
import { decodeAttributes } from '../h5/attributes.js'
import { Group } from '../h5/group.js'
import type { ListedGroup } from '../h5/listed-group.js'
import type { Attributes, Plan } from '../h5/plan.js'
import { isHiddenName } from '../h5/pytables.js'
import { readStored } from '../h5/read-stored.js'
import { isError, SharedData, type TextEncoding, type Value } from '../values/index.js'
import { refuseDamaged } from './damage.js'
import type { LeafView } from './nodes.js'
import type { Session } from './session.js'

/** The data items of a leaf, between values and the nodes below the leaf's group. */

/** Plans of some items, with nested groups for dotted names. Throws before anything is written. */
export function planItems(
  leaf: LeafView,
  items: ReadonlyMap<string, Value>,
  flags: ReadonlyMap<string, string>,
  session: Session,
): Plan[] {
  const context = { pandasFormat: session.settings.pandasFormat, texts: session.texts }
  const plans = new Map<string, Plan>()
  for (const [name, value] of items) {
    // Shared data are created in the file by those who work on them.
    if (value instanceof SharedData) continue
    const flag = flags.get(name) ?? inferFlag(name, value)
    plans.set(name, codecFor(flag).encode(name.slice(name.lastIndexOf('.') + 1), value, context))
  }
  try {
    return nestPlans(plans)
  } catch (error) {
    if (isError(error)) error.message = `'${leaf.fullName}' cannot be stored: ${error.message}`
    throw error
  }
}

/** Names of the items that a leaf has in the file, with dots for nested groups, and their storage flags. */
export function storedItems(group: Group, prefix = ''): Map<string, string | null> {
  const items = new Map<string, string | null>()
  for (const child of group.list({ attributes: true })) {
    if (isHiddenName(child.name)) continue
    if (!child.error && child.kind !== 'group' && child.kind !== 'dataset') continue
    refuseDamaged(child, group.path)
    const flag = decodeAttributes(child.attributes ?? []).get(STORE)
    const name = prefix + child.name
    if (flag !== NESTED_GROUP) items.set(name, typeof flag === 'string' ? flag : null)
    else for (const [below, of] of nestedItems(group, child.name, `${name}.`)) items.set(below, of)
  }
  return items
}

function nestedItems(group: Group, name: string, prefix: string): Map<string, string | null> {
  using nested = group.get(name) as Group
  return storedItems(nested, prefix)
}

/** Which items to read. */
export interface ItemChoice {
  readonly wants: (name: string) => boolean
  /** Storage flags that stand above those in the file. */
  readonly flags: ReadonlyMap<string, string>
  /** When only these can be wanted: nothing else is looked at. */
  readonly names?: readonly string[]
}

/** Reads and decodes the chosen items of a leaf, sorted by name as the file has them. */
export async function readItems(
  group: ListedGroup,
  choice: ItemChoice,
  texts: TextEncoding,
): Promise<Map<string, Value>> {
  // Of shared data, and of what nobody wants, only the attributes are read.
  const wantsData = (name: string, attributes: Attributes) =>
    attributes.get(STORE) === NESTED_GROUP || (attributes.get(STORE) !== 'SHARED_DATA_' && isWithin(name, choice.wants))
  const items = new Map<string, Value>()
  const names = choice.names && { names: [...new Set(choice.names.map(outermost))] }
  for (const [name, node] of flattenStored(await readStored(group, { wantsData, ...names }))) {
    if (!choice.wants(name)) continue
    const flag = choice.flags.get(name) ?? node.attributes.get(STORE)
    if (typeof flag !== 'string') {
      throw new NoSuchServiceError(`'${group.path}/${name}' has no storage flag, so it is no data item`, {
        path: `${group.path}/${name.replaceAll('.', '/')}`,
      })
    }
    items.set(name, codecFor(flag).decode(node, texts))
  }
  return items
}

const outermost = (name: string): string => name.split('.', 1)[0] as string

/** Whether a node is a wanted item or lies within one that is a group. */
function isWithin(name: string, wants: (name: string) => boolean): boolean {
  for (let end = name.length; end > 0; end = name.lastIndexOf('.', end - 1)) {
    if (wants(name.slice(0, end))) return true
  }
  return false
}

/** Removes an item, and nested groups that become empty. `InvalidTypeError` when there is none of that name. */
export function removeItem(group: Group, name: string): void {
  const parts = name.split('.')
  const path = parts.join('/')
  if (!group.has(path)) throw new InvalidTypeError(`'${group.path}' has no item '${name}'`, { path: group.path })
  group.remove(path)
  for (let depth = parts.length - 1; depth > 0; depth--) {
    const above = parts.slice(0, depth).join('/')
    const parent = group.get(above)
    const isEmpty = parent instanceof Group && parent.names().length === 0
    parent.close()
    if (!isEmpty) return
    group.remove(above)
  }
}
