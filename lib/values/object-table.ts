import { InvalidTypeError, InvalidValueError } from '../errors.js'
import { NDArray } from './ndarray.js'
import { sameType } from './same-type.js'
import { Scalar } from './scalar.js'
import { Sequence } from './sequence.js'
import { valueTypeName } from './type-name.js'

/** One cell of an object table. */
export type Cell = Scalar | Sequence | NDArray

export const isCell = (value: unknown): value is Cell =>
  value instanceof Scalar || value instanceof Sequence || value instanceof NDArray

/** pypet's ObjectTable: named columns of equal length; all cells of a column have one type. */
export class ObjectTable {
  readonly columns: ReadonlyMap<string, readonly Cell[]>
  readonly nrows: number

  /** `InvalidValueError` for columns of different lengths, `InvalidTypeError` for cells of different types. */
  constructor(columns: Iterable<readonly [string, readonly Cell[]]>) {
    this.columns = new Map(columns)
    const [first] = this.columns.values()
    this.nrows = first?.length ?? 0
    for (const [name, cells] of this.columns) checkColumn(name, cells, this.nrows)
  }
}

function checkColumn(name: string, cells: readonly Cell[], nrows: number): void {
  if (cells.length !== nrows) {
    throw new InvalidValueError(`expected ${nrows} cells in column '${name}', got ${cells.length}`)
  }
  const first = cells[0]
  for (const cell of cells) {
    if (!sameType(first!, cell)) {
      throw new InvalidTypeError(
        `expected every cell of column '${name}' to be ${valueTypeName(first!)}, got ${valueTypeName(cell)}`,
      )
    }
  }
}
