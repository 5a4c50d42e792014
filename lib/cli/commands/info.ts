import { File } from '../../h5/index.js'
import { type Call, type Command, operand } from '../command.js'
import { extentText } from '../facts.js'
import { bytesText, columns, countText, safeText } from '../layout.js'
import type { ResultItem } from '../run-results.js'
import { trajectoryNames } from '../trajectories.js'
import { type Explored, type TrajectoryInfo, trajectoryInfo } from '../trajectory-info.js'
import { valueText } from '../value-text.js'

export const command: Command = {
  usage: 'FILE',
  operands: [1, 1],
  async run(call) {
    using file = File.open(operand(call))
    const trajectories: TrajectoryInfo[] = []
    for (const name of trajectoryNames(file)) trajectories.push(await trajectoryInfo(file, name))
    const { filename, size } = file
    return { data: { filename, size, trajectories }, lines: [...lines(call, filename, size, trajectories)] }
  },
}

function* lines(
  call: Call,
  filename: string,
  size: number,
  trajectories: readonly TrajectoryInfo[],
): Generator<string> {
  const count = countText(trajectories.length, 'trajectory', 'trajectories')
  yield `${call.style.bold(safeText(filename))}  ${bytesText(size)}, ${count}`
  if (trajectories.length === 0) yield "'trajstore ls' shows what it has"
  for (const trajectory of trajectories) {
    yield ''
    yield* linesOf(call, trajectory)
  }
}

function* linesOf({ style }: Call, trajectory: TrajectoryInfo): Generator<string> {
  const { name, comment, time, runs, completed, explored, results } = trajectory
  yield `${style.bold(safeText(name))}  ${style.dim(`made ${safeText(time)}`)}`
  if (comment !== '') yield safeText(comment)
  const done = `${completed} of ${countText(runs, 'run')} completed`
  yield completed === runs ? style.good(done) : style.bad(done)
  yield* section(
    style.dim('explored'),
    explored.map((one) => [style.name(safeText(one.name)), spreadText(one)]),
  )
  yield* section(
    style.dim('results'),
    results.map((one) => [style.name(safeText(one.name)), safeText(one.type), shapeText(one)]),
  )
}

function* section(title: string, rows: readonly string[][]): Generator<string> {
  if (rows.length === 0) return
  yield title
  for (const line of columns(rows)) yield `  ${line}`
}

function spreadText({ distinct, least, most }: Explored): string {
  const range = least === undefined ? '' : `, ${valueText(least)} to ${valueText(most)}`
  return `${countText(distinct, 'value')}${range}`
}

const shapeText = ({ shape }: ResultItem): string => (shape === null ? '' : extentText(shape))
