import { CorruptError } from '../errors.js'
import { decodeAttributes } from './attributes.js'
import { isStruct, isVlen, memoryType } from './dtype.js'
import type { Filters } from './filters.js'
import type { ChildInfo, DatasetInfo, NativePlan } from './native.js'
import type { Attributes, Layout, Plan, StoredDataset } from './plan.js'
import { groupAttributes, isSystemAttribute } from './pytables.js'
import { datasetCreation } from './specs.js'

/** Between plans and the native layer: what PyTables expects is added on the way in and left out on the way back. */

export function nativePlan(plan: Plan, filters: Filters): NativePlan {
  if (plan.kind === 'group') {
    return {
      name: plan.name,
      attributes: [...groupAttributes(plan.title ?? '', filters), ...plan.attributes],
      children: plan.children.map((child) => nativePlan(child, filters)),
    }
  }
  const { spec, attributes } = datasetCreation({ ...plan, title: plan.title ?? '', filters })
  return {
    name: plan.name,
    attributes: [...attributes, ...plan.attributes],
    dataset: spec,
    ...(plan.data.length > 0 || plan.lengths ? { data: plan.data } : {}),
    ...(plan.lengths ? { lengths: plan.lengths } : {}),
  }
}

/** Bytes of data in plans: decides whether to write on this thread. */
export const plannedBytes = (plans: readonly Plan[]): number =>
  plans.reduce((sum, plan) => sum + (plan.kind === 'group' ? plannedBytes(plan.children) : plan.data.length), 0)

/** Without what belongs to PyTables. */
export const userAttributes = (attributes: Attributes): Attributes =>
  new Map([...attributes].filter(([name]) => !isSystemAttribute(name)))

/** A dataset that was listed with its attributes and data; damage is `CorruptError`. */
export function storedDataset(child: ChildInfo, path: string, data: Uint8Array): StoredDataset {
  const { dataset } = child
  if (!dataset || dataset.shape === null)
    throw new CorruptError(`'${path}' cannot be read: it has no dataspace`, { path })
  const attributes = decodeAttributes(child.attributes ?? [])
  const dtype = memoryType(isVlen(dataset.dtype) ? dataset.dtype.vlen : dataset.dtype)
  return {
    kind: 'dataset',
    name: child.name,
    layout: layoutOf(dataset),
    dtype,
    shape: dataset.shape,
    data,
    ...(child.lengths ? { lengths: child.lengths } : {}),
    flavor: attributes.get('FLAVOR') === 'python' ? 'python' : 'numpy',
    attributes: userAttributes(attributes),
  }
}

const layouts: readonly { readonly layout: Layout; readonly fits: (info: DatasetInfo) => boolean }[] = [
  { layout: 'ragged', fits: ({ dtype }) => isVlen(dtype) },
  { layout: 'table', fits: ({ dtype }) => isStruct(dtype) },
  { layout: 'contiguous', fits: ({ chunks }) => chunks === null },
  { layout: 'extendable', fits: ({ maxshape }) => maxshape?.includes(null) ?? false },
  { layout: 'chunked', fits: () => true },
]

const layoutOf = (info: DatasetInfo): Layout => layouts.find(({ fits }) => fits(info))!.layout
