import { repack } from '../../index.js'
import { type Command, operand } from '../command.js'
import { bytesText } from '../layout.js'

export const command: Command = {
  usage: 'FILE',
  operands: [1, 1],
  async run(call) {
    const filename = operand(call)
    const { before, after } = await repack(filename, { onNode: (nodes) => call.progress.show('nodes', nodes) })
    return { data: { filename, before, after }, lines: [`${bytesText(before)} → ${bytesText(after)}`] }
  },
}
