import { CLASS_NAME, COMMENT, COMMENT_DIGEST, LEAF_MARK } from '../../constants/names.js'
import { InvalidTypeError, InvalidValueError } from '../../errors.js'
import type { Group } from '../../h5/group.js'
import type { AttributeValue } from '../../h5/plan.js'
import { checkOptions, describe } from '../../options.js'
import type { Value } from '../../values/index.js'
import { annotationAttributes, storeAnnotations } from '../annotations.js'
import { planItems, storedItems } from '../items.js'
import { type StoreMode, storeMode } from '../modes.js'
import type { LeafView } from '../nodes.js'
import type { Session } from '../session.js'
import { replaceItems } from './replace-items.js'

export interface StoreLeafOptions {
  readonly storeData?: StoreMode | number
  /** Storage flags by item name; they stand above the leaf's own and those inferred. */
  readonly storeFlags?: Readonly<Record<string, string>>
  /** Items to write anew: all of them, or by name. */
  readonly overwrite?: boolean | string | readonly string[] | null
}

export const leafOptions = ['storeData', 'storeFlags', 'overwrite'] as const

/** Stores a parameter or result as a whole or not at all: what was in the file before stays when anything fails. */
export async function storeLeaf(session: Session, leaf: LeafView, options: StoreLeafOptions = {}): Promise<void> {
  checkOptions(options, leafOptions, 'store(LEAF)')
  const mode = storeMode(options.storeData)
  if (mode === 'nothing' || (mode === 'skip' && leaf.stored)) return
  const flags = new Map([...leaf.storageFlags(), ...Object.entries(options.storeFlags ?? {})])
  const overwrite = overwritten(options.overwrite, mode)
  const known = session.group(leaf.fullName)
  if (known === undefined) await createLeaf(session, leaf, flags)
  else await updateLeaf(session, leaf, known, flags, overwrite)
  leaf.stored = true
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
  const children = planItems(leaf, leaf.toStorage(), flags, session.settings)
  const dot = leaf.fullName.lastIndexOf('.')
  const parent = session.ensure(leaf.fullName.slice(0, Math.max(0, dot))).group
  const annotations = annotationAttributes(leaf)
  const describing = describingAttributes(session, leaf)
  await parent.write([
    { kind: 'group', name: leaf.name, attributes: new Map([...describing, ...annotations]), children },
  ])
  session.overview.record(leaf)
}

/** Comment, class and mark. */
function describingAttributes(session: Session, leaf: LeafView): [name: string, value: AttributeValue][] {
  const decision = session.overview.decide(leaf)
  const comment: [string, AttributeValue][] =
    leaf.comment === ''
      ? []
      : decision === null || decision.keep
        ? [[COMMENT, leaf.comment]]
        : [[COMMENT_DIGEST, decision.digest]]
  return [...comment, [CLASS_NAME, leaf.storedClassName ?? ''], [LEAF_MARK, true]]
}

async function updateLeaf(
  session: Session,
  leaf: LeafView,
  group: Group,
  flags: ReadonlyMap<string, string>,
  overwrite: Overwrite,
): Promise<void> {
  const isLeaf = group.attributes.get(LEAF_MARK) === true
  checkSameKind(leaf, group, isLeaf)
  const known = storedItems(group)
  const chosen = itemsToWrite(leaf, known, overwrite)
  const plans = planItems(leaf, chosen, flags, session.settings)
  // What cannot be written in the end must stop it here, before anything has changed.
  annotationAttributes(leaf)
  await replaceItems(
    session,
    leaf.fullName,
    plans,
    [...chosen.keys()].filter((name) => known.has(name)),
  )
  storeAnnotations(group, leaf, overwrite === 'all')
  if (isLeaf && overwrite !== 'all') return
  const describing = new Map(describingAttributes(session, leaf))
  if (leaf.comment !== '') {
    for (const name of [COMMENT, COMMENT_DIGEST]) {
      if (group.attributes.has(name) && !describing.has(name)) group.attributes.delete(name)
    }
  }
  group.attributes.assign(describing)
  session.overview.record(leaf)
}

/** A name stands for one kind of node: mixing the items of two classes would make a leaf that nobody can load. */
function checkSameKind(leaf: LeafView, group: Group, isLeaf: boolean): void {
  if (!isLeaf) {
    if (group.names().length === 0) return
    throw new InvalidTypeError(`'${leaf.fullName}' is a leaf in memory, but a group with children in the file`, {
      path: group.path,
    })
  }
  const stored = group.attributes.get(CLASS_NAME)
  if (typeof stored === 'string' && stored !== leaf.storedClassName) {
    throw new InvalidTypeError(
      `'${leaf.fullName}' is a ${leaf.storedClassName} in memory, but a ${stored} in the file; delete that one first`,
      { path: group.path },
    )
  }
}

function itemsToWrite(
  leaf: LeafView,
  known: ReadonlyMap<string, string | null>,
  overwrite: Overwrite,
): Map<string, Value> {
  const wanted = (name: string): boolean => {
    // Shared data live in the file alone; a leaf never replaces them.
    if (known.get(name) === 'SHARED_DATA_') return false
    return !known.has(name) || overwrite === 'all' || overwrite.has(name)
  }
  return new Map([...leaf.toStorage()].filter(([name]) => wanted(name)))
}
