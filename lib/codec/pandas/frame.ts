import { CorruptError } from '../../errors.js'
import type { GroupPlan, StoredGroup } from '../../h5/plan.js'
import type { Frame } from '../../values/index.js'
import type { EncodeContext } from '../codec.js'
import { textAttribute } from '../stored.js'
import { decodeFixedFrame, encodeFixedFrame } from './fixed.js'
import { decodeTableFrame } from './table-read.js'
import { encodeTableFrame } from './table-write.js'

/** A frame without rows or columns is written in fixed format: pandas cannot hold it in a table. */
export function encodeFrame(name: string, frame: Frame, { pandasFormat, texts }: EncodeContext): GroupPlan {
  return pandasFormat === 'table' && !frame.shape.includes(0)
    ? encodeTableFrame(name, frame, texts)
    : encodeFixedFrame(name, frame, texts)
}

/** Either format, by what the group says it is. */
export function decodeFrame(group: StoredGroup): Frame {
  const type = textAttribute(group.attributes, 'pandas_type')
  if (type === 'frame') return decodeFixedFrame(group)
  if (type === 'frame_table') return decodeTableFrame(group)
  throw new CorruptError(`expected a pandas frame in '${group.name}', got ${type ?? 'no pandas object'}`)
}
