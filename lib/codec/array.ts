import type { DatasetPlan } from '../h5/plan.js'
import { Dict, NDArray, Scalar, type ScalarType, Sequence, type TextEncoding, type Value } from '../values/index.js'
import { defineCodec } from './codec.js'
import { decodeItems } from './decode-items.js'
import { arrayParts, withStore } from './elements.js'
import { DATA } from './names.js'
import { bytesOf, exactWidth, packItems } from './pack.js'
import { recallAttributes } from './recall.js'
import { sequenceParts } from './sequence-parts.js'
import { unfit } from './stored.js'

/** Scalars, lists, tuples, and arrays that cannot be chunked: empty ones and those without dimensions. */
export const array = defineCodec({
  flag: 'ARRAY',
  infers: (value) =>
    value instanceof Scalar ||
    value instanceof Sequence ||
    (value instanceof Dict && value.entries.size === 0) ||
    (value instanceof NDArray && (value.size === 0 || value.ndim === 0)),
  encode: (name, value, { texts }) => ({ kind: 'dataset', name, layout: 'contiguous', ...parts(name, value, texts) }),
  decode: decodeItems,
})

type Parts = Pick<DatasetPlan, 'dtype' | 'shape' | 'data' | 'flavor' | 'attributes'>

function parts(name: string, value: Value, texts: TextEncoding): Parts {
  if (value instanceof Scalar) return scalarParts(name, value, texts)
  if (value instanceof Sequence) return { ...sequenceParts(name, value, 'ARRAY', texts), flavor: sequenceFlavor(value) }
  if (value instanceof NDArray) return { ...arrayParts(value, 'ARRAY', texts), flavor: 'numpy' }
  if (value instanceof Dict && value.entries.size === 0) return emptyDict
  throw unfit('ARRAY', name, 'a scalar, list, tuple, array or empty dict', value)
}

/** pypet cannot make a float16 of Python's float, but takes numpy's as it is. */
const sequenceFlavor = ({ itemType }: Sequence) => (itemType === 'float16' ? 'numpy' : 'python')

const pythonTypes: readonly ScalarType[] = ['bool', 'int', 'float', 'complex', 'str', 'bytes']

function scalarParts(name: string, { type, value }: Scalar, texts: TextEncoding): Parts {
  const packed = packItems([value], type, `'${name}'`, exactWidth, texts)
  const attributes = withStore(recallAttributes(DATA, 'COLL_SCALAR', type, packed), 'ARRAY')
  const flavor = pythonTypes.includes(type) ? 'python' : 'numpy'
  return { dtype: packed.dtype, shape: [], data: packed.data, flavor, attributes }
}

const emptyDict: Parts = {
  dtype: '<f8',
  shape: [0],
  data: bytesOf(new Float64Array(0)),
  flavor: 'python',
  attributes: withStore(recallAttributes(DATA, 'COLL_EMPTY_DICT', null), 'ARRAY'),
}
