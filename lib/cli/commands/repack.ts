import { CorruptError } from '../../errors.js'
import { repack } from '../../index.js'
import { type Command, operand } from '../command.js'
import { findingsOf } from '../findings.js'
import { bytesText } from '../layout.js'

export const command: Command = {
  usage: 'FILE',
  operands: [1, 1],
  async run(call) {
    const filename = operand(call)
    // A damaged file would lose more by it, and libhdf5 copies what it is told, without end if need be.
    const [problem] = (await findingsOf(call, filename)).problems
    if (problem) {
      throw new CorruptError(
        `'${filename}' is damaged (${problem.path}: ${problem.message}) and stays as it is; see trajstore check`,
      )
    }
    const { before, after } = repack(filename)
    return { data: { filename, before, after }, lines: [`${bytesText(before)} → ${bytesText(after)}`] }
  },
}
