import { CorruptError } from '../../errors.js'
import type { GroupPlan, StoredGroup } from '../../h5/plan.js'
import type { Series } from '../../values/index.js'
import type { EncodeContext } from '../codec.js'
import { textAttribute } from '../stored.js'
import { decodeFixedSeries, encodeFixedSeries } from './fixed.js'
import { decodeTableSeries } from './table-read.js'
import { encodeTableSeries } from './table-write.js'

/** A series without rows is written in fixed format: pandas cannot hold it in a table. */
export function encodeSeries(name: string, series: Series, { pandasFormat, texts }: EncodeContext): GroupPlan {
  return pandasFormat === 'table' && series.length > 0
    ? encodeTableSeries(name, series, texts)
    : encodeFixedSeries(name, series, texts)
}

/** Either format, by what the group says it is. */
export function decodeSeries(group: StoredGroup): Series {
  const type = textAttribute(group.attributes, 'pandas_type')
  if (type === 'series') return decodeFixedSeries(group)
  if (type === 'series_table') return decodeTableSeries(group)
  throw new CorruptError(`expected a pandas series in '${group.name}', got ${type ?? 'no pandas object'}`)
}
