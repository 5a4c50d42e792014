import { TrajstoreError } from '../errors.js'
import { attempt } from '../h5/check/entries.js'
import { examine, type Findings, report } from '../h5/check/examine.js'
import { File, journalStatus } from '../h5/index.js'
import type { Trajectory } from '../index.js'
import { loadAnyTrajectory } from './any-trajectory.js'
import type { Call } from './command.js'
import { sentenceOf, stateOf } from './commands/status.js'
import { countText } from './layout.js'
import { trajectoryNames } from './trajectories.js'

/** Reads everything of a file, also as trajectories. Throws for a file that cannot be opened. */
export async function findingsOf(call: Call, filename: string): Promise<Findings> {
  const { findings, names } = await readFile(call, filename)
  noteJournal(findings, filename)
  if (names instanceof TrajstoreError) report(findings, '/', names)
  else for (const name of names) await checkTrajectory(findings, filename, name)
  return findings
}

async function readFile(call: Call, filename: string) {
  using file = File.open(filename)
  const names = attempt(() => trajectoryNames(file))
  return { names, findings: await examine(file, (nodes) => call.progress.show('nodes', nodes)) }
}

function noteJournal({ notes }: Findings, filename: string): void {
  const status = journalStatus(filename)
  if (stateOf(status) === 'clean') return
  notes.push({ path: '/', code: 'JOURNAL', message: sentenceOf(status, filename) })
}

/** Parameters whose ranges do not fit the runs, as far as their data are in memory. */
function* oddRanges(traj: Trajectory): Generator<string> {
  const explored = traj.exploredParameters()
  for (const parameter of traj.allParameters()) {
    const { fullName, isExplored, length } = parameter
    if (parameter.isEmpty()) continue
    if (isExplored && length !== traj.length) {
      yield `The parameter '${fullName}' has ${length} values for ${countText(traj.length, 'run')}`
    } else if (isExplored !== explored.has(fullName)) {
      const state = isExplored ? 'has a range, but is not among' : 'has no range, but is among'
      yield `The parameter '${fullName}' ${state} the explored parameters of the trajectory`
    }
  }
}

/** Whether the trajectory can be loaded, and its runs fit its parameters. */
async function checkTrajectory(findings: Findings, filename: string, name: string): Promise<void> {
  try {
    const traj = await loadAnyTrajectory(filename, name)
    for (const message of oddRanges(traj)) findings.problems.push({ path: `/${name}`, code: 'RUNS', message })
    const open = Array.from({ length: traj.length }, (_, run) => run).filter((run) => !traj.isCompleted(run)).length
    if (open === 0) return
    findings.notes.push({
      path: `/${name}`,
      code: 'RUNS',
      message: `${countText(open, 'run')} of ${traj.length} not completed`,
    })
  } catch (error) {
    if (!(error instanceof TrajstoreError)) throw error
    report(findings, `/${name}`, error)
  }
}
