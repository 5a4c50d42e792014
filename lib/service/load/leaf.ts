import { COMMENT, COMMENT_DIGEST } from '../../constants/names.js'
import { InvalidTypeError, InvalidValueError } from '../../errors.js'
import type { Group } from '../../h5/group.js'
import { ListedGroup } from '../../h5/listed-group.js'
import type { Attributes } from '../../h5/plan.js'
import { checkOptions } from '../../options.js'
import { loadAnnotations } from '../annotations.js'
import { isLeafMarked } from '../attributes.js'
import { readItems, storedItems } from '../items.js'
import { type LoadMode, loadMode, nameList } from '../modes.js'
import type { LeafView, NodeView } from '../nodes.js'
import type { Session } from '../session.js'
import { tellUnknownItems } from '../unknown-items.js'

export interface LoadLeafOptions {
  readonly loadData?: LoadMode | number
  /** Only these items; they join what the leaf has. */
  readonly loadOnly?: string | readonly string[] | null
  /** All items but these. */
  readonly loadExcept?: string | readonly string[] | null
  /** Storage flags to read items by, instead of those in the file. */
  readonly loadFlags?: Readonly<Record<string, string>>
  /** Throws for names of items that are not there, of which otherwise a warning tells. */
  readonly strict?: boolean
}

/** Loads a parameter or result that is in memory, as much of it as the mode says. */
export async function loadLeaf(session: Session, leaf: LeafView, options: LoadLeafOptions = {}): Promise<void> {
  checkOptions(options, ['loadData', 'loadOnly', 'loadExcept', 'loadFlags', 'strict'], 'load(LEAF)')
  const mode = loadMode(options.loadData)
  const [only, except] = [nameList(options.loadOnly, 'loadOnly'), nameList(options.loadExcept, 'loadExcept')]
  if (only !== null && except !== null) {
    throw new InvalidValueError('Items of a leaf are chosen by loadOnly or by loadExcept; got both')
  }
  if (mode === 'nothing') return
  const group = session.require(leaf.fullName)
  const attributes = group.attributes.exact()
  if (!isLeafMarked(attributes)) {
    throw new InvalidTypeError(`'${leaf.fullName}' is a leaf in memory, but a group in the file`, { path: group.path })
  }
  loadNodeAttributes(session, leaf, attributes, mode)
  if (mode !== 'skeleton') {
    const flags = new Map(Object.entries(options.loadFlags ?? {}))
    if (only !== null || except !== null)
      await loadChosen(session, group, leaf, mode, { only, except, flags, strict: options.strict ?? false })
    else await loadData(session, ListedGroup.of(group), leaf, mode, flags)
  }
  leaf.stored = true
}

/** Comment and annotations: where memory has none, or in their place. */
export function loadNodeAttributes(session: Session, node: NodeView, attributes: Attributes, mode: LoadMode): void {
  const replace = mode === 'overwrite'
  if (replace || node.comment === '') node.comment = commentOf(session, node, attributes)
  loadAnnotations(attributes, node, replace)
}

/** A comment that stands once for many leaves is restored. */
function commentOf(session: Session, node: NodeView, attributes: Attributes): string {
  const comment = attributes.get(COMMENT)
  if (typeof comment === 'string') return comment
  const digest = attributes.get(COMMENT_DIGEST)
  return typeof digest === 'string' ? session.sharedComment(node.fullName, digest) : ''
}

/** All items: into an empty leaf, or with 'overwrite' in place of what it has unless it is locked. */
export async function loadData(
  session: Session,
  group: ListedGroup,
  leaf: LeafView,
  mode: LoadMode,
  flags: ReadonlyMap<string, string> = new Map(),
): Promise<void> {
  const replaces = mode === 'overwrite' && !leaf.isLocked
  if (!replaces && !leaf.isEmpty()) return
  const items = await readItems(group, { wants: () => true, flags }, session.texts)
  if (replaces) leaf.empty()
  if (items.size > 0) leaf.fromStorage(items)
}

interface Choice {
  readonly only: readonly string[] | null
  readonly except: readonly string[] | null
  readonly flags: ReadonlyMap<string, string>
  readonly strict: boolean
}

async function loadChosen(
  session: Session,
  group: Group,
  leaf: LeafView,
  mode: LoadMode,
  choice: Choice,
): Promise<void> {
  const { only, except, flags, strict } = choice
  const [option, names] = only === null ? (['loadExcept', except ?? []] as const) : (['loadOnly', only] as const)
  const known = storedItems(group)
  tellUnknownItems({ leaf: leaf.fullName, option, names, known, path: group.path, strict })
  const wants = (name: string) => (only === null ? !except?.includes(name) : only.includes(name))
  const items = await readItems(ListedGroup.of(group), { wants, flags }, session.texts)
  if (mode === 'overwrite') leaf.empty()
  leaf.fromStorage(items, { merge: true })
}
