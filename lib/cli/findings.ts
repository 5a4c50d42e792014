import { FilterUnavailableError, TrajstoreError, UnsafeError, UnsupportedError } from '../errors.js'
import { File, journalStatus, Node, UnImplemented } from '../h5/index.js'
import { loadAnyTrajectory } from './any-trajectory.js'
import { blocks } from './blocks.js'
import type { Call } from './command.js'
import { sentenceOf, stateOf } from './commands/status.js'
import { attempt, entries } from './entries.js'
import { countText } from './layout.js'
import { trajectoryNames } from './trajectories.js'

export interface Finding {
  readonly path: string
  readonly code: string
  readonly message: string
}

export interface Findings {
  nodes: number
  /** What is wrong. */
  readonly problems: Finding[]
  /** What is worth knowing and no damage. */
  readonly notes: Finding[]
}

/** Not damaged, but not to be read by this build or not safely. */
const notDamaged = [FilterUnavailableError, UnsupportedError, UnsafeError]

/** Reads everything of a file. Throws for a file that cannot be opened. */
export async function findingsOf(call: Call, filename: string): Promise<Findings> {
  const findings: Findings = { nodes: 0, problems: [], notes: [] }
  const file = File.open(filename)
  try {
    noteJournal(findings, filename)
    const names = attempt(() => trajectoryNames(file))
    await checkNode(findings, file.root, '/')
    for (const { path, thing } of entries(file.root, { all: true })) {
      call.progress.show('nodes', findings.nodes)
      if (thing instanceof TrajstoreError) report(findings, path, thing)
      else if (thing instanceof Node) await checkNode(findings, thing, path)
    }
    file.close()
    if (names instanceof TrajstoreError) report(findings, '/', names)
    else for (const name of names) await checkTrajectory(findings, filename, name)
    return findings
  } finally {
    file.close()
  }
}

function report({ problems, notes }: Findings, path: string, error: TrajstoreError): void {
  const { code, message } = error
  const list = notDamaged.some((Class) => error instanceof Class) ? notes : problems
  list.push({ path, code, message })
}

function noteJournal({ notes }: Findings, filename: string): void {
  const status = journalStatus(filename)
  if (stateOf(status) === 'clean') return
  notes.push({ path: '/', code: 'JOURNAL', message: sentenceOf(status, filename) })
}

/** Reads all attributes and all data, which checks their checksums too. */
async function checkNode(findings: Findings, node: Node, path: string): Promise<void> {
  findings.nodes++
  const names = attempt(() => node.attributes.keys())
  for (const name of names instanceof TrajstoreError ? [] : names) {
    const value = attempt(() => node.attributes.get(name))
    if (value instanceof TrajstoreError) report(findings, `${path}@${name}`, value)
  }
  if (names instanceof TrajstoreError) report(findings, path, names)
  try {
    if (node instanceof UnImplemented) throw new UnsupportedError(node.reason)
    for await (const _ of blocks(node));
  } catch (error) {
    if (!(error instanceof TrajstoreError)) throw error
    report(findings, path, error)
  }
}

/** Whether the trajectory can be loaded, and its runs fit its parameters. */
async function checkTrajectory(findings: Findings, filename: string, name: string): Promise<void> {
  try {
    const traj = await loadAnyTrajectory(filename, name)
    for (const [parameter, loaded] of traj.exploredParameters()) {
      if (loaded === null || loaded.length === traj.length) continue
      const message = `The parameter '${parameter}' has ${loaded.length} values for ${countText(traj.length, 'run')}`
      findings.problems.push({ path: `/${name}`, code: 'RUNS', message })
    }
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
