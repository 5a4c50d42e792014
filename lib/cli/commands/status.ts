import { existsSync } from 'node:fs'
import { NotFoundError } from '../../errors.js'
import { File, type JournalStatus, journalStatus } from '../../h5/index.js'
import { type Command, operand } from '../command.js'
import { bytesText } from '../layout.js'

export const command: Command = {
  usage: 'FILE',
  operands: [1, 1],
  run(call) {
    const { style } = call
    const filename = operand(call)
    if (!existsSync(filename)) throw new NotFoundError(`There is no file '${filename}'`, { filename })
    const status = journalStatus(filename)
    // Whether it is a file that can be used at all; whoever writes it knows that.
    if (!status?.isInUse) File.open(filename).close()
    const state = stateOf(status)
    const paint = state === 'needs recovery' ? style.bad : style.good
    return { data: { filename, state, journal: status }, lines: [paint(state), sentenceOf(status, filename)] }
  },
}

type State = 'clean' | 'in use' | 'needs recovery'

export function stateOf(status: JournalStatus | null): State {
  if (status?.isInUse) return 'in use'
  return status?.isHot ? 'needs recovery' : 'clean'
}

export function sentenceOf(status: JournalStatus | null, filename: string): string {
  if (status === null) return `There is no journal: '${filename}' is all there is.`
  const pending = bytesText(status.pending)
  if (status.isInUse) return `A process is writing it; ${pending} are committed in the journal and not in the file yet.`
  if (!status.isHot) return 'A journal is there, and empty: it can stay or be deleted.'
  const half = status.isInterrupted ? ' The file itself is half written: other programs must not open it before.' : ''
  return `Its writer was ended with ${pending} in the journal. Reading here includes them; 'trajstore recover' brings them into the file.${half}`
}
