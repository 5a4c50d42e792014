import { capabilities, versions } from '../../h5/index.js'
import type { Call, Command } from '../command.js'
import { columns } from '../layout.js'

export const command: Command = {
  usage: '',
  operands: [0, 0],
  run({ style }: Call) {
    const data = { versions: versions(), capabilities: capabilities() }
    const rows = [...Object.entries(data.versions), ...Object.entries(data.capabilities)]
    return { data, lines: columns(rows.map(([name, value]) => [style.dim(name), [value].flat().join(', ')])) }
  },
}
