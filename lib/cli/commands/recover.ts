import { existsSync } from 'node:fs'
import { NotFoundError } from '../../errors.js'
import { File, journalStatus } from '../../h5/index.js'
import { type Command, operand } from '../command.js'
import { bytesText } from '../layout.js'

export const command: Command = {
  usage: 'FILE',
  operands: [1, 1],
  run(call) {
    const filename = operand(call)
    if (!existsSync(filename)) throw new NotFoundError(`There is no file '${filename}'`, { filename })
    const before = journalStatus(filename)
    // Opening is what recovers, and also what finds that the file is none or that somebody has it.
    using file = File.open(filename, before === null ? 'r' : 'r+')
    file.close()
    const after = journalStatus(filename)
    const recovered = before?.isHot ? before.pending : 0
    const isDone = !after?.isHot
    const line = isDone ? doneSentence(recovered) : waitingSentence
    return { data: { filename, recovered, isDone }, lines: [line], exitCode: isDone ? 0 : 1 }
  },
}

const waitingSentence = 'A reader has the file open: the journal stays until it is gone. Run this again then.'

const doneSentence = (bytes: number): string =>
  bytes > 0 ? `Brought ${bytesText(bytes)} of committed changes into the file.` : 'There was nothing to recover.'
