import { CorruptError } from '../errors.js'
import type { Stored, StoredDataset } from '../h5/plan.js'
import { Dict, product, Scalar, Sequence, type SequenceKind, type TextEncoding, type Value } from '../values/index.js'
import { elementType } from './dtypes.js'
import { decodeArray } from './elements.js'
import { DATA } from './names.js'
import { type CollType, type Recalled, readRecall, recallItems } from './recall.js'
import { datasetOf } from './stored.js'

/** A dataset of any array layout as what it was: scalar, list, tuple, dict, matrix or array. */
export function decodeItems(stored: Stored, texts: TextEncoding): Value {
  const dataset = datasetOf(stored)
  const collType = readRecall(dataset.attributes, DATA).collType ?? guessCollType(dataset)
  const decode = decoders[collType]
  if (!decode) throw new CorruptError(`expected a known container type for '${stored.name}', got ${collType}`)
  return decode(dataset, texts)
}

/** Without any note PyTables' flavor tells scalars and lists of Python from arrays. */
function guessCollType({ flavor, shape }: StoredDataset): CollType {
  if (shape.length === 0) return 'COLL_SCALAR'
  return flavor === 'python' && shape.length === 1 ? 'COLL_LIST' : 'COLL_NDARRAY'
}

const decoders: Partial<Record<CollType, (dataset: StoredDataset, texts: TextEncoding) => Value>> = {
  COLL_SCALAR: decodeScalar,
  COLL_LIST: (dataset, texts) => decodeSequence(dataset, 'list', texts),
  COLL_TUPLE: (dataset, texts) => decodeSequence(dataset, 'tuple', texts),
  COLL_NDARRAY: decodeArray,
  COLL_MATRIX: decodeArray,
  COLL_EMPTY_DICT: () => new Dict([]),
}

function recalled({ name, dtype, shape, data, flavor, attributes }: StoredDataset, texts: TextEncoding): Recalled {
  const type = elementType(dtype, `'${name}'`)
  return recallItems(data, type.dtype, product(shape), attributes, DATA, flavor === 'python', texts)
}

function decodeScalar(dataset: StoredDataset, texts: TextEncoding): Value {
  const { type, items } = recalled(dataset, texts)
  if (items.length !== 1) throw new CorruptError(`expected one element in '${dataset.name}', got ${items.length}`)
  return new Scalar(type, items[0]!)
}

function decodeSequence(dataset: StoredDataset, kind: SequenceKind, texts: TextEncoding): Value {
  // What is no flat list came from a list of arrays or lists; its array is the best that is left of it.
  if (dataset.shape.length !== 1) return decodeArray(dataset, texts)
  const { type, items } = recalled(dataset, texts)
  return new Sequence(kind, type, items)
}
