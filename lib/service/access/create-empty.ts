import { InvalidTypeError } from '../../errors.js'
import { itemsize, resolveDType } from '../../h5/dtype.js'
import { decodeElements } from '../../h5/elements.js'
import type { Group } from '../../h5/group.js'
import type { Node } from '../../h5/node.js'
import { product } from '../../values/index.js'
import { inferColumns } from './infer-columns.js'
import type { CreateRequest, SharedType } from './requests.js'
import { sharedMarks } from './shared-node.js'

/** A request with the marks that the node gets. */
interface Marked extends CreateRequest {
  readonly attributes: Readonly<Record<string, string>>
}
type Creator = (group: Group, item: string, request: Marked) => Node

/** How each type is made without data; of tables rows may be given. */
const creators: Readonly<Record<SharedType, Creator>> = {
  ARRAY: (group, item, { dtype, shape, attributes }) => {
    const type = resolveDType(needed(dtype, item, 'data, or a dtype and a shape'), `'${item}'`)
    const extent = needed(shape, item, 'data, or a dtype and a shape')
    const zeros = decodeElements(type, extent, new Uint8Array(product(extent) * itemsize(type)))
    return group.createArray(item, zeros, { dtype: type, attributes })
  },
  CARRAY: (group, item, request) => {
    const dtype = needed(request.dtype, item, 'data, or a dtype and a shape')
    const shape = needed(request.shape, item, 'data, or a dtype and a shape')
    return group.createCArray(item, { ...chunkedOptions(request), dtype, shape })
  },
  EARRAY: (group, item, request) => {
    const dtype = needed(request.dtype, item, 'data or a dtype')
    return group.createEArray(item, { ...growingOptions(request), dtype, shape: request.shape ?? [0] })
  },
  VLARRAY: (group, item, request) => {
    const dtype = needed(request.dtype, item, 'data or a dtype')
    return group.createVLArray(item, { ...growingOptions(request), dtype })
  },
  TABLE: (group, item, request) => {
    const { rows } = request
    const columns = request.columns ?? inferColumns(item, needed(rows, item, 'columns or rows'))
    return group.createTable(item, { ...growingOptions(request), columns, ...(rows && { rows }) })
  },
  FRAME: (_, item) => {
    throw new InvalidTypeError(`The shared frame '${item}' needs a frame to be made from`)
  },
}

/** Makes shared data by type and shape, all zeros or without rows. */
export function createEmpty(group: Group, item: string, request: CreateRequest): void {
  const attributes = sharedMarks(request.sharedType)
  creators[request.sharedType](group, item, { ...request, attributes }).close()
}

const chunkedOptions = ({ attributes, filters, chunkshape }: Marked) => ({
  attributes,
  ...(filters && { filters }),
  ...(chunkshape && { chunkshape }),
})

const growingOptions = (request: Marked) => ({
  ...chunkedOptions(request),
  ...(request.expectedRows !== undefined && { expectedRows: request.expectedRows }),
})

function needed<T>(value: T | undefined, item: string, what: string): T {
  if (value === undefined) throw new InvalidTypeError(`Shared data '${item}' need ${what} to be made from`)
  return value
}
