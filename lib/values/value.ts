import { Dict } from './dict.js'
import { Frame, Series } from './frame.js'
import { NDArray } from './ndarray.js'
import { Nested } from './nested.js'
import { None } from './none.js'
import { ObjectTable } from './object-table.js'
import { PickledObject } from './pickled.js'
import { Scalar } from './scalar.js'
import { Sequence } from './sequence.js'
import { SharedData } from './shared-data.js'
import { SparseMatrix } from './sparse.js'

/** The canonical typed form of everything that can be stored. */
export type Value =
  | Scalar
  | Sequence
  | NDArray
  | Dict
  | ObjectTable
  | Frame
  | Series
  | SparseMatrix
  | PickledObject
  | SharedData
  | Nested
  | None

const classes = [
  Scalar,
  Sequence,
  NDArray,
  Dict,
  ObjectTable,
  Frame,
  Series,
  SparseMatrix,
  PickledObject,
  SharedData,
  Nested,
  None,
]

export const isValue = (input: unknown): input is Value => classes.some((Class) => input instanceof Class)
