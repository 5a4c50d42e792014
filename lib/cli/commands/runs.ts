import type { RunColumn, Trajectory } from '../../index.js'
import { NDArray } from '../../values/index.js'
import { type Call, type Command, isSet, operand, textOption } from '../command.js'
import { columns, countText } from '../layout.js'
import { openTrajectory, trajectoryOption } from '../trajectories.js'
import { valueText } from '../value-text.js'

export const command: Command = {
  usage: 'FILE',
  operands: [1, 1],
  options: {
    ...trajectoryOption,
    with: { type: 'string', short: 'w', describe: 'results to show beside: z,summary.last' },
    unfinished: { type: 'boolean', short: 'u', describe: 'only runs that are not completed' },
  },
  async run(call) {
    const traj = await openTrajectory(call, operand(call))
    const runs = await rowsOf(call, traj)
    const shown = isSet(call, 'unfinished') ? runs.filter(({ completed }) => !completed) : runs
    const completed = runs.filter((run) => run.completed).length
    const names = [...traj.exploredParameters().keys()]
    const data = {
      trajectory: traj.name,
      comment: traj.comment,
      runs: runs.length,
      completed,
      explored: names,
      rows: shown,
    }
    const head = `${call.style.bold(traj.name)}  ${countText(runs.length, 'run')}, ${completed} completed`
    return { data, lines: [head, ...table(call, shown)] }
  },
}

interface Row {
  readonly run: number
  readonly name: string
  readonly completed: boolean
  readonly time: string | null
  readonly runtime: string | null
  readonly values: Readonly<Record<string, unknown>>
}

async function rowsOf(call: Call, traj: Trajectory): Promise<Row[]> {
  const wanted = textOption(call, 'with')?.split(',') ?? []
  const collected = wanted.length === 0 ? new Map<string, RunColumn>() : new Map((await traj.collect(wanted)).entries())
  const explored = [...traj.exploredParameters()]
  return Array.from({ length: traj.length }, (_, run) => {
    const { name, completed, time, runtime } = traj.runInformation(run)
    const parameters = explored.map(([key, parameter]) => [lastPart(key), parameter?.at(run)] as const)
    const results = wanted.map((key) => [key, cellOf(collected.get(key), run)] as const)
    return { run, name, completed, time, runtime, values: Object.fromEntries([...parameters, ...results]) }
  })
}

const lastPart = (name: string): string => name.slice(name.indexOf('.') + 1)

/** What a column has for one run. */
function cellOf(column: RunColumn | undefined, run: number): unknown {
  if (column === undefined) return null
  if (!(column instanceof NDArray)) return (column as ArrayLike<unknown>)[run]
  const { data, shape, stride, offset, dtype } = column
  return new NDArray({ data, dtype, shape: shape.slice(1), stride: stride.slice(1), offset: offset + run * stride[0]! })
}

function table({ style }: Call, rows: readonly Row[]): Iterable<string> {
  const names = Object.keys(rows[0]?.values ?? {})
  const head = ['run', ...names, 'time', 'runtime', ''].map(style.dim)
  const cells = rows.map(({ run, values, time, runtime, completed }) => [
    String(run),
    ...names.map((name) => valueText(values[name], 40)),
    time ?? '',
    runtime ?? '',
    completed ? style.good('done') : style.bad('not completed'),
  ])
  return columns([head, ...cells], [0])
}
