import { InvalidTypeError } from '../errors.js'
import { describe } from '../options.js'
import { parseCondition, type Variables } from './condition/index.js'
import type { Columns } from './rows.js'

/** Which rows of a table: a text such as `(x > 3) & (name == "b")`, or a function of the columns of a block and a row. */
export type RowCondition = string | ((columns: Columns, row: number) => boolean)

/** How the rows of a block are chosen. */
export interface RowFilter {
  /** The columns that it looks at; undefined for all. */
  readonly columns: readonly string[] | undefined
  /** Rows of a block that are wanted, ascending. */
  readonly select: (columns: Columns, rows: number) => number[]
}

export function rowFilter(condition: RowCondition, columnNames: readonly string[], variables?: Variables): RowFilter {
  if (typeof condition === 'function')
    return { columns: undefined, select: (columns, rows) => filter(condition, columns, rows) }
  if (typeof condition === 'string') return parseCondition(condition, columnNames, variables)
  throw new InvalidTypeError(`A condition is a text, or a function of columns and a row; got ${describe(condition)}`)
}

function filter(holds: (columns: Columns, row: number) => boolean, columns: Columns, rows: number): number[] {
  const found: number[] = []
  for (let row = 0; row < rows; row++) if (holds(columns, row)) found.push(row)
  return found
}

/** Bytes of chosen rows, gathered block by block. */
export class GatheredRows {
  readonly #blocks: Uint8Array[] = []
  readonly #rowsize: number
  #rows = 0

  constructor(rowsize: number) {
    this.#rowsize = rowsize
  }

  add(block: Uint8Array, rows: readonly number[]): void {
    const size = this.#rowsize
    const taken = new Uint8Array(rows.length * size)
    for (const [to, from] of rows.entries()) taken.set(block.subarray(from * size, (from + 1) * size), to * size)
    this.#blocks.push(taken)
    this.#rows += rows.length
  }

  get rows(): number {
    return this.#rows
  }

  get data(): Uint8Array {
    const all = new Uint8Array(this.#rows * this.#rowsize)
    let offset = 0
    for (const block of this.#blocks) {
      all.set(block, offset)
      offset += block.length
    }
    return all
  }
}
