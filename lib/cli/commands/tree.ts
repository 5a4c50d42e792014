import { RUN_NAME } from '../../constants/names.js'
import { type Entry, entries } from '../../h5/check/entries.js'
import { File } from '../../h5/index.js'
import { type Call, type Command, isSet, operand } from '../command.js'
import { factsOfEntry } from '../entry-facts.js'
import { type Facts, factCells } from '../facts.js'
import { columns, groupedText } from '../layout.js'
import { groupAt } from '../place.js'
import type { Style } from '../style.js'
import { trajectoryOption } from '../trajectories.js'
import { wholeNumber } from '../whole-number.js'

export const command: Command = {
  usage: 'FILE [GROUP]   (GROUP: /a/path, or results.a.full.name in a trajectory)',
  operands: [1, 2],
  options: {
    ...trajectoryOption,
    all: { type: 'boolean', short: 'a', describe: 'all runs, and what PyTables hides' },
    depth: { type: 'string', short: 'd', describe: 'so many levels' },
  },
  run(call) {
    const maxDepth = wholeNumber(call, 'depth')
    using file = File.open(operand(call))
    using group = groupAt(call, file, call.operands[1] ?? '/')
    // Who reads JSON counts for himself.
    const folds = !isSet(call, 'all') && !isSet(call, 'json')
    const options = {
      all: isSet(call, 'all'),
      ...(folds ? { fold: (name: string) => RUN_NAME.test(name) } : {}),
      ...(maxDepth === undefined ? {} : { maxDepth }),
    }
    const found = Array.from(entries(group, options), (entry, count): Found => {
      call.progress.show('nodes', count)
      const { name, depth, isRepeated, folded } = entry
      return { facts: factsOfEntry(entry), name, depth, isRepeated, folded }
    })
    return { data: nested(found), lines: columns([[call.style.bold(group.path)], ...rows(call, found)]) }
  },
}

interface Found extends Pick<Entry, 'name' | 'depth' | 'isRepeated' | 'folded'> {
  readonly facts: Facts
}

/** Lines of nodes; what was folded is told after all that lies below the first run. */
function* rows({ style }: Call, found: readonly Found[]): Generator<string[]> {
  const open: Found[] = []
  for (const one of found) {
    yield* folds(style, open, one.depth)
    const [shown = '', ...rest] = factCells(one.facts, one.name, style)
    yield [indent(one) + shown, ...rest.with(1, one.isRepeated ? 'see above' : (rest[1] ?? ''))]
    if (one.folded > 0) open.push(one)
  }
  yield* folds(style, open, 0)
}

function* folds(style: Style, open: Found[], depth: number): Generator<string[]> {
  while (open.length > 0 && open.at(-1)!.depth >= depth) {
    const first = open.pop()!
    const more = `${groupedText(first.folded)} more run${first.folded === 1 ? '' : 's'} like ${first.name}`
    yield [indent(first) + style.dim(`… ${more}`)]
  }
}

const indent = ({ depth }: Found): string => '  '.repeat(depth - 1)

interface Branch extends Facts {
  readonly children?: Branch[]
}

/** The same as a tree: groups with their children. */
function nested(found: readonly (Pick<Entry, 'depth'> & { readonly facts: Facts })[]): Branch[] {
  const levels: Branch[][] = [[]]
  for (const { facts, depth } of found) {
    const children: Branch[] = []
    levels[depth - 1]!.push(facts.kind === 'Group' ? { ...facts, children } : facts)
    levels[depth] = children
  }
  return levels[0]!
}
