import { isDeepStrictEqual } from 'node:util'
import type { File } from '../../../lib/h5/file.js'
import type { Filters } from '../../../lib/h5/filters.js'
import type { StructDType } from '../../../lib/h5/native.js'
import { Table } from '../../../lib/h5/table.js'
import { type Expectation, type Json, Mismatch } from '../engine/kind.js'
import { shown } from '../engine/shown.js'
import { isKnownFault } from '../known-faults.js'
import { waysTo } from './arrays.js'
import type { FileModel, RealFile } from './file-model.js'
import { expectedColumns, foundColumns, type Leaf, leavesOf, rowBytes } from './rows.js'

export interface TableState {
  readonly columns: StructDType
  readonly leaves: readonly Leaf[]
  readonly step: number
  /** Packed. */
  readonly rows: Buffer
  readonly links: boolean
  /** Of a table that another program made: the most rows it can have. */
  readonly foreign?: { readonly limit: number | null }
}

export type Tables = ReadonlyMap<string, TableState>
export type TablesModel = FileModel<Tables>

export interface CreatedTable {
  readonly path: string
  readonly columns: StructDType
  readonly chunkshape: readonly number[] | null
  readonly filters: Partial<Filters> | null
  readonly links: boolean
}

export function tableState({ columns, links }: CreatedTable, rows: Buffer): TableState {
  const leaves = leavesOf(columns)
  return { columns, leaves, step: rowBytes(leaves), rows, links }
}

export const countOf = ({ rows, step }: TableState): number => rows.length / step

/** Every table by every name. */
export function verifyTables(model: TablesModel, file: File): void {
  for (const [path, state] of model.state) {
    for (const name of state.links ? waysTo(path) : [path]) {
      const node = file.get(name)
      if (!(node instanceof Table)) throw new Mismatch(`${name} opens as ${node.kind}`)
      const [found, expected] = [foundColumns(node.readSync()), expectedColumns(state.leaves, state.rows)]
      if (!isDeepStrictEqual(found, expected))
        throw new Mismatch(`${name} holds ${shown(found)}; expected ${shown(expected)}`)
      node.close()
    }
  }
}

/** Numbers of rows alone: reading would write what handles hold back. */
export function sameCounts(model: TablesModel, real: RealFile): void {
  for (const node of real.handles) {
    const state = [...model.state].find(([path]) => waysTo(path).includes(node.path))?.[1]
    if (!state || !(node instanceof Table) || node.nrows === countOf(state)) continue
    throw new Mismatch(`a handle of ${node.path} has ${node.nrows} rows; expected ${countOf(state)}`)
  }
}

export const expectTables = (model: TablesModel, real: RealFile): Expectation => ({
  file: real.filename,
  nodes: Object.fromEntries(
    [...model.state].map(([path, state]): [string, Json] => [
      path,
      {
        kind: 'table',
        rows: countOf(state),
        hex: state.rows.toString('hex'),
        ...(isOnlyForH5py(state) ? { only: 'h5py' } : {}),
      },
    ]),
  ),
})

const isOnlyForH5py = ({ leaves, foreign }: TableState): boolean =>
  foreign !== undefined || (isKnownFault('nested columns for PyTables') && leaves.some(({ names }) => names.length > 1))
