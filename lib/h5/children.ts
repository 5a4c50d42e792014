import { InvalidValueError } from '../errors.js'
import { checkOptions, describe } from '../options.js'
import type { Group } from './group.js'
import { type Link, linkOf } from './links.js'
import { joinPath, type Node } from './node.js'
import { openChild } from './open-node.js'
import { isTableIndex } from './pytables.js'

/** How children are sorted: by the bytes of their names, or as they were made, where the file remembers that. */
export type Order = 'name' | 'creation'

export interface ChildrenOptions {
  readonly order?: Order
  /** With the indexes that PyTables made of tables, `_i_` and the name of the table. */
  readonly indexes?: boolean
}

export const childrenOptions = ['order', 'indexes'] as const

/** Children as open nodes or links, one at a time. */
export function* childrenOf(group: Group, options: ChildrenOptions): Generator<Node | Link> {
  checkOptions(options, childrenOptions, 'children')
  const children = group.list({ order: options.order ?? 'name' })
  const names = new Set(children.map(({ name }) => name))
  for (const child of children) {
    if (!options.indexes && isTableIndex(child.name, (name) => names.has(name))) continue
    const path = joinPath(group.path, child.name)
    yield linkOf(path, child) ?? openChild(group.file, group.native, child.name, path)
  }
}

/** `InvalidValueError` for an order that there is not. */
export function isByCreation(order: Order = 'name'): boolean {
  if (order === 'name' || order === 'creation') return order === 'creation'
  throw new InvalidValueError(`The order of children is 'name' or 'creation'; got ${describe(order)}`)
}
