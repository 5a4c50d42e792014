import type { Finding, Findings } from '../../h5/check/examine.js'
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
    const paint = problems.length === 0 ? call.style.good : call.style.bad
    const verdict = paint(`${countText(nodes, 'node')} read, ${outcome(findings)}`)
    const lines = [...problems.map(lineOf), ...notes.map((note) => call.style.dim(lineOf(note))), verdict]
    return { data: { filename, ...findings }, lines, exitCode: problems.length === 0 ? 0 : 1 }
  },
}

/** Notes are no damage, and yet something was said. */
function outcome({ problems, notes }: Findings): string {
  if (problems.length > 0) return countText(problems.length, 'problem')
  return notes.length === 0 ? 'nothing is wrong' : `no damage, ${countText(notes.length, 'note')}`
}

const lineOf = ({ path, message }: Finding): string => `${safeText(path)}: ${safeText(message)}`
