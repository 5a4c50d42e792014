import { STORE } from '../codec/names.js'
import { LEAF_MARK, RUN_NAME } from '../constants/names.js'
import { decodeAttributes } from '../h5/attributes.js'
import { attempt } from '../h5/check/entries.js'
import { type DType, type File, Group } from '../h5/index.js'
import type { ChildInfo } from '../h5/native.js'
import { isHiddenName } from '../h5/pytables.js'
import { TrajstoreError } from '../index.js'
import { dtypeText } from './facts.js'

/** One item of a result, by what the file says of it. */
export interface ResultItem {
  /** As `runs --with` takes it: 'z', 'spikes.count'; of what is no run's, the full name without 'results'. */
  readonly name: string
  /** numpy's name of the elements, or what it is stored as: 'float64', 'frame'. */
  readonly type: string
  /** Null for what is stored as a group. */
  readonly shape: readonly number[] | null
}

/** The results of a trajectory, those of runs as one run has them; no data are read. */
export function resultItems(file: File, trajectory: string, run: string | undefined): ResultItem[] {
  const path = `/${trajectory}/results`
  if (!file.has(path)) return []
  using group = file.get(path)
  return group instanceof Group ? [...below(group, [], run)] : []
}

function* below(group: Group, names: readonly string[], run: string | undefined): Generator<ResultItem> {
  const wanted = group.names().filter((name) => !isHiddenName(name) && (!RUN_NAME.test(name) || name === run))
  for (const child of group.list({ names: wanted, attributes: true })) {
    if (child.kind !== 'group') continue
    const opened = attempt(() => group.get(child.name))
    if (!(opened instanceof Group)) continue
    using inner = opened
    const here = [...names, child.name]
    if (inner.attributes.has(LEAF_MARK)) yield* itemsOf(inner, here, '')
    else yield* below(inner, here, run)
  }
}

function* itemsOf(leaf: Group, names: readonly string[], prefix: string): Generator<ResultItem> {
  for (const child of leaf.list({ attributes: true, datasets: true })) {
    if (isHiddenName(child.name)) continue
    const item = `${prefix}${child.name}`
    const described = describe(child)
    if (described !== undefined) yield { name: nameOf(names, item), ...described }
    else {
      using inner = leaf.get(child.name)
      if (inner instanceof Group) yield* itemsOf(inner, names, `${item}.`)
    }
  }
}

/** Undefined for a group that only holds items whose names have dots. */
function describe(child: ChildInfo): Omit<ResultItem, 'name'> | undefined {
  if (child.error) return { type: 'unreadable', shape: null }
  if (child.dataset) return { type: dtypeText(child.dataset.dtype as DType), shape: child.dataset.shape }
  if (child.kind !== 'group') return { type: child.kind, shape: null }
  const attributes = attempt(() => decodeAttributes(child.attributes ?? []))
  if (attributes instanceof TrajstoreError) return { type: 'unreadable', shape: null }
  const flag = attributes.get(STORE)
  return typeof flag === 'string' ? { type: flag.toLowerCase(), shape: null } : undefined
}

/** The way to an item, without the groups of runs; the only item of a leaf is often called as the leaf. */
function nameOf(names: readonly string[], item: string): string {
  const parts = names.filter((name, depth) => !RUN_NAME.test(name) && !(depth === 0 && name === 'runs'))
  return (parts.at(-1) === item ? parts : [...parts, item]).join('.')
}
