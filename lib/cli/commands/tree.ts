import { type Entry, entries } from '../../h5/check/entries.js'
import { File } from '../../h5/index.js'
import { type Command, isSet, operand } from '../command.js'
import { type Facts, factCells, factsOf } from '../facts.js'
import { columns } from '../layout.js'
import { groupAt } from '../place.js'
import { wholeNumber } from '../whole-number.js'

export const command: Command = {
  usage: 'FILE [GROUP]',
  operands: [1, 2],
  options: {
    all: { type: 'boolean', short: 'a', describe: 'with what PyTables hides' },
    depth: { type: 'string', short: 'd', describe: 'so many levels' },
  },
  run(call) {
    const maxDepth = wholeNumber(call, 'depth')
    using file = File.open(operand(call))
    using group = groupAt(file, call.operands[1] ?? '/')
    const options = { all: isSet(call, 'all'), ...(maxDepth === undefined ? {} : { maxDepth }) }
    const found = Array.from(entries(group, options), (entry, count) => {
      call.progress.show('nodes', count)
      return { facts: factsOf(entry), name: entry.name, depth: entry.depth, isRepeated: entry.isRepeated }
    })
    const rows = found.map(({ facts, name, depth: level, isRepeated }) => {
      const [shown = '', ...rest] = factCells(facts, name, call.style)
      return ['  '.repeat(level - 1) + shown, ...rest.with(1, isRepeated ? 'see above' : (rest[1] ?? ''))]
    })
    return { data: nested(found), lines: columns([[call.style.bold(group.path)], ...rows]) }
  },
}

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
