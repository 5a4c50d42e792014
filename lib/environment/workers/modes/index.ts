import { InvalidValueError } from '../../../errors.js'
import { local } from './local.js'
import { lock } from './lock.js'
import type { Mode } from './mode.js'
import { netlock } from './netlock.js'
import { netqueue } from './netqueue.js'
import { none } from './none.js'
import { pipe } from './pipe.js'
import { queue } from './queue.js'

export type { ModeOptions, ServerAccess, StorageSide, WorkerSide } from './mode.js'

/** How runs in workers reach the file. */
const modes = { queue, pipe, lock, netlock, netqueue, local, none } as const satisfies Record<string, Mode>

export type WrapMode = keyof typeof modes

export const wrapModes = Object.keys(modes) as WrapMode[]

/** Throws `InvalidValueError` for a mode there is none of. */
export function modeOf(name: string): Mode {
  if (Object.hasOwn(modes, name)) return modes[name as WrapMode]
  throw new InvalidValueError(`wrapMode is one of ${wrapModes.join(', ')}, but got '${name}'.`)
}
