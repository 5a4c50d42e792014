import { SparseMatrix, type Value } from '../values/index.js'
import { ArrayParameter } from './array-parameter.js'
import { distinctValues, positionTable } from './distinct.js'
import { eightDigits, type Items, valuesAt } from './items.js'
import { type Range, valuesOf } from './range.js'
import { MARKER, toSparse, toText } from './sparse-text.js'
import { type Supports, supportsSparse } from './supported.js'

const MATRIX = `data${MARKER}`
const POSITIONS = `explored_data${MARKER}`
const matrixName = (position: number): string => `xspm${MARKER}${eightDigits(position)}`

/** An array parameter that takes sparse matrices too. */
export class SparseParameter extends ArrayParameter {
  protected override get supports(): Supports {
    return supportsSparse
  }

  protected override sameKind(a: Value, b: Value): boolean {
    return a instanceof SparseMatrix ? b instanceof SparseMatrix : super.sameKind(a, b)
  }

  protected override encode(value: Value, range: Range | null): Map<string, Value> {
    if (!(value instanceof SparseMatrix)) return super.encode(value, range)
    const items = new Map<string, Value>([[MATRIX, toText(value)]])
    if (range === null) return items
    const { distinct, positions } = distinctValues(Array.from(valuesOf(range), toText))
    items.set(POSITIONS, positionTable(positions))
    for (const [position, text] of distinct.entries()) items.set(matrixName(position), text)
    return items
  }

  protected override decode(items: Items): { value: Value | null; range: readonly Value[] | null } {
    const matrix = items.get(MATRIX)
    if (matrix === undefined) return super.decode(items)
    const range = items.has(POSITIONS) ? valuesAt(items, POSITIONS, matrixName, this.fullName) : null
    const sparse = (value: Value) => toSparse(value, this.fullName)
    return { value: sparse(matrix), range: range?.map(sparse) ?? null }
  }
}
