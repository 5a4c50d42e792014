import { CorruptError, LimitError } from '../../errors.js'
import { limits, Machine } from './machine.js'
import { opcodes } from './opcodes.js'
import type { PyTree } from './tree.js'

/** A pickle as data, and the names it mentions. */
export interface Unpickled {
  readonly root: PyTree
  readonly globals: readonly string[]
}

/**
 * Reads a pickle of protocols 0 to 5 as data. Nothing is executed, whatever it says. `CorruptError` for bytes that are
 * no pickle or use opcodes that plain data never need, `LimitError` for one that is too large.
 */
export function unpickle(bytes: Uint8Array): Unpickled {
  const machine = new Machine(bytes)
  for (let count = 0; ; count += 1) {
    if (count >= limits.opcodes)
      throw new LimitError(`expected at most ${limits.opcodes} opcodes in a pickle, got more`)
    const code = machine.reader.u8()
    if (code === STOP) break
    const run = opcodes[code]
    if (!run) throw new CorruptError(`expected a known opcode in a pickle, got 0x${code.toString(16).padStart(2, '0')}`)
    run(machine)
  }
  return { root: machine.pop(), globals: [...machine.globals] }
}

const STOP = 0x2e
