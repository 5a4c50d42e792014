import { loadTrajectory, type MergeOptions, mergeMany, type Trajectory } from '../../index.js'
import { type Call, type Command, isSet, operand, textOption } from '../command.js'
import { countText, safeText } from '../layout.js'
import { trajectoryOption } from '../trajectories.js'

export const command: Command = {
  usage: 'FILE OTHER…   (the others are joined to the first, which changes)',
  operands: [2, Number.POSITIVE_INFINITY],
  options: {
    ...trajectoryOption,
    'trial-parameter': { type: 'string', describe: 'a parameter that counts the trials' },
    'remove-duplicates': { type: 'boolean', describe: 'leaves out runs with parameters that are there' },
    'move-data': { type: 'boolean', describe: 'moves data out of the other files instead of copying' },
    'no-backup': { type: 'boolean', describe: 'makes no backups before' },
  },
  async run(call) {
    const name = textOption(call, 'trajectory')
    const own = await loadTrajectory(operand(call), name === undefined ? {} : { name })
    const others: Trajectory[] = []
    for (const filename of call.operands.slice(1)) others.push(await loadTrajectory(filename))
    const reports = await mergeMany(own, shownOneByOne(call, others), mergeOptions(call))
    const merged = reports.map(({ runs, skipped }, place) => ({ filename: operand(call, place + 1), runs, skipped }))
    const lines = merged.flatMap(({ filename, runs, skipped }) => [
      `${filename}: ${countText(runs.length, 'run')} joined`,
      ...skipped.map((name) => `  left out: ${safeText(name)}`),
    ])
    lines.push(`${own.name} has ${countText(own.length, 'run')} now`)
    return { data: { trajectory: own.name, runs: own.length, merged }, lines }
  },
}

function* shownOneByOne({ progress }: Call, others: readonly Trajectory[]): Generator<Trajectory> {
  for (const [place, other] of others.entries()) {
    progress.show('files', place, others.length)
    yield other
  }
}

function mergeOptions(call: Call): MergeOptions {
  const trialParameter = textOption(call, 'trial-parameter')
  return {
    ...(trialParameter === undefined ? {} : { trialParameter }),
    removeDuplicates: isSet(call, 'remove-duplicates'),
    moveData: isSet(call, 'move-data'),
    backup: !isSet(call, 'no-backup'),
  }
}
