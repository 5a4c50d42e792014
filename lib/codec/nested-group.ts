import { InvalidValueError } from '../errors.js'
import type { GroupPlan, Plan, Stored } from '../h5/plan.js'
import { STORE } from './names.js'
import { textAttribute } from './stored.js'

export const NESTED_GROUP = 'NESTED_GROUP'

/**
 * Plans of items whose names have dots, each in the groups that its name asks for. `InvalidValueError` when a name is
 * that of an item and of a group.
 */
export function nestPlans(plans: ReadonlyMap<string, Plan>): Plan[] {
  const top = new Map<string, Plan | Map<string, Plan>>()
  for (const [name, plan] of plans) {
    const dot = name.indexOf('.')
    const head = dot < 0 ? name : name.slice(0, dot)
    const found = top.get(head)
    if (found && (dot < 0 || !(found instanceof Map))) {
      throw new InvalidValueError(`expected '${head}' to be an item or the start of names of items, got both`)
    }
    if (dot < 0) top.set(head, plan)
    else top.set(head, new Map([...((found as Map<string, Plan>) ?? []), [name.slice(dot + 1), plan]]))
  }
  return Array.from(top, ([name, plan]) => (plan instanceof Map ? nestedGroup(name, nestPlans(plan)) : plan))
}

/** The group of items whose names start with `name` and a dot. */
export const nestedGroup = (name: string, children: readonly Plan[]): GroupPlan => ({
  kind: 'group',
  name,
  title: name,
  attributes: new Map([[STORE, NESTED_GROUP]]),
  children,
})

/** Items by their dotted names, out of their groups. */
export function* flattenStored(children: readonly Stored[], prefix = ''): Generator<[name: string, stored: Stored]> {
  for (const child of children) {
    const name = prefix + child.name
    if (child.kind === 'group' && textAttribute(child.attributes, STORE) === NESTED_GROUP)
      yield* flattenStored(child.children, `${name}.`)
    else yield [name, child]
  }
}
