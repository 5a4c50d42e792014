import { TrajstoreError } from '../../errors.js'
import { attempt, type Entry, entries } from '../../h5/check/entries.js'
import { Dataset, File, Node } from '../../h5/index.js'
import type { ChildInfo } from '../../h5/native.js'
import { type Call, type Command, operand } from '../command.js'
import { factsOfEntry, isDescribed } from '../entry-facts.js'
import { filtersText } from '../facts.js'
import { bytesText, columns, countText } from '../layout.js'
import { runCount, trajectoryNames } from '../trajectories.js'

export const command: Command = {
  usage: 'FILE',
  operands: [1, 1],
  run(call) {
    using file = File.open(operand(call))
    const figures = measure(call, file)
    return { data: figures, lines: lines(call, figures) }
  },
}

interface ByFilter {
  datasets: number
  bytes: number
  storedBytes: number
}

interface Figures {
  readonly filename: string
  readonly size: number
  groups: number
  datasets: number
  attributes: number
  links: number
  unreadable: number
  /** Of data in memory and in the file. */
  bytes: number
  storedBytes: number
  /** Headers, indexes and attributes. */
  metadataBytes: number
  /** What none of these explains: space that repacking gives back, and the heaps of ragged data and texts. */
  otherBytes: number
  readonly filters: Record<string, ByFilter>
  readonly trajectories: Record<string, number>
}

function measure(call: Call, file: File): Figures {
  const trajectories = trajectoryNames(file).map((name) => [name, runCount(file, name)] as const)
  const figures: Figures = {
    filename: file.filename,
    size: file.size,
    groups: 1,
    datasets: 0,
    attributes: 0,
    links: 0,
    unreadable: 0,
    bytes: 0,
    storedBytes: 0,
    metadataBytes: 0,
    otherBytes: 0,
    filters: {},
    trajectories: Object.fromEntries(trajectories),
  }
  const seen = new Set<number>()
  addNode(figures, file.root, seen)
  for (const entry of entries(file.root, { all: true })) {
    call.progress.show('nodes', seen.size)
    if (attempt(() => addEntry(figures, entry, seen)) instanceof TrajstoreError) figures.unreadable++
  }
  figures.otherBytes = Math.max(0, figures.size - figures.storedBytes - figures.metadataBytes)
  return figures
}

/** By what the listing says; only what is unusual is opened. Throws for what cannot be read. */
function addEntry(figures: Figures, entry: Entry, seen: Set<number>): void {
  const { info } = entry
  if (isDescribed(info) && info.address !== undefined) addListed(figures, entry, info, info.address, seen)
  else addThing(figures, entry.thing(), seen)
}

function addListed(figures: Figures, entry: Entry, info: ChildInfo, address: number, seen: Set<number>): void {
  if (seen.has(address)) return
  seen.add(address)
  if (info.kind === 'group') figures.groups++
  else figures.datasets++
  figures.attributes += info.attributes?.length ?? 0
  figures.metadataBytes += entry.metadataBytes()
  const { kind, bytes, storedBytes, chunks, filters } = factsOfEntry(entry)
  if (info.dataset && kind !== 'UnImplemented' && bytes !== undefined)
    addData(figures, chunks === null ? 'contiguous' : filters!, bytes, storedBytes!)
}

function addThing(figures: Figures, thing: ReturnType<Entry['thing']>, seen: Set<number>): void {
  if (thing instanceof TrajstoreError) throw thing
  if (thing instanceof Node) addNode(figures, thing, seen)
  else figures.links++
}

/** A node counts once, whatever names it has. */
function addNode(figures: Figures, node: Node, seen: Set<number>): void {
  if (seen.has(node.address)) return
  seen.add(node.address)
  if (node.kind === 'Group' && node.path !== '/') figures.groups++
  if (node.kind !== 'Group') figures.datasets++
  figures.attributes += node.attributes.keys().length
  figures.metadataBytes += node.native.metadataBytes()
  if (!(node instanceof Dataset)) return
  const filters = node.chunkshape === null ? 'contiguous' : filtersText(node.filters)
  addData(figures, filters, node.size * node.itemsize, node.storageSize)
}

function addData(figures: Figures, filters: string, bytes: number, storedBytes: number): void {
  figures.filters[filters] ??= { datasets: 0, bytes: 0, storedBytes: 0 }
  const own = figures.filters[filters]!
  own.datasets++
  for (const sum of [figures, own]) {
    sum.bytes += bytes
    sum.storedBytes += storedBytes
  }
}

function* lines({ style }: Call, figures: Figures): Generator<string> {
  const share = (bytes: number): string => `${((100 * bytes) / Math.max(1, figures.size)).toFixed(1)} %`
  yield* columns(
    [
      ['size', bytesText(figures.size), ''],
      ['data', bytesText(figures.storedBytes), share(figures.storedBytes)],
      ['metadata', bytesText(figures.metadataBytes), share(figures.metadataBytes)],
      ['dead space, heaps', bytesText(figures.otherBytes), share(figures.otherBytes)],
    ].map(([name = '', ...cells]) => [style.dim(name), ...cells]),
    [1, 2],
  )
  yield ''
  yield [
    countText(figures.groups, 'group'),
    countText(figures.datasets, 'dataset'),
    countText(figures.attributes, 'attribute'),
    countText(figures.links, 'link'),
    ...(figures.unreadable > 0 ? [style.bad(`${figures.unreadable} unreadable`)] : []),
  ].join(', ')
  for (const [name, runs] of Object.entries(figures.trajectories))
    yield `trajectory ${style.bold(name)}: ${countText(runs, 'run')}`
  const filters = Object.entries(figures.filters)
  if (filters.length === 0) return
  yield ''
  yield* columns(
    [
      ['filters', 'datasets', 'in memory', 'in the file', 'ratio'].map(style.dim),
      ...filters.map(([name, { datasets, bytes, storedBytes }]) => [
        name,
        String(datasets),
        bytesText(bytes),
        bytesText(storedBytes),
        storedBytes === 0 ? '' : (bytes / storedBytes).toFixed(2),
      ]),
    ],
    [1, 2, 3, 4],
  )
}
