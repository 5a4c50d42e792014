import { CLASS_NAME, LEAF_MARK } from '../../constants/names.js'
import { InvalidTypeError, InvalidValueError } from '../../errors.js'
import type { Group } from '../../h5/group.js'
import type { Attributes, AttributeValue } from '../../h5/plan.js'
import { checkOptions, describe } from '../../options.js'
import { annotationAttributes, storeAnnotations } from '../annotations.js'
import { classNameOf, isLeafMarked } from '../attributes.js'
import { planItems, storedItems } from '../items.js'
import { type StoreMode, storeMode } from '../modes.js'
import type { LeafView } from '../nodes.js'
import type { Session } from '../session.js'
import { tellUnknownItems } from '../unknown-items.js'
import { commentAttributes, replaceComment } from './comment.js'
import { stageItems } from './stage-items.js'

export interface StoreLeafOptions {
  readonly storeData?: StoreMode | number
  /** Storage flags by item name; they stand above the leaf's own and those inferred. */
  readonly storeFlags?: Readonly<Record<string, string>>
  /** Items to write anew: all of them, or by name. */
  readonly overwrite?: boolean | string | readonly string[] | null
  /** Throws for names in `overwrite` of items that are not there, of which otherwise a warning tells. */
  readonly strict?: boolean
}

export const leafOptions = ['storeData', 'storeFlags', 'overwrite', 'strict'] as const

/** Stores a parameter or result as a whole or not at all: what was in the file before stays when anything fails. */
export async function storeLeaf(session: Session, leaf: LeafView, options: StoreLeafOptions = {}): Promise<void> {
  checkOptions(options, leafOptions, 'store(LEAF)')
  const asked = storeMode(options.storeData)
  const mode = leaf.isReduced && asked !== 'nothing' ? 'overwrite' : asked
  if (mode === 'nothing' || (mode === 'skip' && leaf.stored)) return
  const flags = new Map([...leaf.storageFlags(), ...Object.entries(options.storeFlags ?? {})])
  const overwrite = overwritten(options.overwrite, mode)
  const known = session.group(leaf.fullName)
  if (known === undefined) await createLeaf(session, leaf, flags)
  else await updateLeaf(session, leaf, known, { flags, overwrite, strict: options.strict ?? false })
  leaf.stored = true
  session.status?.count()
  if (leaf.isReduced) leaf.isReduced = false
}

type Overwrite = 'all' | ReadonlySet<string>

function overwritten(value: StoreLeafOptions['overwrite'], mode: StoreMode): Overwrite {
  if (typeof value === 'string') return new Set([value])
  if (Array.isArray(value) && value.every((name) => typeof name === 'string')) return new Set(value)
  if (value === undefined || value === null || typeof value === 'boolean') {
    return value || mode === 'overwrite' ? 'all' : new Set()
  }
  throw new InvalidValueError(`overwrite must be true, an item's name or a list of names; got ${describe(value)}`)
}

/** A new leaf with all that belongs to it is one call, which undoes itself when it fails. */
async function createLeaf(session: Session, leaf: LeafView, flags: ReadonlyMap<string, string>): Promise<void> {
  const children = planItems(leaf, leaf.toStorage(), flags, session)
  const attributes = new Map([
    ...commentAttributes(session, leaf),
    ...classAndMark(leaf),
    ...annotationAttributes(leaf),
  ])
  await session.create(leaf.fullName, { kind: 'group', name: leaf.name, attributes, children })
  session.overview.record(leaf)
}

const classAndMark = (leaf: LeafView): [name: string, value: AttributeValue][] => [
  [CLASS_NAME, leaf.storedClassName ?? ''],
  [LEAF_MARK, true],
]

interface Update {
  readonly flags: ReadonlyMap<string, string>
  readonly overwrite: Overwrite
  readonly strict: boolean
}

/** New items wait beside the old until all of them and the attributes are written. */
async function updateLeaf(
  session: Session,
  leaf: LeafView,
  group: Group,
  { flags, overwrite, strict }: Update,
): Promise<void> {
  const isLeaf = isLeafMarked(group.attributes)
  checkSameKind(leaf, group, isLeaf)
  const known = storedItems(group)
  const items = leaf.toStorage()
  if (overwrite !== 'all') {
    const names = [...overwrite]
    tellUnknownItems({ leaf: leaf.fullName, option: 'overwrite', names, known: items, path: group.path, strict })
  }
  const chosen = new Map([...items].filter(([name]) => isWanted(name, known, overwrite)))
  // A range that a parameter has no more must go; of a result only some items may be in memory.
  const isWhole = leaf.isParameter && overwrite === 'all' && items.size > 0
  const replaced = [...known.keys()].filter((name) => isWhole || chosen.has(name))
  const staged = await stageItems(session, group, planItems(leaf, chosen, flags, session), replaced)
  const attributes = group.attributes.exact()
  try {
    storeAnnotations(group, leaf, overwrite === 'all')
    if (!isLeaf || overwrite === 'all') {
      group.attributes.assign(classAndMark(leaf))
      replaceComment(session, leaf, group)
    }
  } catch (error) {
    staged.discard()
    restoreAttributes(group, attributes)
    throw error
  }
  staged.takeEffect()
  if (!isLeaf || overwrite === 'all') session.overview.record(leaf)
  else if (chosen.size > 0) session.overview.refresh(leaf)
}

function restoreAttributes(group: Group, before: Attributes): void {
  for (const name of group.attributes.keys()) if (!before.has(name)) group.attributes.delete(name)
  group.attributes.assign([...before].filter(([name]) => name.startsWith('SRVC_')))
}

/** A name stands for one kind of node: mixing the items of two classes would make a leaf that nobody can load. */
function checkSameKind(leaf: LeafView, group: Group, isLeaf: boolean): void {
  if (!isLeaf) {
    if (group.names().length === 0) return
    throw new InvalidTypeError(`'${leaf.fullName}' is a leaf in memory, but a group with children in the file`, {
      path: group.path,
    })
  }
  const stored = classNameOf(group.attributes)
  if (stored !== null && stored !== leaf.storedClassName) {
    throw new InvalidTypeError(
      `'${leaf.fullName}' is a ${leaf.storedClassName} in memory, but a ${stored} in the file; delete that one first`,
      { path: group.path },
    )
  }
}

function isWanted(name: string, known: ReadonlyMap<string, string | null>, overwrite: Overwrite): boolean {
  // Shared data live in the file alone; a leaf never replaces them.
  if (known.get(name) === 'SHARED_DATA_') return false
  return !known.has(name) || overwrite === 'all' || overwrite.has(name)
}
