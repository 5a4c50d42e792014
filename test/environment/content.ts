import { loadTrajectory, type Trajectory } from '../../lib/index.js'
import { LeafNode } from '../../lib/tree/index.js'
import { reprValue } from '../../lib/values/index.js'
import { overviewRows } from '../service/support.js'

/** What an undisturbed run in one process would have left, as far as time and place do not enter. */
export interface Content {
  readonly leaves: Record<string, unknown>
  readonly links: string[]
  readonly runs: unknown[]
  readonly overview: Record<string, unknown>
}

const TABLES = ['results_summary', 'derived_parameters_summary', 'parameters_overview', 'explored_parameters_overview']

/** Everything in the trajectory's file that two equal experiments must have in common. */
export async function contentOf(filename: string, name = 't'): Promise<Content> {
  const data = 'data'
  const all = { parameters: data, derivedParameters: data, results: data, other: data } as const
  const traj = (await loadTrajectory(filename, { ...all, name })) as Trajectory
  const leaves: Record<string, unknown> = {}
  for (const node of traj.nodes({ withLinks: false })) {
    if (node.fullName.startsWith('config.environment')) continue
    leaves[node.fullName] = [node.constructor.name, node.comment, node.annotations.toDict(), itemsOf(node)]
  }
  const groups = [traj, ...traj.nodes({ withLinks: false })].filter((node) => !node.isLeaf)
  return {
    leaves: Object.fromEntries(Object.entries(leaves).sort(([a], [b]) => (a < b ? -1 : 1))),
    links: groups.flatMap((group) =>
      [...(group as Trajectory).links()].map(([link, target]) => `${group.fullName}.${link} → ${target.fullName}`),
    ),
    runs: Array.from({ length: traj.length }, (_, run) => {
      const { idx, name: runName, parameterSummary, completed } = traj.runs.get(run)
      return [idx, runName, parameterSummary, completed]
    }),
    overview: Object.fromEntries(TABLES.map((table) => [table, sortedRows(filename, table, name)])),
  }
}

const itemsOf = (node: unknown): unknown =>
  node instanceof LeafNode ? [...node.toStorage()].map(([item, value]) => [item, reprValue(value)]) : null

const sortedRows = (filename: string, table: string, name: string): string[] | undefined =>
  overviewRows(filename, table, name)
    ?.map((row) => JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? String(value) : value)))
    .sort()
