import type { Finding } from '../../h5/check/examine.js'
import { type Command, operand } from '../command.js'
import { findingsOf } from '../findings.js'
import { countText, safeText } from '../layout.js'

export const command: Command = {
  usage: 'FILE',
  operands: [1, 1],
  async run(call) {
    const filename = operand(call)
    const findings = await findingsOf(call, filename)
    const { nodes, problems, notes } = findings
    const verdict =
      problems.length === 0
        ? call.style.good(`${countText(nodes, 'node')} read, nothing is wrong`)
        : call.style.bad(`${countText(nodes, 'node')} read, ${countText(problems.length, 'problem')}`)
    const lines = [...problems.map(lineOf), ...notes.map((note) => call.style.dim(lineOf(note))), verdict]
    return { data: { filename, ...findings }, lines, exitCode: problems.length === 0 ? 0 : 1 }
  },
}

const lineOf = ({ path, message }: Finding): string => `${safeText(path)}: ${safeText(message)}`
