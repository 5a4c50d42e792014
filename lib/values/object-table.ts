import { InvalidTypeError, InvalidValueError } from '../errors.js'
import { type Cell, cellTypeName, sameCellType } from './cell.js'

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
    if (!sameCellType(first!, cell)) {
      throw new InvalidTypeError(
        `expected every cell of column '${name}' to be ${cellTypeName(first!)}, got ${cellTypeName(cell)}`,
      )
    }
  }
}
