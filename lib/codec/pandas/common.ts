import type { AttributeValue } from '../../h5/plan.js'

/** What every pandas object says of itself. */
export const commonAttributes = (
  type: 'frame' | 'series' | 'frame_table' | 'series_table',
): [string, AttributeValue][] => [
  ['pandas_type', type],
  ['pandas_version', '0.15.2'],
  ['encoding', 'utf8'],
  ['errors', 'strict'],
]
