import { entries } from '../../h5/check/entries.js'
import { File, type Group } from '../../h5/index.js'
import { type Answer, type Call, type Command, isSet, operand } from '../command.js'
import { factsOfEntry } from '../entry-facts.js'
import { type Facts, factCells } from '../facts.js'
import { columns, countText } from '../layout.js'
import { groupAt } from '../place.js'
import { runCount, trajectoryNames, trajectoryOption } from '../trajectories.js'

export const command: Command = {
  usage: 'FILE [GROUP]   (GROUP: /a/path, or results.a.full.name in a trajectory)',
  operands: [1, 2],
  options: { ...trajectoryOption, all: { type: 'boolean', short: 'a', describe: 'with what PyTables hides' } },
  run(call) {
    using file = File.open(operand(call))
    using group = groupAt(call, file, call.operands[1] ?? '/')
    return listing(call, file, group)
  },
}

interface Listed extends Facts {
  /** How many runs, of groups that are trajectories. */
  readonly runs?: number
}

function listing(call: Call, file: File, group: Group): Answer {
  const trajectories = group.path === '/' ? trajectoryNames(file) : []
  const found = Array.from(entries(group, { maxDepth: 1, all: isSet(call, 'all') }), (entry): Listed => {
    const facts = factsOfEntry(entry)
    return trajectories.includes(entry.name)
      ? { ...facts, kind: 'Trajectory', runs: runCount(file, entry.name) }
      : facts
  })
  return { data: found, lines: columns(found.map((facts) => cells(call, facts))) }
}

function cells({ style }: Call, facts: Listed): string[] {
  const name = facts.path.slice(facts.path.lastIndexOf('/') + 1)
  if (facts.runs === undefined) return factCells(facts, name, style)
  return factCells({ path: facts.path, kind: 'Group' }, name, style)
    .with(1, style.bold('Trajectory'))
    .with(2, countText(facts.runs, 'run'))
}
