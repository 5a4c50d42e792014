import { CorruptError } from '../errors.js'
import type { Stored, StoredDataset } from '../h5/plan.js'
import { Dict, product, Scalar, Sequence, type SequenceKind, type Value } from '../values/index.js'
import { elementType } from './dtypes.js'
import { decodeArray } from './elements.js'
import { DATA } from './names.js'
import { type CollType, type Recalled, readRecall, recallItems } from './recall.js'
import { datasetOf } from './stored.js'

/** A dataset of any array layout as what it was: scalar, list, tuple, dict, matrix or array. */
export function decodeItems(stored: Stored): Value {
  const dataset = datasetOf(stored)
  const collType = readRecall(dataset.attributes, DATA).collType ?? guessCollType(dataset)
  const decode = decoders[collType]
  if (!decode) throw new CorruptError(`expected a known container type for '${stored.name}', got ${collType}`)
  return decode(dataset)
}

/** Without any note PyTables' flavor tells scalars and lists of Python from arrays. */
function guessCollType({ flavor, shape }: StoredDataset): CollType {
  if (shape.length === 0) return 'COLL_SCALAR'
  return flavor === 'python' && shape.length === 1 ? 'COLL_LIST' : 'COLL_NDARRAY'
}

const decoders: Partial<Record<CollType, (dataset: StoredDataset) => Value>> = {
  COLL_SCALAR: decodeScalar,
  COLL_LIST: (dataset) => decodeSequence(dataset, 'list'),
  COLL_TUPLE: (dataset) => decodeSequence(dataset, 'tuple'),
  COLL_NDARRAY: decodeArray,
  COLL_MATRIX: decodeArray,
  COLL_EMPTY_DICT: () => new Dict([]),
}

function recalled({ name, dtype, shape, data, flavor, attributes }: StoredDataset): Recalled {
  const type = elementType(dtype, `'${name}'`)
  return recallItems(data, type.dtype, product(shape), attributes, DATA, flavor === 'python')
}

function decodeScalar(dataset: StoredDataset): Value {
  const { type, items } = recalled(dataset)
  if (items.length !== 1) throw new CorruptError(`expected one element in '${dataset.name}', got ${items.length}`)
  return new Scalar(type, items[0]!)
}

function decodeSequence(dataset: StoredDataset, kind: SequenceKind): Value {
  // What is no flat list came from a list of arrays or lists; its array is the best that is left of it.
  if (dataset.shape.length !== 1) return decodeArray(dataset)
  const { type, items } = recalled(dataset)
  return new Sequence(kind, type, items)
}
