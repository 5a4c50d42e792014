import type { AttributeValue, StoredGroup } from '../../h5/plan.js'
import { encodingOfFile, type TextEncoding } from '../../values/index.js'
import { textAttribute } from '../stored.js'

/** What every pandas object says of itself. */
export const commonAttributes = (
  type: 'frame' | 'series' | 'frame_table' | 'series_table',
  texts: TextEncoding,
): [string, AttributeValue][] => [
  ['pandas_type', type],
  ['pandas_version', '0.15.2'],
  ['encoding', texts.name],
  ['errors', 'strict'],
]

/** It may differ from that of the file: pandas' own is UTF-8. */
export const textsOfGroup = ({ attributes }: StoredGroup): TextEncoding =>
  encodingOfFile(textAttribute(attributes, 'encoding') ?? 'utf8')
