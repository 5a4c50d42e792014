import { TrajstoreError } from '../errors.js'
import { decodeAttribute } from '../h5/attributes.js'
import { attempt, type Entry } from '../h5/check/entries.js'
import { product } from '../h5/dtype.js'
import { describeFilters } from '../h5/filters.js'
import type { ChildInfo, DatasetInfo } from '../h5/native.js'
import { titleText } from '../h5/node.js'
import { kindOfDataset } from '../h5/open-node.js'
import { dtypeText, type Facts, factsOf, filtersText } from './facts.js'

/** What is to be said of an entry: by its listing, so that only what is unusual is opened. */
export function factsOfEntry(entry: Entry): Facts {
  const { path, info } = entry
  if (!isDescribed(info)) return factsOf({ path, thing: entry.thing() })
  const { kind, ...rest } = info.dataset ? datasetFacts(info.dataset) : { kind: 'Group' }
  const title = attempt(() => titleOf(info))
  if (title instanceof TrajstoreError) return { path, kind, error: title.message }
  return { path, kind, ...(title === '' ? {} : { title }), ...rest }
}

/** Whether a listing says all about a group or dataset. */
export const isDescribed = (info: ChildInfo | undefined): info is ChildInfo =>
  info !== undefined && info.error === undefined && (info.kind === 'group' || info.dataset !== undefined)

function titleOf({ attributes = [] }: ChildInfo): string {
  const title = attributes.find(([name]) => name === 'TITLE')
  return title === undefined ? '' : titleText(decodeAttribute(title))
}

function datasetFacts(info: DatasetInfo): Omit<Facts, 'path' | 'title'> {
  const known = kindOfDataset(info)
  if ('reason' in known) return { kind: 'UnImplemented', error: known.reason }
  const { dtype, shape, maxshape, chunks, filters, itemsize, storageSize } = info
  return {
    kind: known.kind,
    dtype: dtypeText(dtype),
    shape: shape ?? [],
    maxshape: maxshape ?? [],
    chunks,
    filters: filtersText(describeFilters(filters)),
    bytes: product(shape ?? []) * itemsize,
    storedBytes: storageSize,
  }
}
