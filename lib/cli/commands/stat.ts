import { TrajstoreError } from '../../errors.js'
import { attempt, entries } from '../../h5/check/entries.js'
import { Dataset, File, Node } from '../../h5/index.js'
import { type Call, type Command, operand } from '../command.js'
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
  for (const { thing } of entries(file.root, { all: true })) {
    call.progress.show('nodes', seen.size)
    if (thing instanceof TrajstoreError) figures.unreadable++
    else if (!(thing instanceof Node)) figures.links++
    else if (attempt(() => addNode(figures, thing, seen)) instanceof TrajstoreError) figures.unreadable++
  }
  figures.otherBytes = Math.max(0, figures.size - figures.storedBytes - figures.metadataBytes)
  return figures
}

/** A node counts once, whatever names it has. */
function addNode(figures: Figures, node: Node, seen: Set<number>): void {
  if (seen.has(node.address)) return
  seen.add(node.address)
  if (node.kind === 'Group' && node.path !== '/') figures.groups++
  if (node.kind !== 'Group') figures.datasets++
  figures.attributes += node.attributes.keys().length
  figures.metadataBytes += node.native.metadataBytes()
  if (node instanceof Dataset) addData(figures, node)
}

function addData(figures: Figures, node: Dataset): void {
  const bytes = node.size * node.itemsize
  const { storageSize, chunkshape } = node
  const filters = chunkshape === null ? 'contiguous' : filtersText(node.filters)
  figures.filters[filters] ??= { datasets: 0, bytes: 0, storedBytes: 0 }
  const own = figures.filters[filters]!
  own.datasets++
  for (const sum of [figures, own]) {
    sum.bytes += bytes
    sum.storedBytes += storageSize
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
