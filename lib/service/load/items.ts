import { InvalidTypeError } from '../../errors.js'
import type { Group } from '../../h5/group.js'
import { ListedGroup } from '../../h5/listed-group.js'
import { checkOptions, describe } from '../../options.js'
import { ObjectTable, type Value } from '../../values/index.js'
import { isLeafMarked } from '../attributes.js'
import { readItems, storedItems } from '../items.js'
import type { GroupView } from '../nodes.js'
import type { Session } from '../session.js'

export interface LoadItemsOptions {
  /** Columns of full names: each that of a leaf (its only item, or the one with its name), or of a leaf and an item. */
  readonly columns: readonly (readonly string[])[]
}

/** Items of many leaves, which need not be in memory and are not taken into the tree; null for what is not there. */
export async function loadItems(
  session: Session,
  _traj: GroupView,
  options: LoadItemsOptions,
): Promise<(Value | null)[][]> {
  checkOptions(options, ['columns'], 'load(ITEMS)')
  const answers: (Value | null)[][] = []
  for (const names of checked(options.columns)) {
    const column = new ItemColumn(session)
    const values: (Value | null)[] = []
    for (const name of names) values.push(await column.read(name))
    answers.push(values)
  }
  return answers
}

function checked(columns: unknown): readonly (readonly string[])[] {
  const isNames = (names: unknown) =>
    Array.isArray(names) && names.every((name) => typeof name === 'string' && name !== '')
  if (Array.isArray(columns) && columns.every(isNames)) return columns
  throw new InvalidTypeError(`The columns of ITEMS are lists of full names; got ${describe(columns)}`)
}

/** The value of a parameter is a table of one cell, both called so. */
const DEFAULT = 'data'

/** Reads items whose names are alike: what was found out about one is tried first with the next. */
class ItemColumn {
  readonly #session: Session
  /** How many of the last parts of a name belong to the item. */
  #itemParts = 0

  constructor(session: Session) {
    this.#session = session
  }

  async read(name: string): Promise<Value | null> {
    const parts = name.split('.')
    for (const itemParts of this.#candidates(parts.length)) {
      const end = parts.length - itemParts
      const leaf = this.#leaf(parts.slice(0, end).join('.'))
      const item = leaf && itemOf(leaf, parts.slice(end).join('.'), parts[end - 1] as string)
      if (!leaf || item === undefined) continue
      this.#itemParts = itemParts
      return readItem(this.#session, leaf, item)
    }
    return null
  }

  #candidates(length: number): number[] {
    const all = Array.from({ length }, (_, itemParts) => itemParts)
    return [this.#itemParts, ...all.filter((other) => other !== this.#itemParts)].filter((some) => some < length)
  }

  #leaf(fullName: string): Group | undefined {
    const group = this.#session.group(fullName)
    return group !== undefined && isLeafMarked(group.attributes) ? group : undefined
  }
}

async function readItem(session: Session, leaf: Group, item: string): Promise<Value | null> {
  const choice = { wants: (other: string) => other === item, flags: new Map(), names: [item] }
  const value = (await readItems(ListedGroup.of(leaf), choice, session.texts)).get(item) ?? null
  return item === DEFAULT && value instanceof ObjectTable ? (value.columns.get(DEFAULT)?.[0] ?? value) : value
}

/** The item of that name, or for none the one with the leaf's name, or its only one. */
function itemOf(leaf: Group, item: string, leafName: string): string | undefined {
  if (item !== '') return leaf.has(item.replaceAll('.', '/')) ? item : undefined
  if (leaf.has(leafName)) return leafName
  const known = [...storedItems(leaf).keys()]
  return known.length === 1 ? known[0] : undefined
}
